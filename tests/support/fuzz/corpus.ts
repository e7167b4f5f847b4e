import { randomBytes } from 'node:crypto'
import { v7 } from 'uuid'
import { listChanges } from '../../../src-shared/revision/changes.ts'
import { paths, type BodyResponse } from '../../../src-shared/sync/protocol.ts'
import type { CommandName } from '../../../src-shared/workflow/commands.ts'
import { sm3 } from '../../../src-server/sm3.ts'
import {
  aBody,
  agreeing,
  call,
  createDraft,
  handingOn,
  newDraft,
  SIGNED_ON,
  submission,
  submitDraft,
  type Desk,
} from '../server/desk.ts'
import { must } from '../server/must.ts'
import { nodeOf, type Story } from '../server/story.ts'
import { appendTo, plain, replaceText, tracked } from '../server/tracked.ts'
import type { Shot } from './shot.ts'

/** Documents the fuzzer's requests never carry the text of: what an answer must not give away, and to whom it may. */
export type Secret = { docId: string; unit: 'fgj' | 'liuhe'; words: string }

/** Runs `work` and gives every request it made; each stays as it was sent, token and all. */
export async function record(work: () => Promise<unknown>): Promise<Shot[]> {
  const shots: Shot[] = []
  const real = globalThis.fetch
  globalThis.fetch = (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input)
    const headers = Object.fromEntries(new Headers(init?.headers).entries())
    const body = init?.body as string | Uint8Array | undefined
    shots.push({ method: init?.method ?? 'GET', path: url.pathname + url.search, headers, body, actor: null, done: [] })
    return real(input, init)
  }
  try {
    await work()
  } finally {
    globalThis.fetch = real
  }
  return shots
}

/** Documents nobody ever asks for while traffic is recorded: in review, and a draft, of either unit. */
export async function hideSecrets({ draft, head }: Story, liuhe: Desk): Promise<Secret[]> {
  const secrets: Secret[] = []
  const hide = async (desk: Desk, unit: Secret['unit'], inner: string, words: string, handedOn: boolean): Promise<void> => {
    const docId = await createDraft(desk, inner, aBody(`关于${words}的请示`, [`${words}：秘密。`]))
    if (handedOn) await submitDraft(desk, docId)
    secrets.push({ docId, unit, words })
  }
  await hide(draft, 'fgj', 'fgj-zh', '青松计划', true)
  await hide(draft, 'fgj', 'fgj-zh', '白鹭方案', false)
  await hide(liuhe, 'liuhe', 'liuhe', '柳絮专项', false)
  await hide(liuhe, 'liuhe', 'liuhe', '蓝鲸工程', false)
  await head.pull()
  return secrets
}

/** Requests that are no commands: everything a desk reads, an attachment's upload, coming and going. */
export async function everydayTraffic(story: Story, liuhe: Desk, docId: string): Promise<void> {
  const { draft, server } = story
  for (const desk of [draft, liuhe]) {
    const get = (path: string, headers: Record<string, string> = {}) => call(server, 'GET', path, { token: desk.token, headers })
    await call(server, 'POST', paths.hello, {
      token: desk.token,
      json: { proto: 1, app: 'fuzz', device: desk.device, epoch: desk.epoch },
    })
    await desk.pull(3)
    await desk.body(docId)
    await get(`${paths.versions}/${docId}`)
    await get(`${paths.versions}/${docId}/2`)
    await get(`${paths.branches}/${docId}/${v7()}`)
    await get(`${paths.directory}?have=0`)
    await get(paths.health)
    const file = randomBytes(3000)
    const at = `${paths.blob}/${sm3(file)}`
    const put = (from: number, to: number) =>
      call(server, 'PUT', at, {
        token: desk.token,
        raw: file.subarray(from, to),
        headers: { 'content-range': `bytes ${from}-${to - 1}/${file.length}` },
      })
    await put(0, 1000)
    await put(1000, 3000)
    await call(server, 'HEAD', at, { token: desk.token })
    const whole = await fetch(server.url + at, { headers: { authorization: `Bearer ${desk.token}`, range: 'bytes=5-20' } })
    await whole.arrayBuffer()
  }
}

/** A command that was never sent: it would take effect if it came as it is. */
export type Prepared = { desk: Desk; name: CommandName; args: { docId: string } & Record<string, unknown> }

/** New documents at two places of the route, and what their people could do next. */
export async function prepare(story: Story, liuhe: Desk): Promise<Prepared[]> {
  const { draft, head, check, server, bodyOf } = story
  const drafted = await createDraft(draft)
  const base = await bodyOf(drafted)
  const own = await createDraft(liuhe, 'liuhe')
  const { docId, task, base: reviewed } = await story.inReview()
  const save = (id: string, from: BodyResponse, edited: ReturnType<typeof plain>, step: string) =>
    submission(id, from, edited.steps, edited.doc, step)
  const suggestion = tracked(nodeOf(reviewed), 'u-head', 'review', server.clock.now(), replaceText('有关', '具体'))
  const changeId = must(listChanges(suggestion.doc).at(0)).id
  const file = { sm3: sm3('无'), name: '附件.pdf', size: 3, mime: 'application/pdf' }
  const { data } = await server.db.selectFrom('doc').select('data').where('id', '=', drafted).executeTakeFirstOrThrow()
  const lease = must(data.lease).id
  const one = (desk: Desk, name: CommandName, args: { docId: string } & Record<string, unknown>): Prepared => ({
    desk,
    name,
    args,
  })
  return [
    one(draft, 'CreateDraft', newDraft()),
    one(liuhe, 'CreateDraft', newDraft('liuhe')),
    one(draft, 'SubmitBody', save(drafted, base, plain(nodeOf(base), appendTo('如下。', '请遵照执行。')), 'draft')),
    one(draft, 'AddCodrafter', { docId: drafted, userId: 'u-check' }),
    one(draft, 'RemoveCodrafter', { docId: drafted, userId: 'u-check' }),
    one(draft, 'TakeLease', { docId: drafted, leaseId: v7(), hours: 24 }),
    one(draft, 'ReleaseLease', { docId: drafted, leaseId: lease }),
    one(check, 'BreakLease', { docId: drafted, leaseId: lease, nextLeaseId: v7(), reason: '急件' }),
    one(draft, 'AddAttachment', { docId: drafted, attachment: file }),
    one(draft, 'RemoveAttachment', { docId: drafted, sm3: file.sm3 }),
    one(draft, 'SubmitDraft', handingOn(drafted, base.sm3, '请审核')),
    one(liuhe, 'SubmitDraft', handingOn(own, must(await liuhe.body(own)).sm3)),
    one(liuhe, 'DiscardDraft', { docId: own }),
    one(head, 'OpenTask', { docId, taskId: task }),
    one(head, 'SubmitBody', save(docId, reviewed, suggestion, 'review')),
    one(head, 'DecideChanges', { docId, decisions: [{ changeId, verdict: 'accept' }] }),
    one(head, 'OpenThread', { docId, threadId: v7(), replyId: v7(), quote: '有关', text: '哪些？' }),
    one(head, 'AddInk', {
      docId,
      ink: {
        id: v7(),
        kind: 'note',
        bodyVersion: reviewed.version,
        bodySm3: reviewed.sm3,
        blockId: v7(),
        quote: '有关',
        wordsSm3: sm3('有关'),
        strokes: [{ width: 5, points: [1, 2, 3, 40, 50, 60] }],
      },
    }),
    one(draft, 'AddSupplement', {
      docId,
      refused: v7(),
      step: 'review',
      stance: 'note',
      text: '补充意见',
      signedOn: SIGNED_ON,
      basisSm3: reviewed.sm3,
    }),
    one(draft, 'Withdraw', { docId, text: '再改改', signedOn: SIGNED_ON, nextTaskId: v7() }),
    one(head, 'Return', { ...agreeing(docId, task, reviewed.sm3), toStep: 'draft', text: '退回修改' }),
    one(head, 'Approve', agreeing(docId, task, reviewed.sm3)),
  ]
}
