import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { v4 } from 'uuid'
import { beforeAll, expect, test } from 'vitest'
import { paperCalls, type PaperCallsOptions } from '../../src-main/paper/paper-calls.ts'
import type { Drawn } from '../../src-main/paper/paper-desk.ts'
import { bodyJson } from '../../src-shared/document/body-json.ts'
import { canonicalJson } from '../../src-shared/document/canonical.ts'
import { makeDocument } from '../../src-shared/document/make.ts'
import type { DocumentId } from '../../src-shared/ids.ts'
import type { PaperRequest } from '../../src-shared/ipc/paper.ts'
import type { PaperTrouble } from '../../src-shared/paper/model.ts'
import { TransportError } from '../../src-shared/sync/ports.ts'
import { sm3 } from '../../src-server/sm3.ts'
import { realFaces } from '../support/ofd/faces.ts'
import { setLines } from '../support/ofd/set-lines.ts'

/** A page as the hidden window prints it: Debian's Chromium, the same engine. */
let printed: Buffer
beforeAll(() => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'liuhen-paper-layout-'))
  const [html, pdf] = [path.join(folder, 'page.html'), path.join(folder, 'page.pdf')]
  fs.writeFileSync(html, '<!doctype html><html lang="zh"><meta charset="utf-8"><p>正文。</p>')
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--no-pdf-header-footer', `--print-to-pdf=${pdf}`, html]
  execFileSync(process.env['LIUHEN_CHROMIUM'] ?? '/usr/bin/chromium', flags, { stdio: 'ignore', timeout: 60_000 })
  printed = fs.readFileSync(pdf)
  fs.rmSync(folder, { recursive: true })
})

const body = bodyJson(makeDocument({ elements: { title: '关于防汛的通知' } }, v4))
const cleanSm3 = sm3(new TextEncoder().encode(canonicalJson(body)))
const request: PaperRequest = {
  docId: v4() as DocumentId,
  version: 3,
  sm3: cleanSm3,
  at: Date.UTC(2026, 6, 14),
  body,
  rejected: [],
  facts: {
    form: 'file',
    serial: null,
    secrecy: '',
    urgency: '',
    organs: ['柳河镇人民政府'],
    number: '柳政〔2026〕12号',
    signers: [],
    upward: false,
    sealing: 'seal',
    datedOn: '2026年7月14日',
    printedBy: '柳河镇人民政府',
    printedOn: '2026年7月14日',
  },
  copy: 'clean',
  watermark: null,
  preprinted: false,
  persons: [],
  steps: {},
}
const seal = { sm3: 'd'.repeat(64), width: 42, height: 42 }

/** The calls over a hidden page that has drawn one page; `handed`: what went to the server, `fail`: what sending does. */
function desk(troubles: PaperTrouble[] = []) {
  const handed: { hash: string; bytes: Uint8Array }[] = []
  const own = { handed, fail: undefined as Error | undefined, drawn: [] as unknown[] }
  const placed = setLines({ id: 1, title: '关于防汛的通知', number: '柳政〔2026〕12号', paragraphs: ['各村：'] })
  const drawn: Drawn = {
    pages: placed.pages.length,
    troubles,
    limitMs: 1000,
    pdf: async () => printed,
    placed: async () => placed,
    png: () => Promise.reject(new Error('no pictures')),
    print: () => Promise.reject(new Error('no printer')),
  }
  const options: Partial<PaperCallsOptions> = {
    desk: {
      run: async (job, _signal, begun, work) => {
        begun()
        own.drawn.push(job)
        return work(drawn)
      },
      closeAll: () => undefined,
    },
    fonts: { subsetFace: realFaces.subset } as PaperCallsOptions['fonts'],
    online: () => false,
    asked: () => undefined,
    progress: () => undefined,
    log: () => undefined,
    hand: async (bytes, hash) => {
      if (own.fail) throw own.fail
      handed.push({ bytes, hash })
    },
  }
  const calls = paperCalls(options as PaperCallsOptions)
  const make = (clean = cleanSm3) =>
    calls['paper.layout']({ jobId: v4(), request, cleanSm3: clean, seals: [seal] }, {} as never) as Promise<{
      pdf: { sm3: string }
    }>
  return { ...own, own, make }
}

test('PP-142 without a line the layout is refused by its own code; tried again it is the same bytes, both at the server', async () => {
  const { own, make } = desk()
  own.fail = new TransportError({ kind: 'offline' })
  await expect(make()).rejects.toMatchObject({ code: 'NET-OFFLINE' })
  expect(own.handed).toEqual([])
  own.fail = new TransportError({ kind: 'busy', retryMs: 1 })
  await expect(make()).rejects.toMatchObject({ code: 'NET-BUSY' })
  own.fail = undefined
  const first = await make()
  const second = await make()
  expect(second).toEqual(first)
  const [pdf, ofd, ...again] = own.handed
  expect(first).toEqual({
    pdf: { sm3: sm3(pdf?.bytes ?? new Uint8Array()), size: pdf?.bytes.length },
    ofd: { sm3: sm3(ofd?.bytes ?? new Uint8Array()), size: ofd?.bytes.length },
    pages: 1,
  })
  expect(again.map(({ hash }) => hash)).toEqual([pdf?.hash, ofd?.hash])
})

test('PP-141 a seal that does not stand on the pages, or another 清稿, binds nothing', async () => {
  const missing = desk([{ code: 'PP-SEAL-MISSING', page: null, detail: '' }])
  await expect(missing.make()).rejects.toMatchObject({ code: 'PP-SEAL-MISSING' })
  expect(missing.own.handed).toEqual([])
  expect(missing.own.drawn).toMatchObject([{ seal: [seal] }])
  const other = desk()
  await expect(other.make('e'.repeat(64))).rejects.toMatchObject({ code: 'PP-BODY-CHANGED' })
  expect(other.own.drawn).toEqual([])
})
