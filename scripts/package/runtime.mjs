import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { ensureElectron } from '../lib/electron.mjs'
import { say } from '../lib/log.mjs'
import { capture, root } from '../lib/run.mjs'

const require = createRequire(path.join(root, 'package.json'))

/**
 * The Electron a package is made of: on this kind of machine the one that runs here, for another one the pinned release, which
 * electron-builder downloads. `parts`: what is in it, for the bill of materials, as far as it can be asked here.
 */
export async function runtimeFor(kind) {
  const pinned = JSON.parse(fs.readFileSync(require.resolve('electron/package.json'), 'utf8')).version
  if (kind !== `${process.platform}-${process.arch}`) return { version: pinned, dist: undefined, parts: [] }
  const { dist, exec, version } = await ensureElectron()
  if (version !== pinned) say(`made of Electron ${version}, not ${pinned}: for tests, not for people (docs/decisions/0004)`)
  const { out } = await capture(exec, ['-p', 'JSON.stringify(process.versions)'], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  })
  const { chrome, node, v8 } = JSON.parse(out)
  return {
    version,
    dist,
    parts: [
      { name: 'chromium', version: chrome, licenses: [{ license: { id: 'BSD-3-Clause' } }] },
      { name: 'node', version: node, licenses: [{ license: { id: 'MIT' } }] },
      { name: 'v8', version: v8, licenses: [{ license: { id: 'BSD-3-Clause' } }] },
    ],
  }
}
