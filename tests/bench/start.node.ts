import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, it } from 'vitest'
import { sent, signIn } from '../../scripts/lib/desk-steps.mjs'
import { startCountyServer, type CountyServer } from '../../scripts/lib/server.mjs'
import { closeScreen, newProfile, openDeskApp } from '../support/desk-app.ts'
import { quantile, result } from './result.ts'

/*
 * From starting the program to an inbox one can use (signed in by a typist who loses no time, the rows there), beside an
 * empty Electron window started the same way.
 */
const runs = 5
const data = fs.mkdtempSync(path.join(os.tmpdir(), 'liuhen-bench-'))
fs.chmodSync(data, 0o755)
let server: CountyServer
beforeAll(async () => {
  server = await startCountyServer(data, { port: 0 })
})
afterAll(async () => {
  await server.stop()
  await closeScreen()
  fs.rmSync(data, { recursive: true, force: true })
})

it('start to usable inbox, against an empty Electron window', async () => {
  const profile = newProfile()
  const first = await openDeskApp(server.url, profile)
  await signIn(first.page, 'wangfang')
  await sent(first.page)
  await first.close()
  const ours: number[] = []
  const empty: number[] = []
  for (let run = 0; run < runs; run++) {
    const begun = performance.now()
    const desk = await openDeskApp(server.url, profile)
    await signIn(desk.page, 'wangfang')
    await desk.page.getByRole('option').first().waitFor()
    ours.push(performance.now() - begun)
    await desk.close()

    const emptyBegun = performance.now()
    const blank = await openDeskApp(server.url, newProfile(), path.join(import.meta.dirname, 'empty-app'))
    await blank.page.locator('#here').waitFor()
    empty.push(performance.now() - emptyBegun)
    await blank.close()
  }
  const results = [
    result(2, 'start to usable inbox, median, ms (empty Electron window)', quantile(ours, 0.5), quantile(empty, 0.5), 3),
  ]
  fs.writeFileSync(path.resolve(import.meta.dirname, '../../artifacts/bench/start.json'), JSON.stringify(results))
})
