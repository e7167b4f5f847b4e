import fs from 'node:fs'
import path from 'node:path'
import { build } from './lib/build.mjs'
import { checks, runChecks } from './lib/checks.mjs'
import { ensureElectron } from './lib/electron.mjs'
import { runMain, say } from './lib/log.mjs'
import { ensurePackages } from './lib/packages.mjs'
import { relocateIfHidden } from './lib/relocate.mjs'
import { root, run, tool } from './lib/run.mjs'
import { ensureSystem } from './lib/system.mjs'

/*
 * npm test: sets up and runs every check and test; the closing line is `N passed, N failed`.
 * npm run test:long: the property tests and simulations with thousands of seeds, 50,000 forged requests, ten minutes of a
 * cluster, 100 kills of the client, pictures of every place and dialog.
 * npm test -- tests/unit: only the tests under a path.
 */
const long = process.argv.includes('--long')
const only = process.argv.slice(2).filter((word) => !word.startsWith('--'))

await runMain(async () => {
  await ensurePackages()
  const elsewhere = await relocateIfHidden('test.mjs', process.argv.slice(2))
  if (elsewhere !== undefined) return elsewhere
  await ensureSystem({ tests: true })
  const electron = await ensureElectron()
  say(`Electron ${electron.version} (${electron.source})`)
  const whole = only.length === 0 && !long
  const failedChecks = whole ? await runChecks() : []
  await build()

  const report = path.join(root, 'artifacts', 'test-results.json')
  fs.rmSync(report, { force: true })
  const paths = long
    ? [
        'tests/unit',
        'tests/simulation',
        'tests/server/fuzz',
        'tests/server/cluster',
        'tests/e2e/kill',
        'tests/e2e/gallery',
        ...only,
      ]
    : only
  const env = { ...process.env, ...(long ? { LIUHEN_LONG: '1' } : {}) }
  const exit = await run(
    tool('vitest'),
    ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...paths],
    { env },
  )

  const counts = fs.existsSync(report)
    ? JSON.parse(fs.readFileSync(report, 'utf8'))
    : { numPassedTests: 0, numFailedTests: 1, numFailedTestSuites: 0 }
  const suites =
    counts.testResults?.filter(
      (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
    ).length ?? 0
  // a red run in which no test failed (an unhandled error, a file that did not load) must not look green
  const broken = Math.max(suites, exit !== 0 && counts.numFailedTests === 0 ? 1 : 0)
  const passed = counts.numPassedTests + (whole ? checks.length - failedChecks.length : 0)
  const failed = counts.numFailedTests + broken + failedChecks.length
  if (failedChecks.length > 0) say(`failed checks: ${failedChecks.join(', ')}`)
  console.log(`\n${passed} passed, ${failed} failed`)
  return failed === 0 && passed > 0 ? 0 : 1
})
