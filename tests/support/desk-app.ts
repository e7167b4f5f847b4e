import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import { ensureElectron } from '../../scripts/lib/electron.mjs'
import { deskLauncher } from '../../scripts/lib/launcher.mjs'
import { openScreen } from '../../scripts/lib/screen.mjs'
import { killTree } from './kill-tree.ts'

const root = path.resolve(import.meta.dirname, '../..')

/** Where screenshots of the real window are kept: one folder per test file. */
const artifacts = path.join(root, 'artifacts', 'e2e')

/** The built desk in a real Electron window on a virtual screen, as an ordinary user with the sandbox on. */
export type DeskApp = {
  app: ElectronApplication
  page: Page
  /** pid of Electron's main process */
  pid: number
  profile: string
  /** kill -9 of main and all it started, as a power cut would; nothing where it is gone already */
  kill: () => Promise<void>
  close: () => Promise<void>
  shot: (name: string) => Promise<void>
}

let screen: Promise<{ display: string; stop: () => void }> | undefined

/** One virtual screen for all windows of a test file, the size given where it begins with this; `closeScreen` at its end. */
export async function startScreen(size?: string): Promise<void> {
  await (screen ??= openScreen(size))
}
export async function closeScreen(): Promise<void> {
  ;(await screen)?.stop()
  screen = undefined
}

/** A fresh profile folder, or one to come back to. */
export const newProfile = (): string => path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'liuhen-desk-')), 'profile')

/**
 * The desk's own process id (Playwright knows only the launcher's). What main answers while it starts can be collected before
 * Playwright has it: "Resulting promise was garbage collected", seen once in some hundred starts; asked again, it answers.
 */
async function pidOf(app: ElectronApplication): Promise<number> {
  const ask = () => app.evaluate(() => process.pid)
  return ask().catch((error: Error) => (error.message.includes('garbage collected') ? ask() : Promise.reject(error)))
}

/**
 * Playwright's debugger now and then takes Electron down as it attaches, before a line of ours has run (electron#48963 is of
 * its kind; twice in some hundred starts of one CI run, never in 270 here). Nobody's desk has a debugger: begun once more, told loudly.
 */
async function launch(options: Parameters<typeof _electron.launch>[0]): Promise<ElectronApplication> {
  const begin = () => _electron.launch(options)
  return begin().catch((error: Error) => {
    if (!/Debugger attached[^]*(Segmentation fault|SIGSEGV|SIGTRAP)/.test(error.message)) throw error
    console.warn(`Electron fell as the debugger attached; begun again\n${error.message}`)
    return begin()
  })
}

/** Starts the desk (or another `application`) against a server; the same `profile` again is the same desk after a restart. */
export async function openDeskApp(
  server: string,
  profile = newProfile(),
  application = root,
  more: Record<string, string> = {},
): Promise<DeskApp> {
  const { exec } = await ensureElectron()
  fs.chmodSync(path.dirname(profile), 0o755)
  const env = { LIUHEN_SERVER: server, DISPLAY: await display(), ...more }
  return drive(await deskLauncher({ exec, env, profile }), [application], profile)
}

/** Starts an installed desk, which knows its server by its machine's settings and its folder by its user's `home`. */
export async function openInstalledDesk(exec: string, home: string, args: string[] = []): Promise<DeskApp> {
  const executablePath = await deskLauncher({ exec, env: { DISPLAY: await display() }, home })
  return drive(executablePath, args, path.join(home, '.config', 'Liuhen'))
}

/** The number of the file's virtual screen. */
export async function display(): Promise<string> {
  return (await (screen ??= openScreen())).display
}

async function drive(executablePath: string, args: string[], profile: string): Promise<DeskApp> {
  const app = await launch({ executablePath, args, cwd: root, timeout: 60_000 })
  const page = await app.firstWindow()
  await page.waitForLoadState('domcontentloaded')
  // a dialog that still grows between the press and the release of the mouse misses its click
  await page.emulateMedia({ reducedMotion: 'reduce' })
  const pid = await pidOf(app)
  const gone = new Promise<void>((resolve) => app.once('close', () => resolve()))
  return {
    app,
    page,
    pid,
    profile,
    kill: async () => {
      killTree(pid)
      await gone
    },
    close: async () => {
      await app.close()
    },
    shot: async (name) => {
      fs.mkdirSync(artifacts, { recursive: true })
      await page.screenshot({ path: path.join(artifacts, `${name}.png`) })
    },
  }
}
