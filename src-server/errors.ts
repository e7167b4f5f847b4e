/** A refusal of a request: an HTTP status and a stable code, nothing of the inside (SE-10). */
export class HttpError extends Error {
  readonly status: number
  readonly code: string
  readonly retryMs: number | undefined
  constructor(status: number, code: string, options: { message?: string; retryMs?: number } = {}) {
    super(options.message ?? code)
    this.name = 'HttpError'
    this.status = status
    this.code = code
    this.retryMs = options.retryMs
  }
}

/** A failure of the server itself to start or run, with a code an administrator can look up. */
export class ServerError extends Error {
  readonly code: string
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ServerError'
    this.code = code
  }
}

/** The `code` of an unknown error, such as a SQLSTATE or a Node error name; '' where it has none. */
export function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : ''
}
