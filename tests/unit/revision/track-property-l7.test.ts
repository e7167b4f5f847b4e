import { sessionSeries } from '../../support/revision/series.ts'

sessionSeries(['L7'])
