import { DeskError } from '../../src-shared/ipc/desk-error.ts'

/** What the system says of a folder or stick, as the page knows it. */
const codes: Readonly<Record<string, string>> = {
  ENOSPC: 'SC-FULL',
  EDQUOT: 'SC-FULL',
  // FAT holds no file of 4 GB and more
  EFBIG: 'SC-FULL',
  EACCES: 'SC-DENIED',
  EPERM: 'SC-DENIED',
  EROFS: 'SC-DENIED',
  // the stick was pulled, or the share is not there any more
  ENOENT: 'SC-GONE',
  ENOTDIR: 'SC-GONE',
  ENODEV: 'SC-GONE',
  ENXIO: 'SC-GONE',
  EIO: 'SC-GONE',
  ESTALE: 'SC-GONE',
}

/** Any failure of a safe copy under its code (SY-166). */
export function copyError(error: unknown): DeskError {
  if (error instanceof DeskError) return error
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  return new DeskError(codes[code] ?? 'SC-IO')
}
