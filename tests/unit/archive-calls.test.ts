import { createServer, type RequestListener, type Server } from 'node:http'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { v7 } from 'uuid'
import { archiveCalls } from '../../src-main/archive/archive-calls.ts'
import { documentId } from '../../src-shared/ids.ts'

let folder: string
let server: Server
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'liuhen-save-'))
})
afterEach(async () => {
  server.closeAllConnections()
  server.close()
  await rm(folder, { recursive: true, force: true })
})

/** Asks a server that answers so for a package, to be written into a folder. */
async function save(answer: RequestListener, into = folder) {
  server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const calls = archiveCalls({
    network: { raw: (method, url, { signal }) => fetch(`${origin}${url}`, { method, signal: signal ?? null }) },
    chooseFile: async (name) => path.join(into, name),
  })
  return calls['archive.save']({ docId: documentId.parse(v7()), name: '0021-WS·2026-Y-BGS-0001' }, undefined as never)
}

const bytes = Buffer.alloc(300_000, 7)

test('WF-100 the package is written whole under the name that was chosen', async () => {
  expect(await save((_request, answer) => answer.end(bytes))).toEqual({ place: path.join(folder, '0021-WS·2026-Y-BGS-0001.zip') })
  expect(await readdir(folder)).toEqual(['0021-WS·2026-Y-BGS-0001.zip'])
  expect(Buffer.compare(await readFile(path.join(folder, '0021-WS·2026-Y-BGS-0001.zip')), bytes)).toBe(0)
})

test('WF-100 a cut line leaves nothing behind and is told as one', async () => {
  const cut: RequestListener = (_request, answer) => {
    answer.writeHead(200, { 'content-length': bytes.length })
    answer.write(bytes.subarray(0, 100_000), () => answer.destroy())
  }
  await expect(save(cut)).rejects.toMatchObject({ code: 'NET-OFFLINE' })
  expect(await readdir(folder)).toEqual([])
})

test('WF-100 what the server refuses, and a place that cannot be written, have codes of their own', async () => {
  const refused: RequestListener = (_request, answer) => answer.writeHead(409).end(JSON.stringify({ code: 'ARCHIVE-CHANGED' }))
  await expect(save(refused)).rejects.toMatchObject({ code: 'ARCHIVE-CHANGED' })
  server.close()
  await expect(save((_request, answer) => answer.end(bytes), path.join(folder, 'gone'))).rejects.toMatchObject({
    code: 'ARCHIVE-WRITE',
  })
})
