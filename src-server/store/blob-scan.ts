import { execFile } from 'node:child_process'

/** What a virus scanner says of a file; `unknown` where it could not look. */
export type ScanVerdict = 'clean' | 'infected' | 'unknown'
export type Scan = (path: string) => Promise<ScanVerdict>

const TIME_MS = 60_000
/** A scanner is a process that reads the whole file: so many at once, the others wait. */
const AT_ONCE = 4

/**
 * The scanner that IT configured, as words of a command line: `{}` stands for the file, else it comes last. Run without a
 * shell, so that nothing in a path is ever a command. Its exit says it: 0 clean, 1 infected (clamdscan's and most others'
 * way); anything else, no program, or no answer within a minute is `unknown` (AT-UNSCANNED).
 */
export function scannerOf(commandLine: string, timeMs = TIME_MS): Scan {
  const [program = '', ...words] = commandLine.trim().split(/\s+/)
  const args = words.includes('{}') ? words : [...words, '{}']
  const turn = turns(AT_ONCE)
  return (path) =>
    turn(
      () =>
        new Promise((done) => {
          const options = { timeout: timeMs, killSignal: 'SIGKILL' as const, maxBuffer: 16 * 1024 * 1024, windowsHide: true }
          execFile(
            program,
            args.map((word) => (word === '{}' ? path : word)),
            options,
            (error) => done(error === null ? 'clean' : error.code === 1 && !error.killed ? 'infected' : 'unknown'),
          )
        }),
    )
}

function turns(count: number): <T>(task: () => Promise<T>) => Promise<T> {
  let free = count
  const waiting: (() => void)[] = []
  return async (task) => {
    if (free > 0) free--
    else await new Promise<void>((go) => void waiting.push(go))
    try {
      return await task()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free++
    }
  }
}
