import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { openScreen } from '../../scripts/lib/screen.mjs'
import { startCountyServer } from '../../scripts/lib/server.mjs'

const root = path.resolve(import.meta.dirname, '../..')
const data = fs.mkdtempSync(path.join(os.tmpdir(), 'liuhen-commands-'))
fs.chmodSync(data, 0o755)
afterAll(() => fs.rmSync(data, { recursive: true, force: true }))

/** Runs a script of the project as a person would, and answers exit code and what it said. */
async function runScript(name: string, env: Record<string, string | undefined>): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [path.join(root, 'scripts', name)], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, said }
}

it('HO-10 npm start without a screen says what to do and ends with 1', async () => {
  const { code, said } = await runScript('start.mjs', { DISPLAY: undefined, WAYLAND_DISPLAY: undefined })
  expect(code).toBe(1)
  expect(said).toContain('NO-DISPLAY')
  expect(said).toContain('npm start -- --check')
})

it('HO-11 a port in use: the standard one gives way, one that was asked for is refused by name', async () => {
  const blocker = net.createServer()
  blocker.listen(0, '127.0.0.1')
  await once(blocker, 'listening')
  const { port } = blocker.address() as net.AddressInfo
  await expect(startCountyServer(path.join(data, 'asked'), { port })).rejects.toMatchObject({
    code: 'PORT-IN-USE',
    message: expect.stringContaining(String(port)) as string,
  })
  blocker.close()
})

it('HO-13 ending npm start ends the desk and its county server, and nothing is left behind', async () => {
  const { display, stop } = await openScreen()
  const env = { ...process.env, DISPLAY: display, LIUHEN_PORT: '0', LIUHEN_DATA: path.join(data, 'start') }
  const child = spawn(process.execPath, [path.join(root, 'scripts/start.mjs')], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const url = await new Promise<string>((resolve) => {
    let said = ''
    child.stderr.on('data', (chunk) => {
      said += String(chunk)
      const found = /county server at (\S+);/.exec(said)?.[1]
      if (found) resolve(found)
    })
  })
  expect((await fetch(`${url}/api/health`)).ok).toBe(true)
  child.kill('SIGTERM')
  await once(child, 'close')
  await expect(fetch(`${url}/api/health`)).rejects.toThrow()
  stop()
})

it('HO-12 the sample county is loaded once in under 20 s, a second start keeps it and its data', async () => {
  const folder = path.join(data, 'county')
  const first = await startCountyServer(folder, { port: 0 })
  const sample = (await (await fetch(`${first.url}/api/sample`)).json()) as { county: string; people: unknown[] }
  expect(sample.county).toBe('青禾县')
  expect(sample.people.length).toBeGreaterThan(8)
  // a second `npm start` beside it uses the running one
  const beside = await startCountyServer(folder)
  expect(beside.url).toBe(first.url)
  await first.stop()
  const again = await startCountyServer(folder, { port: 0 })
  expect(await (await fetch(`${again.url}/api/sample`)).json()).toEqual(sample)
  await again.stop()
})
