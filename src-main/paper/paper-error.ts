import { DeskError } from '../../src-shared/ipc/desk-error.ts'

/** What the system says of the folder a file was to go to, as the page knows it (PP-49). */
const codes: Readonly<Record<string, string>> = {
  ENOSPC: 'PP-FULL',
  EDQUOT: 'PP-FULL',
  EFBIG: 'PP-FULL',
  EACCES: 'PP-DENIED',
  EPERM: 'PP-DENIED',
  EROFS: 'PP-DENIED',
  EISDIR: 'PP-DENIED',
  // open in another program
  EBUSY: 'PP-DENIED',
  ENOENT: 'PP-GONE',
  ENOTDIR: 'PP-GONE',
  ENODEV: 'PP-GONE',
  ENXIO: 'PP-GONE',
  EIO: 'PP-GONE',
  ESTALE: 'PP-GONE',
}

/** Any failure of writing under its code. */
export function paperError(error: unknown): DeskError {
  if (error instanceof DeskError) return error
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  return new DeskError(codes[code] ?? 'PP-IO')
}
