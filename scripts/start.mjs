import fs from 'node:fs'
import path from 'node:path'
import { build } from './lib/build.mjs'
import { readyDataFolder } from './lib/data-format.mjs'
import { ensureElectron } from './lib/electron.mjs'
import { deskLauncher } from './lib/launcher.mjs'
import { runMain, say, Stop } from './lib/log.mjs'
import { ensurePackages } from './lib/packages.mjs'
import { relocateIfHidden } from './lib/relocate.mjs'
import { root, run } from './lib/run.mjs'
import { startCountyServer } from './lib/server.mjs'
import { ensureSystem } from './lib/system.mjs'

/*
 * npm start: sets up, starts the embedded county server with the sample county, opens the desk. Data stays in `.data`.
 * npm start -- --check: the same without a person; exits 0, or says what failed.
 */
const check = process.argv.includes('--check')

await runMain(async () => {
  await ensurePackages()
  const elsewhere = await relocateIfHidden('start.mjs', process.argv.slice(2))
  if (elsewhere !== undefined) return elsewhere
  const hasScreen = process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
  if (!hasScreen && !check) {
    throw new Stop(
      'NO-DISPLAY',
      'there is no screen here (DISPLAY is not set). Start from a desktop session, or try it without one:  npm start -- --check',
    )
  }
  await ensureSystem({ headless: check })
  await build()
  const electron = await ensureElectron()
  // from here on a signal ends the desk and the server, never only us
  let ended = false
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => (ended = true))
  const dataDir = path.resolve(process.env.LIUHEN_DATA ?? path.join(root, '.data'))
  const older = check ? undefined : readyDataFolder(dataDir)
  if (older) say(`the data in ${dataDir} were of an older format; they are kept in ${older}`)
  const server = await startCountyServer(check ? fs.mkdtempSync(path.join('/var/tmp', 'liuhen-check-')) : dataDir)
  try {
    if (check) {
      // it drives the window with Playwright, which is there only after ensurePackages
      const { checkDesk } = await import('./lib/check-desk.mjs')
      return await checkDesk({ electron, server })
    }
    say(`county server at ${server.url}; data in ${dataDir}`)
    const profile = path.join(dataDir, 'desk')
    const desk = await deskLauncher({ exec: electron.exec, env: { LIUHEN_SERVER: server.url }, profile })
    return ended ? 0 : await run(desk, [root])
  } finally {
    await server.stop()
  }
})
