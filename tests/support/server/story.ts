import type { Node as PmNode } from 'prosemirror-model'
import { schema } from '../../../src-shared/document/schema.ts'
import { listChanges } from '../../../src-shared/revision/changes.ts'
import type { BodyResponse, CommandVerdict } from '../../../src-shared/sync/protocol.ts'
import { verdicts } from '../../../src-shared/workflow/document-state.ts'
import { approve, createDraft, openRoute, SIGNED_ON, submission, submitDraft, type Desk } from './desk.ts'
import { must } from './must.ts'
import { startTestServer, type TestServer } from './start-test-server.ts'
import { tracked, type Edited } from './tracked.ts'

/** A body as the server gives it, as a document. */
export const nodeOf = (body: BodyResponse): PmNode => schema.nodeFromJSON(body.body)

type Route = Awaited<ReturnType<typeof openRoute>>
const userIds = { draft: 'u-draft', review: 'u-head', check: 'u-check', cosign: 'u-deputy', sign: 'u-leader' } as const
export type Turn = keyof typeof userIds

/** A county server with the desks of the route, and what tests tell of a document on it. */
export type Story = Route & {
  server: TestServer
  bodyOf: (docId: string) => Promise<BodyResponse>
  /** a document in review: its id, the task at hand and its body */
  inReview: () => Promise<{ docId: string; task: string; base: BodyResponse }>
  /** an edit as the person of that turn makes it, tracked */
  edit: (base: BodyResponse, turn: Turn, change: Parameters<typeof tracked>[4]) => Edited
  /** sends a save; the person of the turn, who must have it for the save to be taken */
  send: (docId: string, base: BodyResponse, edited: Edited, turn: Turn, more?: object) => Promise<CommandVerdict>
  /** agrees at each of these turns; gives the task at hand then */
  pass: (docId: string, task: string, ...turns: Turn[]) => Promise<string>
  /** signs with the open changes there are; gives the verdict */
  sign: (docId: string, task: string) => Promise<CommandVerdict>
}

/** Starts a server of the test's own and signs the people of the route in. */
export async function openStory(options: Parameters<typeof startTestServer>[0] = {}): Promise<Story> {
  const server = await startTestServer(options)
  const desks = await openRoute(server)
  const byTurn: Record<Turn, Desk> = {
    draft: desks.draft,
    review: desks.head,
    check: desks.check,
    cosign: desks.deputy,
    sign: desks.leader,
  }
  const bodyOf = async (docId: string): Promise<BodyResponse> => must(await desks.draft.body(docId))
  return {
    ...desks,
    server,
    bodyOf,
    inReview: async () => {
      const docId = await createDraft(desks.draft)
      const task = await submitDraft(desks.draft, docId)
      return { docId, task, base: await bodyOf(docId) }
    },
    edit: (base, turn, change) => tracked(nodeOf(base), userIds[turn], turn, server.clock.now(), change),
    send: (docId, base, { steps, doc }, turn, more = {}) => {
      server.clock.forward(60_000)
      return byTurn[turn].send('SubmitBody', { ...submission(docId, base, steps, doc, turn), ...more })
    },
    pass: async (docId, task, ...turns) => {
      let next = task
      for (const turn of turns) next = await approve(byTurn[turn], docId, next)
      return next
    },
    sign: async (docId, taskId) => {
      const base = await bodyOf(docId)
      const decided = verdicts(must(await desks.draft.state(docId)))
      const openChanges = listChanges(nodeOf(base)).flatMap(({ id }) => (decided.has(id) ? [] : [id]))
      const args = { docId, taskId, text: '同意', signedOn: SIGNED_ON, bodySm3: base.sm3, openChanges }
      return desks.leader.send('Sign', args)
    },
  }
}
