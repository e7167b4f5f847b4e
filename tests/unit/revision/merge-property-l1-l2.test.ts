import { mergeSeries } from '../../support/revision/series.ts'

mergeSeries(['L1', 'L2'])
