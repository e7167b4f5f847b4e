import { runChecks } from './lib/checks.mjs'
import { runMain } from './lib/log.mjs'
import { ensurePackages } from './lib/packages.mjs'

await runMain(async () => {
  await ensurePackages()
  return (await runChecks()).length
})
