import { describe, expect, it } from 'vitest'
import { v7 } from 'uuid'
import { openTurn, standsStill } from '../../../src-shared/workflow/document-state.ts'
import { escalationsOf } from '../../../src-server/jobs/turn-clocks.ts'
import { listRow } from '../../../src-shared/sync/rows.ts'
import { chinaTime as at, routeStory } from '../../support/route-story.ts'
import { begun, county, morning, people } from '../../support/routing-county.ts'

describe('WF-88 催办', () => {
  it('蓝, 橙, 红, and not twice within a working hour', () => {
    const story = begun()
    const urge = (when: string, who = 'qian') => story.refused(who, when, 'Urge', { taskId: story.theirs('li'), text: '请尽快' })
    expect(urge(morning, 'wang')).toBe('WF-NOT-YOURS')
    expect([urge('2026-08-03T11:30:00'), urge('2026-08-03T12:20:00'), urge('2026-08-03T15:00:00', 'xu')]).toEqual([
      'applied',
      'WF-URGED',
      'applied',
    ])
    // the night is no working hour
    expect([urge('2026-08-04T09:00:00'), urge('2026-08-05T09:00:00')]).toEqual(['applied', 'applied'])
    expect(openTurn(story.state())?.urged?.map((one) => one.level)).toEqual(['blue', 'orange', 'red', 'red'])
  })
})

describe('WF-90 turns know when they are due', () => {
  it('from the step’s limit, and from the urgency', () => {
    expect(openTurn(begun().state())?.dueAt).toBe(at('2026-08-06T09:30:00'))
    const urgent = routeStory(county(), { urgency: '特急' })
    urgent.begin('wang', people)
    expect(openTurn(urgent.state())?.dueAt).toBe(at('2026-08-03T15:30:00'))
  })
})

describe('WF-121 中止, 恢复 and 延时 of a turn of 发文', () => {
  const turn = (story: ReturnType<typeof begun>) => openTurn(story.state())
  const of = (story: ReturnType<typeof begun>, more: object = {}) => ({
    taskId: turn(story)?.id,
    reason: '等待省厅批复',
    ...more,
  })
  it('stands still without countdown and reminder until it is resumed, and goes on by the working time it stood', () => {
    const story = begun()
    for (const who of ['wang', 'li', 'zhao']) expect(story.refused(who, morning, 'SuspendTurn', of(story))).toBe('WF-NOT-YOURS')
    expect(story.refused('zhou', morning, 'ResumeTurn', { taskId: turn(story)?.id })).toBe('WF-LIMIT')
    story.done('zhou', morning, 'SuspendTurn', of(story))
    expect(story.refused('chen', morning, 'SuspendTurn', of(story))).toBe('WF-LIMIT')
    expect(story.refused('chen', morning, 'ExtendTurn', of(story, { days: 2 }))).toBe('WF-LIMIT')
    expect(listRow(story.state(), 'li', 0, false, () => 0).dueAt).toBeNull()
    expect(escalationsOf(county(), story.state(), at('2026-08-20T10:00:00'))).toEqual([])
    story.done('xu', '2026-08-04T10:00:00', 'ResumeTurn', { taskId: turn(story)?.id })
    // a 工作日 later than Thursday 09:30
    expect(turn(story)).toMatchObject({
      dueAt: at('2026-08-07T09:30:00'),
      stood: [{ by: { userId: 'zhou' }, reason: '等待省厅批复' }],
    })
    expect(listRow(story.state(), 'li', 0, false, () => 0).dueAt).toBe(at('2026-08-07T09:30:00'))
  })

  it('延时 moves the end by 工作日 and is told of anew; nobody sees to a limit of their own', () => {
    const story = begun()
    const escalation = { level: 'blue' as const, at: at(morning), to: [story.person('li')] }
    story.happened([{ type: 'TurnEscalated', taskId: turn(story)?.id ?? '', escalation }], at(morning))
    story.done('chen', morning, 'ExtendTurn', of(story, { days: 2 }))
    // Thursday and two 工作日: Monday, at the end of work
    expect(turn(story)).toMatchObject({ dueAt: at('2026-08-10T17:30:00'), extended: [{ days: 2, by: { userId: 'chen' } }] })
    expect(turn(story)?.escalated).toBeUndefined()
    for (const who of ['li', 'zhao']) story.approve(who, morning)
    expect(story.refused('zhou', morning, 'ExtendTurn', of(story, { days: 2 }))).toBe('WF-NOT-YOURS')
    expect(story.refused('chen', morning, 'ExtendTurn', of(story, { days: 2 }))).toBe('applied')
  })

  it('what was stopped stays so when units that were asked meanwhile are in, and waits for them when it is resumed before', () => {
    const story = begun()
    story.done('zhou', morning, 'SuspendTurn', of(story))
    const asked = { roundId: v7(), asks: [{ unitId: 'liuhe-office', taskId: v7() }], days: 7, text: '' }
    story.done('li', morning, 'OpenConsult', asked)
    story.done('zhou', '2026-08-03T11:00:00', 'ResumeTurn', { taskId: turn(story)?.id })
    expect(turn(story)?.stood?.at(-1)).toEqual({ from: at('2026-08-03T11:00:00'), to: null })
    story.done('li', '2026-08-03T11:30:00', 'CancelConsult', { units: ['liuhe-office'], reason: '不再征求' })
    // an hour and a half in all
    expect(turn(story)).toMatchObject({ dueAt: at('2026-08-06T11:00:00') })
    expect(standsStill(turn(story) as never)).toBe(false)
    story.done('zhou', '2026-08-03T14:30:00', 'SuspendTurn', of(story))
    story.done('li', '2026-08-03T14:30:00', 'OpenConsult', {
      ...asked,
      roundId: v7(),
      asks: [{ unitId: 'liuhe-office', taskId: v7() }],
    })
    story.done('li', '2026-08-03T15:00:00', 'CancelConsult', { units: ['liuhe-office'], reason: '不再征求' })
    expect(standsStill(turn(story) as never)).toBe(true)
  })
})
