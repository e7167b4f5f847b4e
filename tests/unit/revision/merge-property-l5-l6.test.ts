import { mergeSeries } from '../../support/revision/series.ts'

mergeSeries(['L5', 'L6'])
