import http from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { v7 } from 'uuid'
import type { Node as PmNode } from 'prosemirror-model'
import { EditorState } from 'prosemirror-state'
import { bodyJson } from '../../../src-shared/document/body-json.ts'
import { schema } from '../../../src-shared/document/schema.ts'
import { paths } from '../../../src-shared/sync/protocol.ts'
import { newToken } from '../../../src-server/http/session.ts'
import { sm3OfJson } from '../../../src-server/sm3.ts'
import type { Db } from '../../../src-server/store/database.ts'
import { aBody } from '../../support/server/desk.ts'

/** A desk without an engine: a session, and what it writes in. */
export type LightDesk = {
  userId: string
  device: string
  token: string
  seq: number
  docId: string
  version: number
  text: PmNode
}

/** Sessions of `count` desks of these people, put into the database: a thousand sign-ins measure only argon2. */
export async function seatDesks(db: Db, userIds: readonly string[], count: number): Promise<LightDesk[]> {
  const now = Date.now()
  const text = schema.nodeFromJSON(aBody())
  const seats = Array.from({ length: count }, (_, i) => ({
    ...newToken(),
    userId: userIds[i % userIds.length] ?? '',
    device: v7(),
  }))
  const devices = seats.map(({ userId, device }) => ({ id: device, user_id: userId, app: 'load', last_seen_at: now }))
  await db.insertInto('device').values(devices).execute()
  const sessions = seats.map(({ userId, device, tokenHash }) => ({
    token_hash: tokenHash,
    user_id: userId,
    device_id: device,
    app: 'load',
    created_at: now,
    expires_at: now + 86_400_000,
  }))
  await db.insertInto('session').values(sessions).execute()
  return seats.map(({ userId, device, token }) => ({ userId, device, token, seq: 0, docId: '', version: 0, text }))
}

/** The next command of a desk: first a new draft, then a save of it for every letter. */
export function nextCommand(desk: LightDesk, unitId: string): { name: string; args: Record<string, unknown> } {
  if (desk.docId === '') {
    desk.docId = v7()
    desk.version = 1
    const body = bodyJson(desk.text)
    return { name: 'CreateDraft', args: { docId: desk.docId, unitId, body, bodySm3: sm3OfJson(body) } }
  }
  const base = desk.text
  let at = 0
  base.descendants((node, pos) => {
    if (node.type.name === 'paragraph') at = pos + 1
  })
  const tr = EditorState.create({ schema, doc: base }).tr.insertText('字', at)
  desk.text = tr.doc
  const args = {
    docId: desk.docId,
    baseVersion: desk.version++,
    baseSm3: sm3OfJson(bodyJson(base)),
    steps: tr.steps.map((step) => step.toJSON() as unknown),
    resultSm3: sm3OfJson(bodyJson(tr.doc)),
    step: 'draft',
  }
  return { name: 'SubmitBody', args }
}

/** How a command fared: ms until its answer, how often the server had no room for it first, and what it was refused with. */
export type Pushed = { ms: number; busy: number; refused: string | null }

/** Sends one command, again and again where the server is busy, as a desk does. */
export async function push(url: string, desk: LightDesk, epoch: string, unitId: string, agent: http.Agent): Promise<Pushed> {
  const { name, args } = nextCommand(desk, unitId)
  const cmd = { id: v7(), seq: ++desk.seq, name, ver: 1, doc: desk.docId, args, authoredAt: Date.now(), dependsOn: [] }
  const body = JSON.stringify({ epoch, device: desk.device, cmds: [cmd] })
  const begun = performance.now()
  for (let busy = 0; ; busy++) {
    const text = await send(url, desk.token, body, agent)
    const retryMs = /"code":"SY-BUSY".*"retryMs":(\d+)/.exec(text)?.[1]
    if (retryMs === undefined)
      return { ms: performance.now() - begun, busy, refused: text.includes('"applied"') ? null : text.slice(0, 300) }
    await pause(Number(retryMs))
  }
}

function send(url: string, token: string, body: string, agent: http.Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
      'content-length': Buffer.byteLength(body),
    }
    const request = http.request(url + paths.push, { method: 'POST', agent, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => (text += part))
      response.on('end', () => resolve(text)).on('error', reject)
    })
    request.on('error', reject)
    request.end(body)
  })
}

/** Opens a desk's stream of wake-ups; `heard` is told the version of the person's own scope in each. Resolves when it listens. */
export function listen(url: string, desk: LightDesk, heard: (v: number) => void): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${desk.token}` }
    const request = http.get(url + paths.wake, { agent: false, headers }, (response) => {
      if (response.statusCode !== 200) return reject(new Error(`wake answered ${response.statusCode}`))
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part
        for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
          const block = text.slice(0, end)
          text = text.slice(end + 2)
          if (block.includes('event: ready')) resolve(() => request.destroy())
          const data = /event: poke\ndata: (.*)/.exec(block)?.[1]
          if (data === undefined) continue
          for (const [scope, v] of (JSON.parse(data) as { scopes: [string, number][] }).scopes)
            if (scope === `user:${desk.userId}`) heard(v)
        }
      })
      response.on('error', () => undefined)
    })
    request.on('error', reject)
  })
}
