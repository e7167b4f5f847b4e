import { mergeSeries } from '../../support/revision/series.ts'

mergeSeries(['L3', 'L4'])
