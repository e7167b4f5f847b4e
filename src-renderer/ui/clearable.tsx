import CloseCircleFilled from '@ant-design/icons/CloseCircleFilled'
import { t } from './text.ts'

/** `allowClear` of a field of words, with a button that says what it does. */
export const clearable = { clearIcon: <CloseCircleFilled aria-label={t.clearField} /> }
