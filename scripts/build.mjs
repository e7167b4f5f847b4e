import { build } from './lib/build.mjs'
import { runMain } from './lib/log.mjs'
import { ensurePackages } from './lib/packages.mjs'

await runMain(async () => {
  await ensurePackages()
  await build()
})
