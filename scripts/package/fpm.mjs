#!/usr/bin/env node
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { runMain, Stop } from '../lib/log.mjs'
import { must } from '../lib/run.mjs'
import { controlText, readFpmWords } from './debian.mjs'

/*
 * Called by electron-builder in the place of fpm (CUSTOM_FPM_PATH): makes the Debian package with dpkg-deb, everything in it
 * root's own. LIUHEN_DEB_LEVEL: how hard it compresses.
 */

/** Setuid in the package: where user namespaces are shut Chromium's sandbox works by it, elsewhere Chromium leaves it alone. */
const setuid = /^opt\/liuhen\/chrome-sandbox$/
/** electron-builder's own; with the setuid sandbox no profile of AppArmor is needed. */
const leftOut = /^opt\/liuhen\/resources\/apparmor-profile$/

/** What menus start is what chooses the version; electron-builder lets nothing but its own program stand there. */
const menuEntry = 'usr/share/applications/liuhen.desktop'

function startByChooser(tree) {
  const file = path.join(tree, menuEntry)
  const entry = fs.readFileSync(file, 'utf8')
  const changed = entry.replace(/^Exec=\/opt\/liuhen\/liuhen /m, 'Exec=/opt/liuhen/liuhen-start ')
  if (changed === entry) throw new Stop('PACKAGE-FPM', `${menuEntry} does not start the program as expected`)
  fs.writeFileSync(file, changed)
}

const filesOf = (folder) =>
  fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))

async function copyPlaces(tree, places) {
  for (const [from, to] of places) {
    const target = path.join(tree, to)
    fs.mkdirSync(from.endsWith('/') ? target : path.dirname(target), { recursive: true })
    await must('PACKAGE-FPM', 'cp', ['-a', '--no-preserve=ownership', from.endsWith('/') ? `${from}.` : from, target])
  }
}

/** Folders 755, files 644 or 755: not as the umask of whoever built it was. */
function setRights(tree) {
  for (const entry of fs.readdirSync(tree, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name)
    if (entry.isSymbolicLink()) continue
    const runs = entry.isDirectory() || (fs.statSync(file).mode & 0o111) !== 0
    fs.chmodSync(file, setuid.test(path.relative(tree, file)) ? 0o4755 : runs ? 0o755 : 0o644)
  }
}

await runMain(async () => {
  const asked = readFpmWords(process.argv.slice(2))
  const tree = fs.mkdtempSync(path.join(os.tmpdir(), 'liuhen-deb-'))
  try {
    fs.chmodSync(tree, 0o755)
    await copyPlaces(tree, asked.places)
    for (const file of filesOf(tree).filter((name) => leftOut.test(name))) fs.rmSync(path.join(tree, file))
    startByChooser(tree)
    setRights(tree)
    const files = filesOf(tree)
    const size = files.reduce((sum, file) => sum + fs.lstatSync(path.join(tree, file)).size, 0)
    const sums = files
      .filter((file) => fs.lstatSync(path.join(tree, file)).isFile())
      .map(
        (file) =>
          `${createHash('md5')
            .update(fs.readFileSync(path.join(tree, file)))
            .digest('hex')}  ${file}\n`,
      )
    const control = path.join(tree, 'DEBIAN')
    fs.mkdirSync(control)
    fs.writeFileSync(path.join(control, 'control'), controlText(asked, Math.ceil(size / 1024)))
    fs.writeFileSync(path.join(control, 'md5sums'), sums.join(''))
    for (const script of ['postinst', 'postrm']) {
      if (!asked[script]) continue
      fs.copyFileSync(asked[script], path.join(control, script))
      fs.chmodSync(path.join(control, script), 0o755)
    }
    const way = { gz: 'gzip', xz: 'xz' }[asked.compression ?? 'xz']
    const level = process.env.LIUHEN_DEB_LEVEL ? [`-z${process.env.LIUHEN_DEB_LEVEL}`] : []
    fs.mkdirSync(path.dirname(asked.file), { recursive: true })
    await must('PACKAGE-FPM', 'dpkg-deb', ['--root-owner-group', `-Z${way}`, ...level, '--build', tree, asked.file], {
      stdio: ['ignore', 'ignore', 'inherit'],
    })
  } finally {
    fs.rmSync(tree, { recursive: true, force: true })
  }
})
