import { z } from 'zod'
import { documentId } from '../ids.ts'

/** The call of the archive. */
export const archiveCalls = {
  /**
   * Asks where to and writes the archive package of a filed document, whole or not at all. null: the dialog was cancelled.
   * errors: NET-OFFLINE, NET-BUSY, SE-NO-SESSION, SY-NOT-FOUND, ARCHIVE-NOT-YET, ARCHIVE-CHANGED, ARCHIVE-LARGE, ARCHIVE-WRITE
   */
  'archive.save': {
    input: z.object({ docId: documentId, name: z.string().min(1).max(200) }),
    output: z.object({ place: z.string() }).nullable(),
  },
} as const
