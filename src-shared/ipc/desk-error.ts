/** An expected failure with its stable code, in main and in the page; the page turns codes into sentences. */
export class DeskError extends Error {
  readonly code: string
  readonly detail: string | undefined
  constructor(code: string, detail?: string) {
    super(code)
    this.name = 'DeskError'
    this.code = code
    this.detail = detail
  }
}
