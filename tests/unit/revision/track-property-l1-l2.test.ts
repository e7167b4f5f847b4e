import { sessionSeries } from '../../support/revision/series.ts'

sessionSeries(['L1', 'L2'])
