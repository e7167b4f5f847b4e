import fs from 'node:fs'
import path from 'node:path'
import { root } from '../lib/run.mjs'

/**
 * Lays out what the client is made of and nothing else: the three bundles, which need no node_modules, and a package.json
 * that names no dependency. `given`: its version, else that of the project. Answers the folder.
 */
export function layOutApp(folder, given) {
  const { name, productName, version: own, main, type } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'))
  fs.rmSync(folder, { recursive: true, force: true })
  for (const bundle of ['main', 'preload', 'renderer'])
    fs.cpSync(path.join(root, 'out', bundle), path.join(folder, 'out', bundle), { recursive: true })
  const manifest = {
    name,
    // the folder of a person's work is called after this, packaged or not
    productName,
    version: given ?? own,
    description: '留痕',
    author: 'Liuhen',
    // electron-builder asks for an address; a county's program has none, and the packages name none
    homepage: 'https://liuhen.invalid/',
    // ties the window to its desktop entry
    desktopName: 'liuhen.desktop',
    main,
    type,
  }
  fs.writeFileSync(path.join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  return folder
}
