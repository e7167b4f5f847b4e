/** Why a file cannot be read at all, with what is said beside the code. */
export class FileError extends Error {
  readonly code: string
  readonly row: number | null
  constructor(code: string, row: number | null = null) {
    super(code)
    this.name = 'FileError'
    this.code = code
    this.row = row
  }
}
