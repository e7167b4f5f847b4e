import asar from '@electron/asar'
import fs from 'node:fs'
import path from 'node:path'
import { Stop } from '../lib/log.mjs'
import { besideProgram } from './beside.mjs'
import { readFuses, wrongFuses } from './fuses.mjs'

/** What may stand in the archive: the built program, nothing it was made from. */
const inArchive = /^(package\.json|out|out\/(main|preload|renderer)(\/.*)?)$/
const neverInArchive = /\.(tsx?|map)$|node_modules|\.test\./

/**
 * After electron-builder copied a runtime that was there already: takes away what belongs to a bare Electron only, before the
 * hashes of what lies in resources are written into a program for Windows.
 */
export function stripRuntime(folder) {
  for (const name of ['resources/default_app.asar', 'version']) fs.rmSync(path.join(folder, name), { force: true })
}

/** What is in the archive that should not be. */
export const strangeInArchive = (names) =>
  names
    .map((name) => name.replaceAll('\\', '/').replace(/^\//, ''))
    .filter((name) => !inArchive.test(name) || neverInArchive.test(name))

/**
 * Looks at an unpacked package as it will be shipped: fuses read back from the program, nothing beside the archive, nothing
 * strange in it, licences there. Anything else is PACKAGE-CONTENT or PACKAGE-FUSES. Answers the fuses.
 */
export async function checkUnpacked(folder, { executable, fuses }) {
  const found = await readFuses(path.join(folder, executable))
  const wrong = wrongFuses(fuses, found)
  if (wrong.length > 0) throw new Stop('PACKAGE-FUSES', `not as they should be in ${executable}: ${wrong.join(', ')}`)
  const beside = fs.readdirSync(path.join(folder, 'resources')).filter((name) => name !== 'app.asar')
  if (beside.length > 0) throw new Stop('PACKAGE-CONTENT', `beside the archive lies ${beside.join(', ')}`)
  const strange = strangeInArchive(asar.listPackage(path.join(folder, 'resources', 'app.asar'), { isPack: false }))
  if (strange.length > 0) throw new Stop('PACKAGE-CONTENT', `in the archive is ${strange.slice(0, 5).join(', ')}`)
  for (const name of ['LICENSE.electron.txt', 'LICENSES.chromium.html', 'THIRD-PARTY-LICENSES.txt'])
    if (!fs.existsSync(path.join(folder, name))) throw new Stop('PACKAGE-CONTENT', `${name} is missing`)
  if (executable === 'liuhen')
    for (const name of besideProgram)
      if (!fs.existsSync(path.join(folder, name))) throw new Stop('PACKAGE-CONTENT', `${name} is missing`)
  if (fs.existsSync(path.join(folder, 'version')))
    throw new Stop('PACKAGE-CONTENT', 'the bare runtime still has its version file')
  return found
}
