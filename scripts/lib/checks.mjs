import { run, tool } from './run.mjs'

/** The checks that need no program running: name, command, what a failure means. */
export const checks = [
  { name: 'types', command: [tool('tsc'), '-b'] },
  { name: 'lint', command: [tool('oxlint'), '--type-aware', '--quiet'] },
  { name: 'format', command: [tool('oxfmt'), '--check'] },
  { name: 'dead code', command: [tool('knip'), '--no-progress'] },
]

/** Runs them all; answers the names of those that failed. */
export async function runChecks() {
  const failed = []
  for (const { name, command } of checks) {
    const [program, ...args] = command
    const exit = await run(program, args)
    console.log(`${exit === 0 ? 'ok' : 'FAILED'}  ${name}`)
    if (exit !== 0) failed.push(name)
  }
  return failed
}
