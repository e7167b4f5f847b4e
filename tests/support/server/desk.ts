import { v7 } from 'uuid'
import type { Node as PmNode } from 'prosemirror-model'
import { bodyJson } from '../../../src-shared/document/body-json.ts'
import { makeDocument } from '../../../src-shared/document/make.ts'
import { schema } from '../../../src-shared/document/schema.ts'
import type {
  BodyResponse,
  CommandVerdict,
  PullRequest,
  PullResponse,
  PushResponse,
  Session,
  WireCommand,
} from '../../../src-shared/sync/protocol.ts'
import { paths } from '../../../src-shared/sync/protocol.ts'
import type { CommandName } from '../../../src-shared/workflow/commands.ts'
import type { DocumentState } from '../../../src-shared/workflow/document-state.ts'
import { sm3OfJson } from '../../../src-server/sm3.ts'
import { PASSWORD } from './county.ts'

/** What a request brought: status, headers and the JSON of the answer. */
export type Answer<T> = { status: number; headers: Headers; body: T }
type Server = { url: string; clock: { now: () => number } }

export async function call<T = { code: string; message?: string; retryMs?: number }>(
  server: { url: string },
  method: string,
  path: string,
  options: { token?: string; json?: unknown; raw?: string | Uint8Array; headers?: Record<string, string> } = {},
): Promise<Answer<T>> {
  const body = options.raw ?? (options.json === undefined ? undefined : JSON.stringify(options.json))
  const type = options.raw instanceof Uint8Array ? 'application/octet-stream' : 'application/json'
  const response = await fetch(server.url + path, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': type }),
      ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
      ...options.headers,
    },
    ...(body === undefined ? {} : { body: body as BodyInit }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: (text ? JSON.parse(text) : undefined) as T }
}

export const signIn = (server: { url: string }, login: string, device: string, password = PASSWORD): Promise<Answer<Session>> =>
  call(server, 'POST', paths.signIn, { json: { login, password, device, app: 'test' } })

export type Desk = Awaited<ReturnType<typeof openDesk>>

/** A desk as the server sees one: signed in, with a device, an own sequence of commands and cursors. */
export async function openDesk(server: Server, login: string, device: string = v7(), password = PASSWORD) {
  const { body: session } = await signIn(server, login, device, password)
  const { token, epoch } = session
  let seq = 0
  let cursors: PullRequest['cursors'] = {}

  /** Makes the next command of this desk without sending it. */
  const command = (
    name: string,
    args: { docId: string } & Record<string, unknown>,
    more: Partial<WireCommand> = {},
  ): WireCommand =>
    ({
      id: v7(),
      seq: ++seq,
      name,
      ver: 1,
      doc: args.docId,
      args,
      authoredAt: server.clock.now(),
      dependsOn: [],
      ...more,
    }) as WireCommand
  const push = async (...cmds: WireCommand[]): Promise<PushResponse> => {
    const answer = await call<PushResponse>(server, 'POST', paths.push, { token, json: { epoch, device, cmds } })
    if (answer.status !== 200) throw new Error(`push: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  const send = async (name: CommandName, args: { docId: string } & Record<string, unknown>): Promise<CommandVerdict> => {
    const [verdict] = (await push(command(name, args))).results
    if (!verdict) throw new Error('no verdict')
    return verdict
  }
  const pullOnce = async (limit = 500): Promise<PullResponse> => {
    const answer = await call<PullResponse>(server, 'POST', paths.pull, { token, json: { epoch, device, cursors, limit } })
    if (answer.status !== 200) throw new Error(`pull: ${answer.status} ${JSON.stringify(answer.body)}`)
    for (const [scope, { to }] of Object.entries(answer.body.scopes)) cursors[scope] = to
    for (const scope of answer.body.left) delete cursors[scope]
    return answer.body
  }
  const body = async (doc: string): Promise<BodyResponse | undefined> =>
    (await call<{ bodies: BodyResponse[] }>(server, 'POST', paths.bodies, { token, json: { docs: [doc] } })).body.bodies[0]
  const state = async (doc: string): Promise<DocumentState | undefined> => {
    const all = await call<PullResponse>(server, 'POST', paths.pull, { token, json: { epoch, device, cursors: {}, limit: 500 } })
    return all.body.docs.find((row) => row.id === doc && row.op === 'U')?.data
  }
  /** Sends the net steps between the head the server has and a document. */
  const save = async (
    doc: string,
    base: BodyResponse,
    edit: (node: PmNode) => { steps: readonly { toJSON: () => unknown }[]; doc: PmNode },
    step = 'draft',
  ) => {
    const { steps, doc: result } = edit(schema.nodeFromJSON(base.body))
    return send('SubmitBody', submission(doc, base, steps, result, step))
  }
  return {
    server,
    login,
    device,
    token,
    epoch,
    session,
    command,
    push,
    send,
    pull: pullOnce,
    body,
    state,
    save,
    lastSeq: () => seq,
    setSeq: (value: number) => (seq = value),
    cursors: () => cursors,
    setCursors: (value: PullRequest['cursors']) => (cursors = value),
  }
}

/** Desks of several people, by login. */
export async function openDesks<Login extends string>(server: Server, ...logins: Login[]): Promise<Record<Login, Desk>> {
  const desks = await Promise.all(logins.map(async (login) => [login, await openDesk(server, login)] as const))
  return Object.fromEntries(desks) as Record<Login, Desk>
}

/** Desks of the five people of the route. */
export const openRoute = (server: Server) => openDesks(server, 'draft', 'head', 'check', 'deputy', 'leader')

/** Arguments of SubmitBody for a base and what became of it. */
export const submission = (
  docId: string,
  base: BodyResponse,
  steps: readonly { toJSON: () => unknown }[],
  result: PmNode,
  step: string,
) => ({
  docId,
  baseVersion: base.version,
  baseSm3: base.sm3,
  steps: steps.map((s) => s.toJSON()),
  resultSm3: sm3OfJson(bodyJson(result)),
  step,
})

export const aBody = (
  title = '关于做好春季防火工作的通知',
  paragraphs: string[] = ['各股室：', '现将有关事项通知如下。'],
): Record<string, unknown> => bodyJson(makeDocument({ elements: { title, mainTo: '各股室' }, paragraphs }, v7))

const assignees = { review: 'u-head', check: 'u-check', cosign: 'u-deputy', sign: 'u-leader' }
export const SIGNED_ON = '2026-03-02'

/** Arguments of CreateDraft for a new document. */
export const newDraft = (unitId = 'fgj-zh', body = aBody()) => ({ docId: v7(), unitId, body, bodySm3: sm3OfJson(body) })
/** Arguments of SubmitDraft along the whole route. */
export const handingOn = (docId: string, basisSm3: string | undefined, text = '') => ({
  docId,
  assignees,
  text,
  signedOn: SIGNED_ON,
  basisSm3,
  nextTaskId: v7(),
})
/** Arguments of Approve. */
export const agreeing = (docId: string, taskId: string, basisSm3: string | undefined) => ({
  docId,
  taskId,
  text: '同意',
  signedOn: SIGNED_ON,
  basisSm3,
  nextTaskId: v7(),
})

/** Sends a command no test expects to be refused; gives its arguments. */
async function apply<Args extends { docId: string }>(desk: Desk, name: CommandName, args: Args): Promise<Args> {
  const verdict = await desk.send(name, args)
  if (verdict.status !== 'applied') throw new Error(`${name}: ${verdict.code} ${verdict.detail}`)
  return args
}

/** Creates a draft and gives its id. */
export const createDraft = async (desk: Desk, unitId?: string, body?: Record<string, unknown>): Promise<string> =>
  (await apply(desk, 'CreateDraft', newDraft(unitId, body))).docId

/** 报送 a draft along the whole route; gives the id of the next task. */
export async function submitDraft(desk: Desk, docId: string, more: Record<string, unknown> = {}): Promise<string> {
  const args = handingOn(docId, (await desk.body(docId))?.sm3, '请审核')
  return (await apply(desk, 'SubmitDraft', { ...args, ...more })).nextTaskId
}

/** Agrees at a step; gives the id of the next task. */
export async function approve(desk: Desk, docId: string, taskId: string): Promise<string> {
  const args = agreeing(docId, taskId, (await desk.body(docId))?.sm3)
  return (await apply(desk, 'Approve', args)).nextTaskId
}
