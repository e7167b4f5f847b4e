import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { startCountyServer, type CountyServer } from '../../scripts/lib/server.mjs'
import { cutLine, type CutLine } from './cut-line.ts'
import { closeScreen, type DeskApp } from './desk-app.ts'

/** `data`: the server's folder, which the desk's user may read, too. */
export type OwnCounty = { readonly data: string; readonly server: CountyServer; readonly line: CutLine }

/**
 * A county server of a test file's own with the sample county, and a line to it that can be cut; there once the file's tests
 * begin. At the end `windows` (those open by then) are killed, and then everything else goes.
 */
export function ownCounty(name: string, windows: () => Iterable<DeskApp | undefined>): OwnCounty {
  const data = fs.mkdtempSync(path.join(os.tmpdir(), `liuhen-${name}-`))
  fs.chmodSync(data, 0o755)
  let server: CountyServer | undefined
  let line: CutLine | undefined
  beforeAll(async () => {
    server = await startCountyServer(data, { port: 0 })
    line = await cutLine(server.url)
  })
  afterAll(async () => {
    for (const desk of windows()) await desk?.kill().catch(() => undefined)
    line?.close()
    await server?.stop()
    await closeScreen()
    fs.rmSync(data, { recursive: true, force: true })
  })
  const there = <T>(part: T | undefined): T => {
    if (!part) throw new Error('the county is not there before the first test')
    return part
  }
  return {
    data,
    get server() {
      return there(server)
    },
    get line() {
      return there(line)
    },
  }
}
