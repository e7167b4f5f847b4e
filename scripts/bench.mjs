import fs from 'node:fs'
import path from 'node:path'
import { build } from './lib/build.mjs'
import { ensureElectron } from './lib/electron.mjs'
import { runMain } from './lib/log.mjs'
import { ensurePackages } from './lib/packages.mjs'
import { ensurePeers } from './lib/peers.mjs'
import { relocateIfHidden } from './lib/relocate.mjs'
import { root, run, tool } from './lib/run.mjs'
import { ensureSystem } from './lib/system.mjs'

/*
 * npm run bench: ours beside a named peer or limit in the same run; prints ratios and writes bench-results.json.
 * npm run bench -- libraries: the property test on the open trackers and on ours alone; writes docs/libraries.md.
 */
await runMain(async () => {
  await ensurePackages()
  const elsewhere = await relocateIfHidden('bench.mjs', process.argv.slice(2))
  if (elsewhere !== undefined) return elsewhere
  await ensureSystem({ tests: true })
  await ensureElectron()
  await ensurePeers()
  await build()
  const folder = path.join(root, 'artifacts', 'bench')
  fs.rmSync(folder, { recursive: true, force: true })
  fs.mkdirSync(folder, { recursive: true })
  const exit = await run(tool('vitest'), ['run', '--config', 'vitest.bench.config.ts', ...process.argv.slice(2)])
  // libraries.json has a shape of its own: docs/libraries.md is made from it
  const names = fs.readdirSync(folder).filter((name) => name !== 'libraries.json')
  const results = names.flatMap((name) => JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8')))
  if (!results.length) return exit
  fs.writeFileSync(path.join(root, 'bench-results.json'), `${JSON.stringify(results, null, 2)}\n`)
  console.log('\n| what | ours | peer | ratio | aim | |\n|---|---|---|---|---|---|')
  for (const r of results)
    console.log(`| ${r.name} | ${r.ours} | ${r.peer} | ${r.ratio} | ≤ ${r.aim} | ${r.ok ? 'ok' : 'MISSED'} |`)
  return exit
})
