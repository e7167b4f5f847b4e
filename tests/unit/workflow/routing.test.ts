import { describe, expect, it } from 'vitest'
import { v7 } from 'uuid'
import { openTurn, participants } from '../../../src-shared/workflow/document-state.ts'
import { placesOf } from '../../../src-shared/sync/rows.ts'
import { stepsAhead } from '../../../src-shared/workflow/routing/hand-over.ts'
import { type Delegate } from '../../../src-shared/workflow/routing/part.ts'
import { post } from '../../support/small-county.ts'
import { chinaTime as at, storySm3 } from '../../support/route-story.ts'
import { begun, county, giving, morning, people } from '../../support/routing-county.ts'

describe('WF-80 加签', () => {
  it('before: the colleague gives an opinion at the same step, then the turn comes back', () => {
    const story = begun()
    story.done('li', morning, 'AddSigner', giving(story, 'li', 'wu', { where: 'before' }))
    expect(story.open()).toEqual(['wu'])
    expect(story.refused('li', morning, 'Approve', story.opinion('li', morning))).toBe('WF-NOT-YOURS')
    story.approve('wu', morning)
    expect([story.open(), story.state().step]).toEqual([['li'], 'review'])
    expect([story.approve('li', morning).step, story.open()]).toEqual(['check', ['zhao']])
    expect(story.state().opinions.map((one) => one.by.userId)).toEqual(['wang', 'wu', 'li'])
  })

  it('after: the colleague comes next, before the document goes on; two are asked in the order last asked first', () => {
    const story = begun()
    story.done('li', morning, 'AddSigner', giving(story, 'li', 'he', { where: 'after' }))
    story.done('li', morning, 'AddSigner', giving(story, 'li', 'wu', { where: 'after' }))
    story.approve('li', morning)
    expect([story.open(), story.state().step]).toEqual([['wu'], 'review'])
    story.approve('wu', morning)
    story.approve('he', morning)
    expect(story.state().step).toBe('check')
  })

  it('撤回 and 退回 leave no row behind: what was asked is asked again by whoever asked', () => {
    const story = begun()
    story.done('li', morning, 'AddSigner', giving(story, 'li', 'wu', { where: 'after' }))
    story.approve('li', morning)
    story.done('li', morning, 'Withdraw', { text: '', signedOn: '2026-08-03', nextTaskId: v7() })
    expect(openTurn(story.state())).toMatchObject({ assignee: { userId: 'li' }, row: [{ userId: 'wu' }] })
    story.approve('li', morning)
    story.done('wu', morning, 'Return', story.opinion('wu', morning, { toStep: 'draft', text: '再核' }))
    expect([story.open(), story.state().state]).toEqual([['wang'], 'F0'])
  })

  it('before 签发 whoever is asked gives an opinion and signs nothing', () => {
    const story = begun()
    for (const who of ['li', 'zhao', 'zhou']) story.approve(who, morning)
    expect(story.refused('chen', morning, 'AddSigner', giving(story, 'chen', 'gao', { where: 'after' }))).toBe('WF-STATE')
    story.done('chen', morning, 'AddSigner', giving(story, 'chen', 'gao', { where: 'before' }))
    const sign = { ...story.opinion('gao', morning), bodySm3: storySm3(1), openChanges: [] }
    expect(story.refused('gao', morning, 'Sign', sign)).toBe('WF-NOT-YOURS')
    story.approve('gao', morning)
    expect(story.done('chen', morning, 'Sign', { ...sign, taskId: story.theirs('chen') }).state).toBe('F6')
  })

  it('of strangers, of oneself and of whoever is in the row already is refused', () => {
    const story = begun()
    const add = (userId: string) => story.refused('li', morning, 'AddSigner', giving(story, 'li', userId, { where: 'after' }))
    expect([add('shi'), add('li'), add('nobody'), add('wu'), add('wu')]).toEqual([
      'WF-TARGET',
      'WF-TARGET',
      'WF-TARGET',
      'applied',
      'WF-TARGET',
    ])
    expect(story.refused('zhao', morning, 'AddSigner', giving(story, 'li', 'gao', { where: 'after' }))).toBe('WF-NOT-YOURS')
  })
})

describe('WF-81 parallel steps', () => {
  const three = { ...people, review: ['li', 'wu', 'he'] }
  it('all: the document goes on with the last; a 退回 by one calls the others off', () => {
    const story = begun(county('all'), three)
    expect(story.open()).toEqual(['li', 'wu', 'he'])
    expect(participants(story.state())).toEqual(expect.arrayContaining(['li', 'wu', 'he']))
    expect(story.approve('wu', morning).step).toBe('review')
    expect(story.open()).toEqual(['li', 'he'])
    expect(story.approve('li', morning).step).toBe('review')
    expect(story.approve('he', morning).step).toBe('check')
    const other = begun(county('all'), three)
    other.approve('wu', morning)
    other.done('li', morning, 'Return', other.opinion('li', morning, { toStep: 'draft', text: '数据需核实' }))
    expect(other.open()).toEqual(['wang'])
    expect(other.state().tasks.find((one) => one.assignee.userId === 'he')?.result).toBe('cancelled')
  })

  it('any and n of them: the rest are called off, and who comes late has no turn any more', () => {
    const any = begun(county('any'), three)
    const late = any.opinion('li', morning)
    expect(any.approve('he', morning).step).toBe('check')
    expect(any.refused('li', morning, 'Approve', late)).toBe('WF-TASK-CLOSED')
    const supplement = {
      refused: v7(),
      step: 'review',
      stance: 'agree',
      text: '同意',
      signedOn: '2026-08-03',
      basisSm3: storySm3(1),
    }
    expect(any.done('li', morning, 'AddSupplement', supplement).step).toBe('check')
    const two = begun(county(2), three)
    expect(two.approve('li', morning).step).toBe('review')
    expect(two.approve('he', morning).step).toBe('check')
    expect(two.open()).toEqual(['zhao'])
  })

  it('加签 and 转办 by one of them: the step waits for the colleague in their place', () => {
    const story = begun(county('all'), { ...people, review: ['li', 'wu'] })
    story.done('li', morning, 'AddSigner', giving(story, 'li', 'sun', { where: 'after' }))
    story.done('wu', morning, 'Transfer', giving(story, 'wu', 'he'))
    story.approve('li', morning)
    expect(story.approve('he', morning).step).toBe('review')
    expect(story.approve('sun', morning).step).toBe('check')
  })

  it('several for a single turn, or none, cannot be chosen', () => {
    expect(() => begun(county(), three)).toThrow('WF-NO-ROLE')
    expect(() => begun(county('all'), { ...people, review: ['li', 'zhao'] })).toThrow('WF-NO-ROLE')
  })
})

describe('WF-82 转办 and 改派', () => {
  it('转办 gives one’s own turn to whoever may take the step; a 退回 there comes to them', () => {
    const story = begun()
    expect(story.refused('li', morning, 'Transfer', giving(story, 'li', 'zhao'))).toBe('WF-NO-ROLE')
    expect(story.refused('zhao', morning, 'Transfer', giving(story, 'li', 'wu'))).toBe('WF-NOT-YOURS')
    story.done('li', morning, 'Transfer', giving(story, 'li', 'wu'))
    expect(story.refused('li', morning, 'Approve', story.opinion('li', morning))).toBe('WF-NOT-YOURS')
    expect(openTurn(story.state())?.given).toMatchObject({ how: 'transferred', by: { userId: 'li' }, reason: '出差' })
    story.approve('wu', morning)
    story.done('zhao', morning, 'Return', story.opinion('zhao', morning, { toStep: 'review', text: '再核' }))
    expect(story.open()).toEqual(['wu'])
  })

  it('改派 is the office’s, of anybody’s open turn', () => {
    const story = begun()
    expect(story.refused('wang', morning, 'Reassign', giving(story, 'li', 'wu'))).toBe('WF-NOT-YOURS')
    expect(story.done('qian', morning, 'Reassign', giving(story, 'li', 'wu')).tasks.at(-1)?.given?.how).toBe('reassigned')
    expect(story.open()).toEqual(['wu'])
  })
})

describe('WF-83 终止', () => {
  it('by the office or the signer with a reason; nobody is asked any more', () => {
    const story = begun()
    expect(story.refused('li', morning, 'Terminate', { reason: '不宜发文' })).toBe('WF-NOT-YOURS')
    expect(() => story.run('zhao', morning, 'Terminate', { reason: '  ' })).toThrow('do not fit')
    const doc = story.done('zhao', morning, 'Terminate', { reason: '不宜发文' })
    expect([doc.state, story.open(), doc.terminated?.reason]).toEqual(['X1', [], '不宜发文'])
    expect(placesOf(doc, 'li')).toEqual(['done'])
    expect(story.refused('chen', morning, 'Terminate', { reason: '不宜发文' })).toBe('WF-STATE')
    expect(begun().done('chen', morning, 'Terminate', { reason: '不宜发文' }).state).toBe('X1')
  })
})

describe('WF-84 委托代办', () => {
  const standIn = (story: ReturnType<typeof begun>, until: string, canSign = false): Delegate => ({
    id: v7(),
    person: story.person('gao'),
    until: at(until),
    canSign,
  })
  it('a delegate acts for the holder and it is said so; 签发 only where it is among it; not past its end', () => {
    const story = begun()
    const set = (delegates: Delegate[]) =>
      story.happened([{ type: 'DelegatesSet', taskId: story.theirs('') ?? '', delegates }], at(morning))
    for (const who of ['li', 'zhao']) story.approve(who, morning)
    set([standIn(story, '2026-08-14T23:59:59')])
    expect(placesOf(story.state(), 'gao')).toEqual(['todo'])
    story.done('gao', morning, 'Approve', story.opinion('zhou', morning))
    expect(story.state().opinions.at(-1)).toMatchObject({ by: { userId: 'gao' }, onBehalfOf: { userId: 'zhou' } })
    expect(story.state().tasks.findLast((one) => one.step === 'cosign')?.doneBy?.userId).toBe('gao')
    set([standIn(story, '2026-08-14T23:59:59')])
    const sign = (when: string) => ({ ...story.opinion('chen', when), bodySm3: storySm3(1), openChanges: [] })
    expect(story.refused('gao', morning, 'Sign', sign(morning))).toBe('WF-DELEGATE')
    expect(story.refused('gao', morning, 'Transfer', giving(story, 'chen', 'gao'))).toBe('WF-NOT-YOURS')
    set([standIn(story, '2026-08-14T23:59:59', true)])
    expect(story.refused('gao', '2026-08-17T09:00:00', 'Sign', sign('2026-08-17T09:00:00'))).toBe('WF-DELEGATE')
    expect(story.done('gao', morning, 'Sign', sign(morning)).opinions.at(-1)?.onBehalfOf?.userId).toBe('chen')
  })

  it('without the 委托 they neither see nor act', () => {
    const story = begun()
    const taskId = story.theirs('li') ?? ''
    story.happened([{ type: 'DelegatesSet', taskId, delegates: [standIn(story, '2026-08-14T23:59:59')] }], at(morning))
    expect(participants(story.state())).toContain('gao')
    story.happened([{ type: 'DelegatesSet', taskId, delegates: [] }], at(morning))
    expect(participants(story.state())).not.toContain('gao')
    expect(story.refused('gao', morning, 'Approve', story.opinion('li', morning))).toBe('WF-NOT-YOURS')
  })
})

describe('WF-85 交接', () => {
  it('the turns that were shown go to the successor at once, later ones of theirs too; what is not so any more is refused', () => {
    const story = begun()
    const turn = { docId: story.docId, taskId: story.theirs('li'), nextTaskId: v7() }
    const args = { from: 'li', to: 'wu', reason: '调离', turns: [turn] }
    expect(story.refused('wang', morning, 'HandOver', args)).toBe('WF-NOT-YOURS')
    expect(story.refused('zhao', morning, 'HandOver', { ...args, to: 'zhou' })).toBe('WF-NO-ROLE')
    expect(story.refused('zhao', morning, 'HandOver', { ...args, turns: [{ ...turn, taskId: v7() }] })).toBe('WF-HANDOVER')
    story.done('zhao', morning, 'HandOver', args)
    expect(openTurn(story.state())).toMatchObject({ assignee: { userId: 'wu' }, given: { how: 'handedOver', reason: '调离' } })
    expect(story.state().assignees['review']?.userId).toBe('wu')
  })

  it('a draft goes to the successor with the right to write; what comes back comes to them', () => {
    const story = begun()
    story.done('li', morning, 'Return', story.opinion('li', morning, { toStep: 'draft', text: '再核' }))
    const turn = { docId: story.docId, taskId: story.theirs('wang'), nextTaskId: v7() }
    story.done('zhao', morning, 'HandOver', { from: 'wang', to: 'sun', reason: '调离', turns: [turn] })
    const again = { assignees: people, text: '', signedOn: '2026-08-03', basisSm3: storySm3(1), nextTaskId: v7() }
    story.done('sun', morning, 'SubmitDraft', again)
    story.done('li', morning, 'Return', story.opinion('li', morning, { toStep: 'draft', text: '再核' }))
    expect(story.open()).toEqual(['sun'])
  })
})

describe('WF-118 交接 of steps to come', () => {
  const args = (story: ReturnType<typeof begun>, from: string, to: string, ...steps: string[]) => ({
    from,
    to,
    reason: '调离',
    turns: [],
    ahead: steps.map((step) => ({ docId: story.docId, step })),
  })
  it('go to the successor who may take them before they come; who passed them, or has not got them, hands over none', () => {
    const story = begun()
    expect(stepsAhead(story.state(), 'zhou')).toEqual(['cosign'])
    // who has a turn now hands later ones over with it
    expect(stepsAhead(story.state(), 'li')).toEqual([])
    expect(story.refused('wang', morning, 'HandOver', args(story, 'zhou', 'gao', 'cosign'))).toBe('WF-NOT-YOURS')
    expect(story.refused('zhao', morning, 'HandOver', args(story, 'zhou', 'wu', 'cosign'))).toBe('WF-HANDOVER')
    expect(story.refused('zhao', morning, 'HandOver', args(story, 'zhou', 'gao', 'sign'))).toBe('WF-HANDOVER')
    expect(story.refused('zhao', morning, 'HandOver', args(story, 'zhou', 'gao'))).toBe('WF-HANDOVER')
    expect(participants(story.done('zhao', morning, 'HandOver', args(story, 'zhou', 'gao', 'cosign')))).not.toContain('gao')
    for (const who of ['li', 'zhao']) story.approve(who, morning)
    expect(story.open()).toEqual(['gao'])
    expect(stepsAhead(story.state(), 'li')).toEqual([])
    // a step that is passed is none to come
    expect(story.refused('zhao', morning, 'HandOver', args(story, 'li', 'wu', 'review'))).toBe('WF-HANDOVER')
  })

  it('of a parallel step one of several is replaced, and nobody is asked there twice', () => {
    const directory = county('all')
    const routes = directory.routes.map((one) => ({
      ...one,
      steps: one.steps.map((s) => (s.id === 'cosign' ? { ...s, mode: 'parallel' as const } : s)),
    }))
    const posts = [...directory.posts, post('feng', '冯雪', '副镇长', 'deputyLeader')]
    const story = begun({ ...directory, posts, routes }, { ...people, cosign: ['zhou', 'gao'] })
    expect(story.refused('zhao', morning, 'HandOver', args(story, 'gao', 'zhou', 'cosign'))).toBe('WF-HANDOVER')
    const doc = story.done('zhao', morning, 'HandOver', args(story, 'gao', 'feng', 'cosign'))
    expect([doc.assignees['cosign']?.userId, doc.also?.['cosign']?.map((one) => one.userId)]).toEqual(['zhou', ['feng']])
    for (const who of ['li', 'zhao']) story.approve(who, morning)
    expect(story.open()).toEqual(['zhou', 'feng'])
  })
})

describe('WF-139 who has left by then', () => {
  const directory = county('all')
  const routes = directory.routes.map((one) => ({
    ...one,
    steps: one.steps.map((s) => (s.id === 'cosign' ? { ...s, mode: 'parallel' as const } : s)),
  }))
  const posts = [...directory.posts, post('feng', '冯雪', '副镇长', 'deputyLeader')]
  const now = { ...directory, posts, routes }
  const without = (...gone: string[]) => ({ ...now, posts: posts.filter((one) => !gone.includes(one.userId)) })
  const atCosign = (...gone: string[]) => {
    const story = begun(now, { ...people, cosign: ['zhou', 'gao', 'feng'] })
    story.approve('li', morning)
    story.done('zhao', morning, 'Approve', story.opinion('zhao', morning), { directory: without(...gone) })
    return story
  }

  it('of several at a parallel step the others are asked, and all of those are waited for', () => {
    const story = atCosign('gao')
    expect(story.open()).toEqual(['zhou', 'feng'])
    expect(story.approve('feng', morning).step).toBe('cosign')
    expect(story.approve('zhou', morning).step).toBe('sign')
    const one = atCosign('zhou', 'gao')
    expect(one.open()).toEqual(['feng'])
    expect(one.approve('feng', morning).step).toBe('sign')
  })

  it('where all of them have left the turn is for everybody of that role, and nobody of it is told', () => {
    const newer = {
      ...without('zhou', 'gao', 'feng'),
      posts: [...without('zhou', 'gao', 'feng').posts, post('tian', '田苗', '副镇长', 'deputyLeader')],
    }
    const story = begun(now, { ...people, cosign: ['zhou', 'gao', 'feng'] })
    story.approve('li', morning)
    const agree = story.opinion('zhao', morning)
    const nobody = { directory: without('zhou', 'gao', 'feng') }
    expect(story.refused('zhao', morning, 'Approve', agree, nobody)).toContain('WF-NO-ROLE')
    story.done('zhao', morning, 'Approve', agree, { directory: newer })
    expect(story.open()).toEqual(['tian'])
  })
})

describe('WF-86 传阅 and WF-87 阅知', () => {
  it('never blocks and is cancelled by neither 退回 nor 撤回 (platform#6985); who read offline read then', () => {
    const story = begun()
    const readers = ['sun', 'wu', 'he'].map((userId) => ({ userId, taskId: v7() }))
    story.done('li', morning, 'Circulate', { readers, text: '请阅' })
    expect(story.state().step).toBe('review')
    story.done('li', morning, 'Return', story.opinion('li', morning, { toStep: 'draft', text: '再核' }))
    const again = { assignees: people, text: '', signedOn: '2026-08-03', basisSm3: storySm3(1), nextTaskId: v7() }
    story.done('wang', morning, 'SubmitDraft', again)
    story.done('wang', morning, 'Withdraw', { text: '', signedOn: '2026-08-03', nextTaskId: v7() })
    expect(story.open()).toEqual(expect.arrayContaining(['sun', 'wu', 'he']))
    const read = { taskId: readers[0]?.taskId, text: '', signedOn: '2026-08-03', basisSm3: storySm3(1) }
    const offline = at('2026-08-03T11:20:00')
    expect(story.refused('wu', '2026-08-03T16:00:00', 'NoteRead', read)).toBe('WF-NOT-YOURS')
    story.done('sun', '2026-08-03T16:00:00', 'NoteRead', read, { authoredAt: offline })
    const task = story.state().tasks.find((one) => one.id === read.taskId)
    expect(task).toMatchObject({ result: 'read', readAt: offline, doneAt: at('2026-08-03T16:00:00'), dueAt: null })
    const count = story.state().opinions.length
    story.done('wu', morning, 'NoteRead', { ...read, taskId: readers[1]?.taskId, text: '已阅，无意见' })
    expect(story.state().opinions.length).toBe(count + 1)
    expect(story.refused('he', morning, 'Approve', story.opinion('he', morning))).not.toBe('applied')
  })

  it('who reads already is asked once; strangers to the organ and to the document are refused', () => {
    const story = begun()
    const to = (userId: string) => ({ readers: [{ userId, taskId: v7() }], text: '' })
    expect(story.refused('gao', morning, 'Circulate', to('sun'))).toBe('WF-NOT-YOURS')
    expect(story.refused('li', morning, 'Circulate', to('shi'))).toBe('WF-TARGET')
    story.done('li', morning, 'Circulate', to('sun'))
    const before = story.state().tasks.length
    expect(story.done('qian', morning, 'Circulate', to('sun')).tasks.length).toBe(before)
  })
})

describe('WF-89 opinions that contradict', () => {
  it('a late opinion against what was done in the turn meanwhile is put before the office', () => {
    const story = begun()
    for (const who of ['li', 'zhao']) story.approve(who, morning)
    const taskId = story.theirs('zhou') ?? ''
    const delegates = [{ id: v7(), person: story.person('gao'), until: at('2026-08-14T23:59:59'), canSign: false }]
    story.happened([{ type: 'DelegatesSet', taskId, delegates }], at(morning))
    story.done('gao', morning, 'Return', story.opinion('zhou', morning, { toStep: 'draft', text: '数据需核实' }))
    const late = { refused: v7(), step: 'cosign', stance: 'agree', text: '同意', signedOn: '2026-08-03', basisSm3: storySm3(1) }
    const doc = story.done('zhou', '2026-08-03T16:00:00', 'AddSupplement', late)
    expect(doc.state).toBe('F0')
    expect(doc.tasks.at(-1)).toMatchObject({
      kind: 'read',
      assignee: { userId: 'zhao' },
      pool: [{ userId: 'qian' }],
      given: { how: 'contradiction', reason: '高文：数据需核实' },
    })
    expect(placesOf(doc, 'qian')).toEqual(['todo'])
  })
})
