import { execFile, spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { deskLauncher } from '../../scripts/lib/launcher.mjs'
import { display } from './desk-app.ts'
import { killTree } from './kill-tree.ts'

const run = promisify(execFile)

/** Where a package puts the desk, and where IT writes its settings. */
export const installed = '/opt/liuhen'
export const policyFile = '/etc/liuhen/policy.json'

/** Stands in settings that a test wrote; the desk passes it over. */
const mark = 'written-by-a-test'

/**
 * Why a package cannot be installed for a test on this machine, or undefined where it can. What a test that was killed left
 * behind is none of it: dpkg installs over it.
 */
export function whyNotInstall(): string | undefined {
  if (process.getuid?.() !== 0) return 'not root'
  if (!fs.existsSync('/usr/bin/dpkg')) return 'no dpkg'
  if (fs.existsSync(policyFile) && !fs.readFileSync(policyFile, 'utf8').includes(mark)) return `${policyFile} is somebody's`
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', '${Description}', 'liuhen'], { encoding: 'utf8' })
  if (fs.existsSync(installed) && !stdout.includes('测试用')) return `${installed} is somebody's`
  return undefined
}

export const dpkg = async (...args: string[]): Promise<string> => (await run('dpkg', args)).stdout

/** Writes the settings of this machine, as IT would. */
export function writePolicy(settings: object): void {
  fs.mkdirSync(path.dirname(policyFile), { recursive: true })
  fs.writeFileSync(policyFile, JSON.stringify({ ...settings, mark }))
}

/** Takes package and settings away again, whatever the test left. */
export async function uninstallAll(): Promise<void> {
  await dpkg('--purge', 'liuhen').catch(() => undefined)
  fs.rmSync(policyFile, { force: true })
  // where the county server's settings lie beside it the folder stays
  const folder = path.dirname(policyFile)
  if (fs.existsSync(folder) && fs.readdirSync(folder).length === 0) fs.rmdirSync(folder)
}

/** A home for the desk's user, with nothing in it. */
export function newHome(): string {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'liuhen-home-'))
  fs.chmodSync(home, 0o755)
  return home
}

/** Starts an installed desk once more beside the one that runs, as a file manager does, with `file`; ends when the second has gone. */
export async function handOver(exec: string, home: string, file: string): Promise<void> {
  await run(await deskLauncher({ exec, env: { DISPLAY: await display() }, home }), [file])
}

/** Starts an installed desk that does not come up, and answers what it said once `sign` was among it; its message stands open. */
export async function saidAtStart(exec: string, home: string, sign: RegExp): Promise<string> {
  const launcher = await deskLauncher({ exec, env: { DISPLAY: await display() }, home })
  const child = spawn(launcher, { stdio: ['ignore', 'ignore', 'pipe'] })
  try {
    return await new Promise((resolve, reject) => {
      let said = ''
      child.stderr.on('data', (chunk) => {
        said += String(chunk)
        if (sign.test(said)) resolve(said)
      })
      child.on('exit', (code) => reject(new Error(`the desk ended with ${code}\n${said}`)))
    })
  } finally {
    if (child.pid) killTree(child.pid)
  }
}
