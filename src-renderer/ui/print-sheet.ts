import { createContext, useContext } from 'react'
import type { TableSheet } from '../../src-shared/paper/sheets/model.ts'

type PrintTable = (table: Omit<TableSheet, 'kind'>) => void

/** Shows a table as it is printed, for every list that is kept on paper too (PP-143); nothing happens where no window says how. */
export const PrintTableContext = createContext<PrintTable>(() => undefined)
export const usePrintTable = (): PrintTable => useContext(PrintTableContext)
