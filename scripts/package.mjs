import { build } from './lib/build.mjs'
import { runMain } from './lib/log.mjs'
import { ensurePackages } from './lib/packages.mjs'
import { readOptions } from './package/kinds.mjs'

/*
 * npm run package: builds the client and packs it for Linux x64 into dist/: the unpacked folder, tar.gz and deb, each looked
 * at as it will be shipped, with its bill of materials and the licences.
 * npm run package -- --for win-x64: for another machine (scripts/package/kinds.mjs).
 * npm run package -- --e2e: the variant that tests can attach to, never given to anybody.
 */
await runMain(async () => {
  const options = readOptions(process.argv.slice(2))
  await ensurePackages()
  await build()
  // electron-builder is there only after ensurePackages
  const { makePackages } = await import('./package/make.mjs')
  await makePackages(options)
})
