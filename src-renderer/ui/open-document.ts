import { createContext, useContext } from 'react'
import type { DocumentId } from '../../src-shared/ids.ts'

type OpenDocument = (id: DocumentId) => void

/** Opens a document wherever it lies on this desk, for links between documents; nothing happens where no window says how. */
export const OpenDocumentContext = createContext<OpenDocument>(() => undefined)
export const useOpenDocument = (): OpenDocument => useContext(OpenDocumentContext)
