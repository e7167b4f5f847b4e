import { v7 } from 'uuid'
import { samplePassword } from '../../scripts/lib/desk-steps.mjs'
import { serverView } from '../../scripts/lib/server-view.mjs'
import { sm3OfJson } from '../../src-server/sm3.ts'
import { dateOf } from '../../src-shared/calendar/working-days.ts'
import { bodyJson } from '../../src-shared/document/body-json.ts'
import { makeDocument, type DocumentContent } from '../../src-shared/document/make.ts'
import { listChanges } from '../../src-shared/revision/changes.ts'
import { cleanCopy } from '../../src-shared/revision/clean-copy.ts'
import type { CommandName } from '../../src-shared/workflow/commands.ts'
import { openTurn, verdicts, type DocumentState } from '../../src-shared/workflow/document-state.ts'
import { precheckQuestions } from '../../src-shared/workflow/incoming/part.ts'
import { recheckQuestions } from '../../src-shared/workflow/issue/commands.ts'
import { createDraft, openDesk, submitDraft, type Desk } from './server/desk.ts'
import { must } from './server/must.ts'
import { nodeOf } from './server/story.ts'

/**
 * The course of a document in the sample county, sent as commands over the server's own line: for the parts of a scenario another
 * test drives through windows. People are named by their login; whoever has the open turn is found by it.
 */
export type CountyCourse = {
  /** the document whose title holds these words, as that person sees it; the newest of its kind */
  find: (login: string, words: string, kind?: 'incoming' | 'outgoing') => Promise<DocumentState>
  state: (login: string, docId: string) => Promise<DocumentState>
  /** a draft of a person of that unit, handed on along the route to these people */
  drafted: (login: string, unitId: string, content: DocumentContent, assignees: Record<string, string>) => Promise<string>
  /** a command no test expects to be refused */
  send: (login: string, name: CommandName, docId: string, args?: object) => Promise<void>
  /** 同意 by whoever has the turn, until the document waits for 签发 */
  toSign: (witness: string, docId: string) => Promise<void>
  /** 签发, 清稿 and 复核: it waits for its number */
  toNumber: (witness: string, docId: string) => Promise<void>
  /** 用印 on paper and 分发 to one unit */
  toUnit: (witness: string, docId: string, unitId: string) => Promise<void>
  /** 签收, 登记 and 初审 of a 收文: it waits for 拟办 */
  toPropose: (registrar: string, docId: string) => Promise<void>
}

export function countyCourse(url: string): CountyCourse {
  const server = { url, clock: { now: () => Date.now() } }
  const desks = new Map<string, Promise<Desk>>()
  const deskOf = (login: string): Promise<Desk> => {
    const known = desks.get(login) ?? openDesk(server, login, v7(), samplePassword)
    desks.set(login, known)
    return known
  }
  const views = new Map<string, ReturnType<typeof serverView>>()
  const seenBy = async (login: string): Promise<DocumentState[]> => {
    const view = views.get(login) ?? serverView(url, login, samplePassword)
    views.set(login, view)
    return (await view).documents()
  }
  const state = async (login: string, docId: string): Promise<DocumentState> =>
    must((await seenBy(login)).find((one) => one.id === docId))
  const send = async (login: string, name: CommandName, docId: string, args: object = {}): Promise<void> => {
    const verdict = await (await deskOf(login)).send(name, { docId, ...args })
    if (verdict.status !== 'applied') throw new Error(`${name} by ${login}: ${verdict.code} ${verdict.detail ?? ''}`)
  }
  const next = () => ({ nextTaskId: v7() })
  const said = (doc: DocumentState, text: string) => ({
    taskId: must(openTurn(doc)).id,
    text,
    signedOn: dateOf(Date.now()),
    basisSm3: doc.bodySm3,
    ...next(),
  })
  /** of the sample county a person's id is made of their login */
  const loginOf = (doc: DocumentState): string => must(openTurn(doc)).assignee.userId.slice(2)
  /** the person of the open turn does it, with what the document is at that moment */
  const turn = async (witness: string, name: CommandName, docId: string, argsOf: (doc: DocumentState) => object) => {
    const doc = await state(witness, docId)
    await send(loginOf(doc), name, docId, argsOf(doc))
  }
  const bodyOf = async (login: string, docId: string) => must(await (await deskOf(login)).body(docId))
  const sign = async (witness: string, docId: string): Promise<void> => {
    const doc = await state(witness, docId)
    const decided = verdicts(doc)
    const body = await bodyOf(loginOf(doc), docId)
    const openChanges = listChanges(nodeOf(body)).flatMap(({ id }) => (decided.has(id) ? [] : [id]))
    const { nextTaskId: _next, basisSm3, ...words } = said(doc, '同意印发')
    await send(loginOf(doc), 'Sign', docId, { ...words, bodySm3: basisSm3, openChanges })
  }
  const makeClean = async (witness: string, docId: string): Promise<void> => {
    const doc = await state(witness, docId)
    const decided = verdicts(doc)
    const body = await bodyOf(loginOf(doc), docId)
    const clean = cleanCopy(nodeOf(body), (id) => decided.get(id))
    await send(loginOf(doc), 'MakeCleanCopy', docId, { bodySm3: body.sm3, sm3: sm3OfJson(bodyJson(clean)) })
  }
  return {
    find: async (login, words, kind = 'outgoing') => {
      const named = (await seenBy(login)).filter((one) => one.header.title.includes(words) && (one.kind ?? 'outgoing') === kind)
      return must(named.toSorted((a, b) => b.createdAt - a.createdAt)[0])
    },
    state,
    drafted: async (login, unitId, content, assignees) => {
      const own = await deskOf(login)
      const docId = await createDraft(own, unitId, bodyJson(makeDocument(content, v7)))
      await submitDraft(own, docId, { assignees, signedOn: dateOf(Date.now()) })
      return docId
    },
    send,
    toSign: async (witness, docId) => {
      while ((await state(witness, docId)).step !== 'sign') await turn(witness, 'Approve', docId, (doc) => said(doc, '同意'))
    },
    toNumber: async (witness, docId) => {
      await sign(witness, docId)
      await makeClean(witness, docId)
      await turn(witness, 'Recheck', docId, () => ({ ticked: [...recheckQuestions], ...next() }))
    },
    toUnit: async (witness, docId, unitId) => {
      await turn(witness, 'SealPaper', docId, () => ({ copies: 2, ...next() }))
      await turn(witness, 'Distribute', docId, () => ({ unitIds: [unitId], ...next() }))
    },
    toPropose: async (registrar, docId) => {
      const taskId = async () => ({ taskId: must(openTurn(await state(registrar, docId))).id, ...next() })
      await send(registrar, 'SignFor', docId, await taskId())
      await send(registrar, 'RegisterIncoming', docId, { ...(await taskId()), distinct: false })
      const answers = Object.fromEntries(precheckQuestions.map((one) => [one, true]))
      await send(registrar, 'Precheck', docId, { ...said(await state(registrar, docId), ''), answers })
    },
  }
}
