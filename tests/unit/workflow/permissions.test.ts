import { expect, it } from 'vitest'
import { v7 } from 'uuid'
import type { CommandName } from '../../../src-shared/workflow/commands.ts'
import { roleCodes, type Directory } from '../../../src-shared/workflow/directory.ts'
import { openTurn, type StateName } from '../../../src-shared/workflow/document-state.ts'
import { permissionTable, type Column } from '../../support/permission-table.ts'
import { routeStory, storySm3 } from '../../support/route-story.ts'
import { post, smallCounty } from '../../support/small-county.ts'

const columns: readonly Column[] = [...roleCodes, 'stranger']
const states: readonly StateName[] = ['F0', 'F1', 'F3', 'F4', 'F5', 'F6', 'X1']
/** One person for each post, another beside each to give turns to, and an organ that can be asked. */
const directory: Directory = {
  ...smallCounty,
  posts: [
    ...roleCodes.map((role) => post(role, role, '', role)),
    ...roleCodes.map((role) => post(`${role}-2`, role, '', role)),
    post('stranger', '外人', '', 'officeChecker', 'shiqiao'),
    post('stranger-leader', '外人', '', 'leader', 'shiqiao'),
  ],
}
const people = { review: 'sectionHead', check: 'officeChecker', cosign: 'deputyLeader', sign: 'leader' }
const when = '2026-08-03T15:00:00'
const day = '2026-08-03'
const steps = ['review', 'check', 'cosign', 'sign'] as const

/** A document as it stands in a state, nobody having looked at it. */
function inState(state: StateName) {
  const story = routeStory(directory)
  story.begin('drafter', people)
  if (state === 'X1') story.done('officeChecker', when, 'Terminate', { reason: '不宜发文' })
  const order: readonly StateName[] = ['F1', 'F3', 'F4', 'F5', 'F6']
  for (const [i, step] of steps.entries()) {
    if (state === 'F0' || state === 'X1' || i >= order.indexOf(state)) break
    if (step !== 'sign') story.approve(people[step], when)
    else story.done('leader', when, 'Sign', { ...story.opinion('leader', when), bodySm3: storySm3(1), openChanges: [] })
  }
  return story
}

/** A draft that was never handed on. */
function draft() {
  const story = routeStory(directory)
  const header = { docType: '通知', urgency: '', secrecy: '', openness: '', title: '通知', mainTo: '', copyTo: '', issuer: '' }
  const body = { version: 1, sm3: storySm3(1), header }
  story.done('drafter', when, 'CreateDraft', { unitId: 'liuhe-office', body: {}, bodySm3: storySm3(1) }, { body })
  return story
}

/** Arguments that fit a document as well as they can: what remains is the right to give the command. */
function argsFor(name: CommandName, story: ReturnType<typeof draft>): object {
  const doc = story.state()
  const turn = openTurn(doc)
  const holder = turn?.assignee.userId ?? 'leader'
  const taskId = turn?.id ?? v7()
  const said = { taskId, text: '同意', signedOn: day, basisSm3: storySm3(1), nextTaskId: v7() }
  const giving = { taskId, userId: `${holder}-2`, reason: '出差', nextTaskId: v7() }
  const all: Partial<Record<CommandName, object>> = {
    SubmitBody: { baseVersion: 1, baseSm3: storySm3(1), steps: [{}], resultSm3: storySm3(2), step: doc.step },
    SubmitDraft: { ...said, assignees: people },
    Return: { ...said, toStep: 'draft' },
    Sign: { ...said, bodySm3: storySm3(1), openChanges: [] },
    AddSigner: { ...giving, where: 'before' },
    Transfer: giving,
    Reassign: giving,
    Circulate: { readers: [{ userId: 'archivist-2', taskId: v7() }], text: '请阅' },
    Urge: { taskId, text: '请尽快' },
    SuspendTurn: { taskId, reason: '等待批复' },
    ResumeTurn: { taskId },
    ExtendTurn: { taskId, days: 2, reason: '情况复杂' },
    Terminate: { reason: '不宜发文' },
    OpenConsult: { roundId: v7(), asks: [{ unitId: 'shiqiao', taskId: v7() }], days: 7, text: '请提意见' },
  }
  return all[name] ?? said
}

it('domain.md §4.5 every command, post and state: allowed exactly where the table says', () => {
  let count = 0
  let allowed = 0
  const wrong: string[] = []
  for (const [name, row] of Object.entries(permissionTable) as [
    CommandName,
    NonNullable<(typeof permissionTable)[CommandName]>,
  ][])
    for (const state of states)
      for (const column of columns) {
        const story = state === 'F0' ? draft() : inState(state)
        expect(story.state().state).toBe(state)
        const header = story.state().header
        const body = { version: 2, sm3: storySm3(2), header }
        const decided = story.run(column, when, name, argsFor(name, story), name === 'SubmitBody' ? { body } : {})
        const expected = row.states.includes(state) && row.who(state).includes(column)
        count += 1
        if (decided.ok) allowed += 1
        if (decided.ok !== expected)
          wrong.push(`${name} ${column} ${state}: ${decided.ok ? 'applied' : decided.code}, expected ${expected}`)
      }
  console.log(`${count} cases, ${allowed} allowed`)
  expect(wrong).toEqual([])
  expect(count).toBe(Object.keys(permissionTable).length * columns.length * states.length)
})
