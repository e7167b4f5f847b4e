import fs from 'node:fs'
import path from 'node:path'
import { say } from '../lib/log.mjs'
import { root } from '../lib/run.mjs'
import { layOutApp } from './app-folder.mjs'
import { layOutBeside } from './beside.mjs'
import { packDebian, packFolder, packOther } from './builder.mjs'
import { shippedFuses } from './fuses.mjs'
import { kinds } from './kinds.mjs'
import { bundledPackages, copiedLicences, faceLicences, licencesText } from './licences.mjs'
import { runtimeFor } from './runtime.mjs'
import { clientBill, faceComponents, npmBill } from './sbom.mjs'
import { packTar } from './tar.mjs'
import { checkUnpacked } from './unpacked.mjs'

const megabytes = (file) => `${(fs.statSync(file).size / 1_000_000).toFixed(1)} MB`

/**
 * Makes the packages of one kind of machine in `dist/<kind>` (`dist/e2e-<kind>`), which is emptied first, and looks at them.
 * tar.gz and deb have folders of their own: what electron-builder adds for the one must not lie in the other.
 */
export async function makePackages({ kind, dirOnly, e2e, fast, version: given, releaseKeys }) {
  const { platform, unpacked, executable } = kinds[kind]
  const output = path.join(root, 'dist', e2e ? `e2e-${kind}` : kind)
  fs.rmSync(output, { recursive: true, force: true })
  fs.mkdirSync(output, { recursive: true })

  const electron = await runtimeFor(kind)
  const packages = bundledPackages()
  const licences = path.join(output, 'THIRD-PARTY-LICENSES.txt')
  fs.writeFileSync(licences, licencesText(packages, [...faceLicences(), ...copiedLicences()], electron.version))
  const app = layOutApp(path.join(output, 'app'), given)
  const { name, version } = JSON.parse(fs.readFileSync(path.join(app, 'package.json'), 'utf8'))
  const bill = clientBill(await npmBill(), {
    name,
    version,
    packages,
    runtime: [{ name: 'electron', version: electron.version, licenses: [{ license: { id: 'MIT' } }] }, ...electron.parts],
    faces: faceComponents(),
  })
  fs.writeFileSync(path.join(output, `${name}-${version}-${kind}.cdx.json`), `${JSON.stringify(bill, null, 1)}\n`)

  const beside = platform === 'linux' ? layOutBeside(path.join(output, 'beside'), { version, releaseKeys }) : undefined
  if (releaseKeys.length === 0) say('no --release-key: these desks will take no release of anybody')
  const settings = { kind, app, output, licences, beside, electron, e2e, fast }
  const folder = path.join(output, unpacked)
  await packFolder(settings)
  const fuses = shippedFuses({ e2e })
  await checkUnpacked(folder, { executable, fuses })
  say(`${path.relative(root, folder)}: fuses and contents are as they should be`)
  const made = dirOnly
    ? []
    : platform === 'linux'
      ? [await packTar({ folder, output, name: `${name}-${version}-${kind}`, fast }), await packDebian({ ...settings, folder })]
      : await packOther({ ...settings, folder })
  for (const name of ['app', 'beside', 'builder-debug.yml']) fs.rmSync(path.join(output, name), { recursive: true, force: true })
  for (const file of made) say(`${path.relative(root, file)}  ${megabytes(file)}`)
}
