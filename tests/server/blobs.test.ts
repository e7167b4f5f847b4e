import { connect } from 'node:net'
import { randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Node } from 'prosemirror-model'
import { EditorState, type Transaction } from 'prosemirror-state'
import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bodyJson } from '../../src-shared/document/body-json.ts'
import { schema } from '../../src-shared/document/schema.ts'
import { copyAsDraft } from '../../src-shared/revision/copy-as-draft.ts'
import { trackTransaction } from '../../src-shared/revision/track.ts'
import { paths, type BlobState, type CommandVerdict } from '../../src-shared/sync/protocol.ts'
import { sm3 } from '../../src-server/sm3.ts'
import { approve, call, createDraft, openDesk, submitDraft, type Desk } from '../support/server/desk.ts'
import { nodeOf } from '../support/server/story.ts'
import { must } from '../support/server/must.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'

let server: TestServer
let desk: Desk, stranger: Desk
beforeAll(async () => {
  server = await startTestServer()
  ;[desk, stranger] = await Promise.all([openDesk(server, 'draft'), openDesk(server, 'liuhe')])
})
afterAll(() => server.close())

const MIB = 1024 * 1024
const at = (hash: string) => `${paths.blob}/${hash}`
const put = (who: Desk, hash: string, bytes: Uint8Array, range?: string) =>
  call<BlobState & { code?: string; message?: string }>(server, 'PUT', at(hash), {
    token: who.token,
    raw: bytes,
    headers: range ? { 'content-range': range } : {},
  })
const chunk = (who: Desk, hash: string, all: Uint8Array, from: number, to: number) =>
  put(who, hash, all.subarray(from, to), `bytes ${from}-${to - 1}/${all.length}`)
const stateOf = async (who: Desk, hash: string) => {
  const { status, headers } = await call(server, 'HEAD', at(hash), { token: who.token })
  return { status, received: Number(headers.get('x-liuhen-received')), complete: headers.get('x-liuhen-complete') === '1' }
}
const get = async (who: Desk, hash: string, range?: string) => {
  const response = await fetch(server.url + at(hash), {
    headers: { authorization: `Bearer ${who.token}`, ...(range ? { range } : {}) },
  })
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) }
}

describe('attachments', () => {
  test('SY-24 an upload cut in the middle of a chunk goes on where the server is', async () => {
    const file = randomBytes(2.5 * MIB)
    const hash = sm3(file)
    expect(await chunk(desk, hash, file, 0, MIB)).toMatchObject({ status: 200, body: { received: MIB, complete: false } })
    // the line is cut while the second chunk is on its way
    await new Promise<void>((done, fail) => {
      const { hostname, port } = new URL(server.url)
      const socket = connect(Number(port), hostname, () => {
        const head = [
          `PUT ${at(hash)} HTTP/1.1`,
          `Host: ${hostname}`,
          `Authorization: Bearer ${desk.token}`,
          'Content-Type: application/octet-stream',
        ]
        socket.write(
          [...head, `Content-Range: bytes ${MIB}-${2 * MIB - 1}/${file.length}`, `Content-Length: ${MIB}`, '', ''].join('\r\n'),
        )
        socket.write(file.subarray(MIB, MIB + 300_000), () => socket.destroy())
      })
      socket.on('close', () => done()).on('error', fail)
    })
    expect(await stateOf(desk, hash)).toEqual({ status: 200, received: MIB, complete: false })
    expect((await get(desk, hash)).status).toBe(404)
    await chunk(desk, hash, file, MIB, 2 * MIB)
    expect(await chunk(desk, hash, file, 2 * MIB, file.length)).toMatchObject({ body: { received: file.length, complete: true } })
    expect((await get(desk, hash)).bytes.equals(file)).toBe(true)
    const part = await get(desk, hash, 'bytes=1048570-1048590')
    expect(part).toMatchObject({ status: 206 })
    expect(part.bytes.equals(file.subarray(1_048_570, 1_048_591))).toBe(true)
    expect((await get(desk, hash, `bytes=${file.length}-`)).status).toBe(416)
  })

  test('SY-24 a chunk that came before is confirmed again; a gap is refused with how far the upload is', async () => {
    const file = randomBytes(3000)
    const hash = sm3(file)
    await chunk(desk, hash, file, 0, 1000)
    expect(await chunk(desk, hash, file, 0, 1000)).toMatchObject({ status: 200, body: { received: 1000 } })
    expect(await chunk(desk, hash, file, 2000, 3000)).toMatchObject({
      status: 409,
      body: { code: 'SY-BLOB-RANGE', message: '1000' },
    })
    await chunk(desk, hash, file, 500, 2000)
    expect(await chunk(desk, hash, file, 2000, 3000)).toMatchObject({ status: 200, body: { complete: true } })
    expect((await get(desk, hash)).bytes.equals(file)).toBe(true)
    expect(await chunk(desk, hash, file, 2000, 3000)).toMatchObject({ status: 200, body: { received: 3000, complete: true } })
  })

  test('SY-25 a file whose SM3 is another is refused and thrown away', async () => {
    const hash = sm3('what was promised')
    expect(await put(desk, hash, Buffer.from('something else'))).toMatchObject({ status: 422, body: { code: 'SY-BLOB-HASH' } })
    expect(await stateOf(desk, hash)).toEqual({ status: 200, received: 0, complete: false })
    expect(await readdir(join(server.dataDir, 'partial'))).toEqual([])
    const audit = await server.db.selectFrom('audit_event').select('code').where('kind', '=', 'file.refused').execute()
    expect(audit).toEqual([{ code: 'SY-BLOB-HASH' }])
    expect(await put(desk, hash, Buffer.from('what was promised'))).toMatchObject({ status: 200, body: { complete: true } })
  })

  test('SY-25 ranges that do not fit, chunks too large, files too large, names that are no SM3', async () => {
    const file = randomBytes(100)
    const hash = sm3(file)
    for (const range of ['bytes 0-50/100', 'bytes 90-189/100', 'bytes 0-99/*', 'rubbish'])
      expect(await put(desk, hash, file, range)).toMatchObject({ status: 400 })
    expect(await put(desk, hash, randomBytes(MIB + 1))).toMatchObject({ status: 413, body: { code: 'SY-TOO-LARGE' } })
    expect(await put(desk, hash, file, `bytes 0-99/${300 * MIB}`)).toMatchObject({ status: 413, body: { code: 'SY-TOO-LARGE' } })
    for (const name of ['..%2f..%2fetc%2fpasswd', 'A'.repeat(64), 'abc'])
      expect((await call(server, 'GET', at(name), { token: desk.token })).status).toBe(400)
    expect((await call(server, 'GET', at(hash))).status).toBe(401)
  })

  test('SY-25 an empty file is a file', async () => {
    const hash = sm3('')
    expect(await put(stranger, hash, Buffer.alloc(0), 'bytes 0--1/0')).toMatchObject({
      status: 200,
      body: { received: 0, complete: true },
    })
    expect(await put(desk, hash, Buffer.alloc(0))).toMatchObject({ status: 200, body: { received: 0, complete: true } })
    expect(await get(desk, hash)).toMatchObject({ status: 200, bytes: Buffer.alloc(0) })
  })

  test('SE-09 a file is read by its uploader and by readers of a document that carries it; to others it is not there', async () => {
    const file = Buffer.from('附件一：防火责任区划分表')
    const hash = sm3(file)
    await put(desk, hash, file)
    const docId = await createDraft(desk)
    const attachment = { sm3: hash, name: '附件一.docx', size: file.length, mime: 'application/octet-stream' }
    await desk.send('AddAttachment', { docId, attachment })
    const head = await openDesk(server, 'head')
    expect((await get(head, hash)).status).toBe(404)
    await submitDraft(desk, docId)
    expect((await get(head, hash)).bytes.equals(file)).toBe(true)
    expect((await get(stranger, hash)).status).toBe(404)
    expect(await stateOf(stranger, hash)).toEqual({ status: 200, received: 0, complete: false })
  })

  test('SE-09 attaching a file by its hash alone does not open it', async () => {
    const file = randomBytes(64)
    const hash = sm3(file)
    await put(desk, hash, file)
    const own = await createDraft(stranger, 'liuhe')
    const attachment = { sm3: hash, name: 'x', size: 64, mime: '' }
    expect(await stranger.send('AddAttachment', { docId: own, attachment })).toMatchObject({ status: 'applied' })
    expect((await get(stranger, hash)).status).toBe(404)
    // who has the bytes proves it by sending them
    await put(stranger, hash, file)
    expect((await get(stranger, hash)).bytes.equals(file)).toBe(true)
  })

  test('SE-09 a reader may attach a file to another document, and its readers may read it there', async () => {
    const file = randomBytes(64)
    const hash = sm3(file)
    await put(desk, hash, file)
    const docId = await createDraft(desk)
    const attachment = { sm3: hash, name: 'x', size: 64, mime: '' }
    await desk.send('AddAttachment', { docId, attachment })
    await submitDraft(desk, docId)
    const head = await openDesk(server, 'head')
    const own = await createDraft(head, 'fgj-zh')
    await head.send('AddAttachment', { docId: own, attachment })
    await server.db.deleteFrom('doc_blob').where('doc_id', '=', docId).execute()
    expect((await get(head, hash)).bytes.equals(file)).toBe(true)
  })
})

describe('pictures in the text', () => {
  const image = (hash: string) => schema.node('image', { sm3: hash, width: 100, height: 50 })
  const bodyEnd = (doc: Node): number => doc.content.size - 2
  /** Puts a picture at the end of the text of a draft or of a document under way. */
  const putIn = async (who: Desk, docId: string, hash: string, step = 'draft'): Promise<CommandVerdict> => {
    const base = must(await who.body(docId))
    return who.save(
      docId,
      base,
      (doc) => {
        const tr = EditorState.create({ doc }).tr.insert(bodyEnd(doc), image(hash))
        return step === 'draft' ? tr : trackedBy(who, doc, tr, step)
      },
      step,
    )
  }
  const trackedBy = (who: Desk, doc: Node, tr: Transaction, step: string) =>
    trackTransaction(tr, EditorState.create({ doc }), {
      author: who.session.user.id,
      step,
      now: server.clock.now(),
      newId: v7,
      isUnsent: () => true,
    })

  test('SE-09 readers of the text may fetch its picture, others not; bytes that come after the text are there then', async () => {
    const file = randomBytes(64)
    const hash = sm3(file)
    const docId = await createDraft(desk)
    expect(await putIn(desk, docId, hash)).toMatchObject({ status: 'applied' })
    await submitDraft(desk, docId)
    const head = await openDesk(server, 'head')
    expect((await get(head, hash)).status).toBe(404)
    await put(desk, hash, file)
    expect((await get(head, hash)).bytes.equals(file)).toBe(true)
    expect((await get(stranger, hash)).status).toBe(404)
    // struck, it is still part of the text
    const base = must(await head.body(docId))
    const struck = (doc: Node) => {
      const { tr } = EditorState.create({ doc })
      return trackedBy(head, doc, tr.delete(bodyEnd(doc) - 1, bodyEnd(doc)), 'review')
    }
    expect(await head.save(docId, base, struck, 'review')).toMatchObject({ status: 'applied' })
    expect((await get(head, hash)).status).toBe(200)
  })

  test('SE-09 naming a picture in a text opens it to nobody, and nobody else who saves the text later vouches for it', async () => {
    const file = randomBytes(64)
    const hash = sm3(file)
    const head = await openDesk(server, 'head')
    await put(head, hash, file) // hers, in no text of his
    const docId = await createDraft(desk)
    expect(await putIn(desk, docId, hash)).toMatchObject({ status: 'applied' })
    await submitDraft(desk, docId)
    expect((await get(desk, hash)).status).toBe(404)
    // she has the picture and works on the text that names it: that is not giving it away
    expect(await putIn(head, docId, sm3(randomBytes(64)), 'review')).toMatchObject({ status: 'applied' })
    expect((await get(desk, hash)).status).toBe(404)
    // putting it in herself is
    const own = await createDraft(head, 'fgj-zh')
    expect(await putIn(head, own, hash)).toMatchObject({ status: 'applied' })
    expect((await get(head, hash)).status).toBe(200)
    expect((await get(desk, hash)).status).toBe(404)
  })

  test('SE-09 [UI-68] a draft begun from a document one may read shows its pictures to its own readers, whatever becomes of the first', async () => {
    const file = randomBytes(64)
    const hash = sm3(file)
    await put(desk, hash, file)
    const docId = await createDraft(desk)
    await putIn(desk, docId, hash)
    await submitDraft(desk, docId)
    const head = await openDesk(server, 'head')
    const text = nodeOf(must(await head.body(docId)))
    const own = await createDraft(head, 'fgj-zh', bodyJson(copyAsDraft(text, () => undefined, v7, '青禾县发展和改革局')))
    const task = await submitDraft(head, own)
    await approve(head, own, task)
    const check = await openDesk(server, 'check')
    await server.db.deleteFrom('doc_blob').where('doc_id', '=', docId).execute()
    expect((await get(check, hash)).bytes.equals(file)).toBe(true)
  })

  test('SE-09 who may read a picture and sends it once more has shown to have it: what they put it into stays readable', async () => {
    const file = randomBytes(64)
    const hash = sm3(file)
    await put(desk, hash, file)
    const docId = await createDraft(desk)
    await putIn(desk, docId, hash)
    await submitDraft(desk, docId)
    const head = await openDesk(server, 'head')
    expect(await put(head, hash, file)).toMatchObject({ status: 200, body: { complete: true } })
    await server.db.deleteFrom('doc_blob').where('doc_id', '=', docId).execute()
    expect((await get(head, hash)).status).toBe(200)
    expect(await put(stranger, hash, Buffer.from('x'))).toMatchObject({ status: 422 })
    expect((await get(stranger, hash)).status).toBe(404)
  })
})
