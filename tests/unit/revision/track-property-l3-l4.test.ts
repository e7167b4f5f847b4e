import { sessionSeries } from '../../support/revision/series.ts'

sessionSeries(['L3', 'L4'])
