import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Stop } from './log.mjs'

/**
 * A virtual screen of its own (Xvfb picks a free number). `-ac`: no access list, so that the window's ordinary user may
 * open it; `-nolisten tcp`: nobody else can. Answers `{display, stop}`.
 */
export async function openScreen(size = '1366x768x24') {
  const child = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', size, '-ac', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  const failed = once(child, 'exit').then(() => {
    throw new Stop('NO-DISPLAY', 'Xvfb did not start. On Debian: apt-get install -y xvfb')
  })
  child.on('error', () => undefined)
  const number = await Promise.race([failed, once(child.stdio[3], 'data').then(([data]) => String(data).trim())])
  failed.catch(() => undefined)
  return { display: `:${number}`, stop: () => child.kill() }
}
