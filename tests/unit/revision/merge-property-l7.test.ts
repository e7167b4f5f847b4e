import { mergeSeries } from '../../support/revision/series.ts'

mergeSeries(['L7'])
