import fs from 'node:fs'
import path from 'node:path'
import { say, Stop } from './log.mjs'
import { capture, run } from './run.mjs'

/** Debian packages the window needs, and those that tests add (docs/operations.md). */
const windowPackages = ['libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1', 'fonts-noto-cjk']
const headlessPackages = ['xvfb', 'xauth']
const testPackages = ['chromium', 'poppler-utils', 'nginx-light']

const isRoot = () => process.getuid?.() === 0
const isDebian = () => process.platform === 'linux' && fs.existsSync('/etc/debian_version')

async function missing(packages) {
  const { out } = await capture('dpkg-query', ['-W', '-f', '${Package} ${Status}\n', ...packages])
  const here = new Set(
    out
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.split(' ')[0]),
  )
  return packages.filter((name) => !here.has(name) && !here.has(`${name}t64`))
}

/**
 * Makes sure the system has what an Electron window needs; `tests` adds a virtual screen and a browser. As root on Debian
 * it installs them; otherwise it says the one line to run.
 */
export async function ensureSystem({ headless = false, tests = false } = {}) {
  if (!isDebian()) return
  const wanted = [...windowPackages, ...(headless || tests ? headlessPackages : []), ...(tests ? testPackages : [])]
  const lacking = await missing(wanted)
  if (lacking.length === 0) return
  const line = `apt-get install -y --no-install-recommends ${lacking.join(' ')}`
  if (!isRoot()) throw new Stop('SYSTEM-PACKAGES', `this system lacks ${lacking.join(', ')}. Run:  sudo ${line}`)
  say(`installing ${lacking.join(', ')} …`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const quiet = { env, stdio: ['ignore', 'ignore', 'inherit'] }
  const install = () => run('apt-get', ['install', '-y', '--no-install-recommends', ...lacking], quiet)
  if ((await run('apt-get', ['update'], quiet)) !== 0 || (await install()) !== 0)
    throw new Stop('SYSTEM-PACKAGES', `could not install. Run:  ${line}`)
}

/** The ordinary user the window runs as where the machine's user is root: Chromium's sandbox does not run as root. */
const ordinaryUser = 'liuhen-desk'

/**
 * How to start a program as an ordinary user: as it is, or through `runuser` where we are root (the user is made when
 * missing). Answers `{command, args, own(folder)}`; `own` hands a folder to that user.
 */
export async function asOrdinaryUser(command, args, env = {}) {
  const settings = Object.entries(env).map(([key, value]) => `${key}=${value}`)
  if (!isRoot()) return { command: 'env', args: [...settings, command, ...args], own: () => undefined }
  const { code } = await capture('id', ['-u', ordinaryUser])
  if (code !== 0 && (await run('useradd', ['--system', '--create-home', '--shell', '/bin/sh', ordinaryUser])) !== 0) {
    throw new Stop(
      'NO-USER',
      `could not make the user ${ordinaryUser}, and Electron does not run as root. Run as an ordinary user instead.`,
    )
  }
  const home = (await capture('getent', ['passwd', ordinaryUser])).out.split(':')[5] ?? '/tmp'
  const kept = ['DISPLAY', 'LANG', 'PATH'].flatMap((key) =>
    process.env[key] && !(key in env) ? [`${key}=${process.env[key]}`] : [],
  )
  return {
    command: 'runuser',
    args: ['-u', ordinaryUser, '--', 'env', '-i', `HOME=${home}`, ...kept, ...settings, command, ...args],
    own: async (folder) => {
      fs.mkdirSync(folder, { recursive: true })
      await run('chown', ['-R', `${ordinaryUser}:`, folder])
    },
  }
}

/** Whether every folder above a file lets others pass, so that another user can read it. */
export function readableByOthers(file) {
  for (let at = fs.realpathSync(file); at !== path.dirname(at); at = path.dirname(at)) {
    const mode = fs.statSync(at).mode
    if ((mode & (at === fs.realpathSync(file) && !fs.statSync(at).isDirectory() ? 0o004 : 0o001)) === 0) return false
  }
  return true
}
