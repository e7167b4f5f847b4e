import { sessionSeries } from '../../support/revision/series.ts'

sessionSeries(['L5', 'L6'])
