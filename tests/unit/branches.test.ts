import type { Node as PmNode } from 'prosemirror-model'
import { EditorState } from 'prosemirror-state'
import type { Step } from 'prosemirror-transform'
import { describe, expect, it } from 'vitest'
import { v7 } from 'uuid'
import { bringIn, type LateWork } from '../../src-server/commands/bring-in.ts'
import { runSteps } from '../../src-shared/revision/apply-steps.ts'
import { addBlockIds } from '../../src-shared/revision/assign-ids.ts'
import { changeSignatures } from '../../src-shared/revision/changes.ts'
import { deriveSteps, withoutComments } from '../../src-shared/revision/derive.ts'
import { stripChanges } from '../../src-shared/revision/resolve.ts'
import { parseCommand, type Command } from '../../src-shared/workflow/commands.ts'
import { decide } from '../../src-shared/workflow/decide.ts'
import type { DecideContext } from '../../src-shared/workflow/decide-context.ts'
import type { Branch } from '../../src-shared/workflow/branches.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import { evolveAll } from '../../src-shared/workflow/evolve.ts'
import { counter, randomDocument } from '../support/revision/documents.ts'
import { workOffline } from '../support/revision/merge.ts'
import { levels, randomOperation, shapeOf, type Level } from '../support/revision/operations.ts'
import { baseSeed, many, Random } from '../support/revision/random.ts'
import { brief, desk } from '../support/revision/session.ts'
import { personOf, smallCounty } from '../support/small-county.ts'
import { signedState } from '../support/states.ts'

const noThreads: ReadonlySet<string> = new Set()

/** A text after some edits nobody tracked, every new block with an id of its own as the editor gives it. */
function plainWork(random: Random, level: Level, base: PmNode, who: string): { doc: PmNode; steps: Step[] } {
  let state = EditorState.create({ doc: base })
  const steps: Step[] = []
  const newId = counter(`${who}-block-`)
  for (let i = random.int(1, 4); i > 0; i--) {
    const tr = randomOperation(random, level, state.doc).run(state)
    tr.doc.descendants((node, pos) => {
      // the operations number their blocks anew in every document
      if (String(node.attrs['id']).startsWith('plain')) tr.setNodeAttribute(pos, 'id', null)
    })
    addBlockIds(tr, newId)
    steps.push(...tr.steps)
    state = state.apply(tr)
  }
  return { doc: state.doc, steps }
}

/** Every letter inserted by the new changes of a text, in alphabetical order. */
function lettersOf(doc: PmNode, isNew: (id: string) => boolean): string {
  const found: string[] = []
  doc.descendants((node) => {
    if (node.isText && node.marks.some((mark) => mark.type.name === 'ins' && isNew(String(mark.attrs['id']))))
      found.push(node.text ?? '')
  })
  return [...found.join('')].sort().join('')
}

type Kind = 'tracked' | 'untracked' | 'pastTracking'
/** Base, head and late work of one kind. */
function scene(random: Random, kind: Kind) {
  const level = random.pick(Object.keys(levels) as Level[])
  const author = desk('甲')
  let base = randomDocument(random, counter('b'), shapeOf(level))
  if (kind !== 'untracked') base = workOffline(random, base, desk('丙'), level, random.int(0, 3), 1_000).doc
  const head =
    kind === 'untracked'
      ? plainWork(random, level, base, '乙').doc
      : workOffline(random, base, desk('乙'), level, random.int(1, 4), 2_000).doc
  const known = changeSignatures(base)
  if (kind === 'tracked') {
    const { doc } = workOffline(random, base, author, level, random.int(1, 4), 3_000)
    return { level, base, head, work: doc, steps: deriveSteps(base, doc, (id) => !known.has(id)), author }
  }
  const { doc, steps } = plainWork(random, level, base, '甲')
  return { level, base, head, work: doc, steps, author }
}

describe('RV-62 late edits brought in', () => {
  const property = (kind: Kind, count: number) => {
    const refused = new Map<string, number>()
    let broughtIn = 0
    let nothing = 0
    for (let i = 0; i < count; i++) {
      const seed = baseSeed + i * 7919
      const random = new Random(seed)
      const { level, base, head, work, steps, author } = scene(random, kind)
      const late: LateWork = { base, steps, work, author: author.author, step: author.step, at: 3_000 }
      const made = bringIn(late, {
        head,
        held: [author.step],
        ownThreads: noThreads,
        mergeable: kind === 'tracked',
        wasUsed: (id) => changeSignatures(head).has(id),
        now: 9_000,
        newId: counter('新-'),
      })
      const told = `seed ${seed} level ${level} ${kind}`
      if (!made.ok) {
        if (made.code === 'WF-BRANCH') nothing++
        else refused.set(made.detail, (refused.get(made.detail) ?? 0) + 1)
        continue
      }
      broughtIn++
      const before = changeSignatures(head)
      const isNew = (id: string) => !before.has(id)
      if (!withoutComments(stripChanges(made.doc, isNew)).eq(withoutComments(head)))
        throw new Error(`${told}: the head is altered\n${brief(head)}\n--- ${brief(made.doc)}`)
      if (!runSteps(head, made.steps).eq(made.doc)) throw new Error(`${told}: the steps lead elsewhere`)
      for (const [id, who] of changeSignatures(made.doc)) {
        if (!isNew(id)) expect(who, told).toEqual(before.get(id))
        else for (const one of who) expect(one, told).toMatchObject({ author: '甲', step: author.step })
      }
      made.doc.check()
      if (kind !== 'tracked') continue
      const known = changeSignatures(base)
      const [mine, now] = [lettersOf(work, (id) => !known.has(id)), lettersOf(made.doc, isNew)]
      if (mine !== now) throw new Error(`${told}: letters ${mine} became ${now}`)
    }
    console.info(
      `branches ${kind}: ${broughtIn} of ${count} brought in, ${nothing} with nothing new, refused: ${[...refused].map(([why, n]) => `${n} × ${why}`).join('; ') || 'none'}; seeds from ${baseSeed}`,
    )
    return { broughtIn, refused: [...refused.values()].reduce((a, b) => a + b, 0) }
  }

  it('tracked late work always comes in, whole, over whatever others tracked meanwhile', () => {
    const count = many(400, 10_000)
    expect(property('tracked', count)).toMatchObject({ refused: 0 })
  })
  it('untracked late work comes in over an untracked head, or is refused and stays', () => {
    const count = many(300, 10_000)
    expect(property('untracked', count).broughtIn).toBeGreaterThan(count * 0.8)
  })
  it('work past the tracking comes in over tracked text, or is refused and stays', () => {
    const count = many(300, 10_000)
    expect(property('pastTracking', count).broughtIn).toBeGreaterThan(count * 0.8)
  })

  it('an author who never held the step, or an id that was used, never gets through', () => {
    const random = new Random(baseSeed)
    const { base, head, work, steps, author } = scene(random, 'tracked')
    const late: LateWork = { base, steps, work, author: author.author, step: author.step, at: 3_000 }
    const ground = { head, ownThreads: noThreads, mergeable: true, now: 9_000, newId: counter('新-') }
    expect(bringIn(late, { ...ground, held: [], wasUsed: () => false })).toMatchObject({ ok: false, code: 'RV-MERGE' })
    expect(bringIn(late, { ...ground, held: [author.step], wasUsed: () => true })).toMatchObject({ ok: false, code: 'RV-MERGE' })
  })
})

describe('WF-19 deciding on late edits', () => {
  const branch: Branch = {
    id: v7() as Branch['id'],
    by: personOf('li'),
    step: 'review',
    baseVersion: 1,
    code: 'WF-TASK-CLOSED',
    at: 1_000,
    settled: null,
  }
  const inCheck: DocumentState = { ...signedState(), state: 'F3', step: 'check', signed: null, branches: [branch] }
  const doc: DocumentState = {
    ...inCheck,
    tasks: inCheck.tasks.flatMap((task) =>
      task.step === 'cosign' || task.step === 'sign' ? [] : [task.step === 'check' ? { ...task, doneAt: null } : task],
    ),
  }
  const ctx = (userId: string, more: Partial<DecideContext> = {}): DecideContext => ({
    actor: personOf(userId),
    now: 5_000,
    authoredAt: 5_000,
    directory: smallCounty,
    device: 'here',
    commandId: 'command',
    ...more,
  })
  const command = (name: string, args: object): Command => {
    const parsed = parseCommand(name, { docId: doc.id, branchId: branch.id, ...args })
    if (!parsed) throw new Error(name)
    return parsed
  }
  const body = { version: doc.bodyVersion + 1, sm3: 'e'.repeat(64), header: doc.header }
  const bring = command('BringInBranch', {})
  const aside = (is: boolean) => command('PutBranchAside', { aside: is })
  const code = (of: DocumentState, given: Command, context: DecideContext) => {
    const decided = decide(of, given, context)
    return decided.ok ? 'applied' : decided.code
  }

  it('a desk foresees no text: its view stays, the server’s word makes the version and names both people', () => {
    const foreseen = decide(doc, bring, ctx('zhao'))
    expect(foreseen).toEqual({ ok: true, events: [] })
    expect(evolveAll(doc, [], 5_000)).toEqual({ ...doc, rev: doc.rev + 1 })
    const decided = decide(doc, bring, ctx('zhao', { body }))
    if (!decided.ok) throw new Error(decided.code)
    const next = evolveAll(doc, decided.events, 5_000)
    expect(next).toMatchObject({ bodyVersion: body.version, bodySm3: body.sm3 })
    expect(next.branches[0]?.settled).toEqual({ how: 'broughtIn', by: personOf('zhao'), at: 5_000, version: body.version })
    expect(decided.events.find((event) => event.type === 'BodySaved')).toMatchObject({ by: 'li' })
  })

  it('only who has the turn brings in; the author or who has the turn puts aside; a draft held by another is left alone', () => {
    for (const user of ['li', 'wang', 'chen']) expect(code(doc, bring, ctx(user, { body }))).toBe('WF-NOT-YOURS')
    for (const user of ['wang', 'chen']) expect(code(doc, aside(true), ctx(user))).toBe('WF-NOT-YOURS')
    for (const user of ['li', 'zhao']) expect(code(doc, aside(true), ctx(user))).toBe('applied')
    const held = {
      ...doc,
      state: 'F0' as const,
      tracked: false,
      lease: { id: v7(), by: personOf('wang'), device: v7() as never, takenAt: 1, until: 9_000 },
    }
    expect(code(held, bring, ctx('zhao', { body }))).toBe('WF-LEASE')
    expect(code(held, bring, ctx('zhao', { body, now: 9_001 }))).toBe('applied')
    for (const state of ['F6', 'X2'] as const) expect(code({ ...doc, state }, bring, ctx('zhao', { body }))).toBe('WF-STATE')
    expect(code(doc, bring, ctx('zhao', { body: { ...body, header: { ...body.header, secrecy: '机密' } } }))).toBe('WF-SECRET')
  })

  it('settled once; put aside can be taken up again, brought in cannot', () => {
    const settle = (settled: Branch['settled']) => ({ ...doc, branches: [{ ...branch, settled }] })
    const by = { by: personOf('zhao'), at: 1 }
    const asideNow = settle({ how: 'putAside', ...by, version: null })
    const inNow = settle({ how: 'broughtIn', ...by, version: 2 })
    for (const of of [asideNow, inNow]) expect(code(of, bring, ctx('zhao', { body }))).toBe('WF-BRANCH')
    for (const put of [true, false]) expect(code(inNow, aside(put), ctx('zhao'))).toBe('WF-BRANCH')
    // what somebody else did first is not refused, and changes nothing
    expect(decide(asideNow, aside(true), ctx('zhao'))).toEqual({ ok: true, events: [] })
    expect(decide(doc, aside(false), ctx('zhao'))).toEqual({ ok: true, events: [] })
    const again = decide(asideNow, aside(false), ctx('li'))
    if (!again.ok) throw new Error(again.code)
    expect(evolveAll(asideNow, again.events, 2).branches).toEqual([branch])
  })

  it('bringing into a draft turns tracking on', () => {
    const draft = { ...doc, tracked: false, lease: null }
    const decided = decide(draft, bring, ctx('zhao', { body }))
    if (!decided.ok) throw new Error(decided.code)
    expect(evolveAll(draft, decided.events, 2).tracked).toBe(true)
  })
})
