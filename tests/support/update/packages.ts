import asar from '@electron/asar'
import { execFile } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = path.resolve(import.meta.dirname, '../../..')

/** Makes the Debian package of a version, in the variant tests may attach to, and takes it to `folder`. */
export async function packageOf(version: string, releaseKey: string, folder: string): Promise<string> {
  const words = ['scripts/package.mjs', '--e2e', '--fast', '--version', version, '--release-key', releaseKey]
  await run(process.execPath, words, { cwd: root, maxBuffer: 1 << 26 })
  const output = path.join(root, 'dist', 'e2e-linux-x64')
  const name = `liuhen_${version}_amd64.deb`
  fs.mkdirSync(folder, { recursive: true })
  const to = path.join(folder, name)
  fs.copyFileSync(path.join(output, 'deb', name), to)
  fs.rmSync(output, { recursive: true })
  return to
}

/** The package of a later version that is whole and whose program falls as it starts. */
export async function fallingPackage(from: string, version: string, folder: string): Promise<string> {
  fs.mkdirSync(folder, { recursive: true })
  const tree = fs.mkdtempSync(path.join(folder, 'tree-'))
  try {
    await run('dpkg-deb', ['-R', from, tree])
    const installed = path.join(tree, 'opt/liuhen')
    const archive = path.join(installed, 'resources/app.asar')
    const app = path.join(tree, 'app')
    asar.extractAll(archive, app)
    fs.writeFileSync(path.join(app, 'out/main/index.js'), 'process.exit(7)\n')
    await asar.createPackage(app, archive)
    fs.rmSync(app, { recursive: true })
    fs.writeFileSync(path.join(installed, 'program-version'), `${version}\n`)
    const control = path.join(tree, 'DEBIAN/control')
    fs.writeFileSync(control, fs.readFileSync(control, 'utf8').replace(/^Version: .*$/m, `Version: ${version}`))
    const to = path.join(folder, `liuhen_${version}_amd64.deb`)
    await run('dpkg-deb', ['--root-owner-group', '-Zgzip', '-z1', '--build', tree, to])
    return to
  } finally {
    fs.rmSync(tree, { recursive: true, force: true })
  }
}
