/** Tells the administrator how far a long command is. */
export type Progress = (words: string) => void

const EVERY_MS = 1_000

/** Lines on standard error; standard output stays for the answer. */
export const onStderr: Progress = (words) => void process.stderr.write(`${words}\n`)

/** Lets one line a second through, for counts that run. */
export function seldom(progress: Progress, now: () => number = Date.now): Progress {
  let last = 0
  return (words) => {
    if (now() - last < EVERY_MS) return
    last = now()
    progress(words)
  }
}
