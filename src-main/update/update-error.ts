/**
 * Why an update did not come to be: `code` goes to the server and into the log. UP-NO-ROOM: no room on the disk or no right to
 * write there; UP-FILE, UP-SIGNATURE, UP-STATEMENT, UP-MACHINE, UP-OLDER: what came is not what was signed, or not for this machine;
 * UP-GONE: the server does not give the file; UP-LINE: no line, it goes on by itself; UP-NO-INSTALLER: nobody on this machine took
 * what was handed over.
 */
export class UpdateError extends Error {
  readonly code: string
  constructor(code: string) {
    super(code)
    this.code = code
  }
}
