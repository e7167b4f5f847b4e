/** One line to the person at the terminal. */
export const say = (text) => console.error(`[liuhen] ${text}`)

/** Ends the program with a message a person can act on. */
export class Stop extends Error {
  constructor(code, message) {
    super(message)
    this.code = code
  }
}

/** Runs `main` and turns a Stop into its message and exit code 1. */
export async function runMain(main) {
  try {
    process.exitCode = (await main()) ?? 0
  } catch (error) {
    if (error instanceof Stop) console.error(`\n[liuhen] ${error.code}: ${error.message}`)
    else console.error(error)
    process.exitCode = 1
  }
}
