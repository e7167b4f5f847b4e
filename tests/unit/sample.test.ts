import { beforeAll, describe, expect, it } from 'vitest'
import { stateCalendar } from '../../src-shared/calendar/calendars.ts'
import { dateOf, dueAt, isWorkingDay, nextWorkingInstant } from '../../src-shared/calendar/working-days.ts'
import { bodySm3 } from '../../src-shared/document/body-json.ts'
import { sm3 } from '../../src-server/sm3.ts'
import { canonicalJson } from '../../src-shared/document/canonical.ts'
import { hasChanges, headerOf } from '../../src-shared/document/header.ts'
import { schema } from '../../src-shared/document/schema.ts'
import { listChanges } from '../../src-shared/revision/changes.ts'
import { deriveSteps } from '../../src-shared/revision/derive.ts'
import { verifySubmission } from '../../src-shared/revision/verify.ts'
import { candidates, directory as directorySchema, issuingUnit, type Directory } from '../../src-shared/workflow/directory.ts'
import { documentState, participants, verdicts } from '../../src-shared/workflow/document-state.ts'
import { SAMPLE_PASSWORD, sampleCounty } from '../../src-server/sample/county.ts'

const now = Date.parse('2026-11-22T10:00:00+08:00')
const make = (seed = 1, at = now) => sampleCounty({ seed, now: at, passwordHash: '$argon2id$test' })
let county: ReturnType<typeof make>
let directory: Directory

beforeAll(() => {
  county = make()
  directory = { version: 1, county: county.county, units: county.units, posts: county.posts, routes: county.routes }
  console.info(
    `sample: ${county.users.length} people, ${county.posts.length} posts, ${county.units.length} units with sections, ${county.documents.length} files`,
  )
})

const byLogin = (login: string) => county.users.find((u) => u.login === login)?.id ?? ''

describe('units and people', () => {
  it('[SC] has 98 units in 12 categories and sections beside them', () => {
    const organs = county.units.filter((u) => !u.inner)
    expect(organs).toHaveLength(98)
    expect(new Set(organs.map((u) => u.category)).size).toBe(12)
    expect(new Set(county.units.map((u) => u.id)).size).toBe(county.units.length)
    expect(new Set(organs.map((u) => u.name)).size).toBe(98)
    expect(new Set(organs.flatMap((u) => u.prefixes)).size).toBe(organs.flatMap((u) => u.prefixes).length)
    for (const unit of county.units) {
      if (unit.parentId !== null) expect(county.units.some((u) => u.id === unit.parentId)).toBe(true)
      expect(unit.inner).toBe(unit.prefixes.length === 0)
    }
    expect(county.units.filter((u) => u.inner).map((u) => u.shortName)).toEqual(
      expect.arrayContaining(['柳河镇党政办公室', '柳河镇水利站', '县政府办秘书科']),
    )
  })

  it('[SC] has 4,663 people, each with a post, logins in pinyin and unique', () => {
    expect(county.users).toHaveLength(4663)
    expect(new Set(county.users.map((u) => u.login)).size).toBe(4663)
    expect(new Set(county.users.map((u) => u.id)).size).toBe(4663)
    for (const user of county.users) expect(user.login).toMatch(/^[a-z]+\d*$/)
    const withPost = new Set(county.posts.map((p) => p.userId))
    expect(withPost.size).toBe(4663)
    expect(new Set(county.posts.map((p) => p.id)).size).toBe(county.posts.length)
  })

  it('[SC] lets the route of every unit be walked', () => {
    const route = county.routes[0]
    if (!route) throw new Error('no route')
    expect(route.steps.map((s) => s.name)).toEqual(['拟稿', '部门审核', '核稿', '审签', '签发'])
    for (const unit of county.units.filter((u) => !u.inner)) {
      for (const step of route.steps)
        expect(candidates(directory, unit.id, step).length, `${unit.name} ${step.name}`).toBeGreaterThan(0)
    }
    directorySchema.parse(directory)
  })

  it('[SC] offers one sign-in of each role of the main flow; three administrators hold nothing else', () => {
    expect(county.signIns.map((s) => s.name)).toEqual([
      '王芳',
      '李建国',
      '赵敏',
      '周强',
      '陈立新',
      '孙丽',
      '何伟',
      '马骏',
      '高文',
      '林国栋',
      '程远',
      '方静',
      '石磊',
    ])
    expect(county.password).toBe(SAMPLE_PASSWORD)
    for (const { login } of county.signIns) expect(byLogin(login), login).not.toBe('')
    for (const login of ['sysadmin01', 'secadmin01', 'auditor01'])
      expect(county.posts.filter((p) => p.userId === byLogin(login))).toHaveLength(1)
    const named = county.users.filter((u) => u.name === '王芳' || u.name === '陈立新')
    expect(named.map((u) => u.login)).toEqual(['wangfang', 'chenlixin'])
  })
})

describe('files', () => {
  it('[SC] every body and state is valid, hashed, and dated in the past', () => {
    expect(county.documents.filter((d) => d.state.state === 'F6').length).toBeGreaterThanOrEqual(22)
    expect(county.documents.filter((d) => d.state.state !== 'F6').length).toBeGreaterThanOrEqual(12)
    for (const { state, versions } of county.documents) {
      documentState.parse(state)
      expect(versions.map((v) => v.version)).toEqual(versions.map((_, i) => i + 1))
      expect(state.bodyVersion).toBe(versions.length)
      for (const { body, at, author } of versions) {
        const doc = schema.nodeFromJSON(body)
        doc.check()
        expect(at).toBeLessThan(now)
        expect(participants(state)).toContain(author)
      }
      const head = schema.nodeFromJSON(versions.at(-1)?.body)
      expect(bodySm3(sm3, head)).toBe(state.bodySm3)
      expect(headerOf(head)).toEqual(state.header)
      expect(hasChanges(schema.nodeFromJSON(versions[0]?.body))).toBe(false)
      const times = [
        state.createdAt,
        state.updatedAt,
        ...state.tasks.flatMap((t) => [t.arrivedAt, t.openedAt ?? 0, t.doneAt ?? 0]),
        ...state.opinions.map((o) => o.at),
      ]
      for (const time of times) expect(time).toBeLessThan(now)
    }
  })

  it('[SC] every task is held by someone who may, and arrived in working hours', () => {
    for (const { state } of county.documents) {
      for (const task of state.tasks) {
        const role = task.step === 'recheck' ? 'officeChecker' : state.route.steps.find((s) => s.id === task.step)?.role
        const post = directory.posts.find(
          (p) => p.userId === task.assignee.userId && p.role === role && p.unitId === task.assignee.unitId,
        )
        expect(post && issuingUnit(directory, post.unitId)?.id, `${state.header.title} ${task.step}`).toBe(state.unitId)
        expect(
          nextWorkingInstant(task.arrivedAt, stateCalendar) - task.arrivedAt,
          new Date(task.arrivedAt).toISOString(),
        ).toBeLessThanOrEqual(2.5 * 3_600_000)
        expect(isWorkingDay(dateOf(task.arrivedAt), stateCalendar)).toBe(true)
        if (task.openedAt !== null) expect(task.openedAt).toBeGreaterThanOrEqual(task.arrivedAt)
      }
      expect(state.tasks.filter((t) => t.doneAt === null)).toHaveLength(1)
      expect(state.tracked).toBe(state.opinions.length > 0)
    }
  })

  it('[SC] signing listed exactly the changes left open', () => {
    for (const { state, versions } of county.documents) {
      if (!state.signed) continue
      const decided = verdicts(state)
      const open = listChanges(schema.nodeFromJSON(versions.at(-1)?.body))
        .map((c) => c.id)
        .filter((id) => !decided.has(id))
      expect(state.signed.openChanges.toSorted()).toEqual(open.toSorted())
      expect(state.signed.signedOn).toBe(dateOf(state.signed.at))
    }
  })

  it('[SC] everyone of the main flow has something to do or to follow', () => {
    const open = (login: string) =>
      county.documents.filter((d) => d.state.tasks.some((t) => t.doneAt === null && t.assignee.userId === byLogin(login))).length
    const followed = (login: string) => county.documents.filter((d) => participants(d.state).includes(byLogin(login))).length
    const table = ['wangfang', 'lijianguo', 'zhaomin', 'zhouqiang', 'chenlixin', 'majun', 'gaowen', 'linguodong'].map(
      (login) => ({ login, open: open(login), in: followed(login) }),
    )
    console.info(table.map((t) => `${t.login} ${t.open} open of ${t.in}`).join(', '))
    for (const row of table) {
      expect(row.open, row.login).toBeGreaterThan(0)
      expect(row.in, row.login).toBeGreaterThan(row.open)
    }
    const overdue = county.documents.filter(({ state }) => {
      const task = state.tasks.find((t) => t.doneAt === null)
      const limit = state.route.steps.find((s) => s.id === task?.step)?.limitHours
      return task && limit ? dueAt(task.arrivedAt, limit, stateCalendar).at < now : false
    })
    expect(overdue).toHaveLength(1)
  })

  it('[SC] files under way carry true tracked changes, one of them nested', () => {
    const tracked = county.documents.filter(
      (d) => d.state.state !== 'F6' && hasChanges(schema.nodeFromJSON(d.versions.at(-1)?.body)),
    )
    expect(tracked.length).toBeGreaterThanOrEqual(4)
    let nested = 0
    for (const { state, versions } of tracked) {
      schema.nodeFromJSON(versions.at(-1)?.body).descendants((node) => {
        for (const mark of node.marks) {
          if (mark.type.name !== 'ins' && mark.type.name !== 'del') continue
          expect(state.tasks.some((t) => t.assignee.userId === mark.attrs['author'] && t.step === mark.attrs['step'])).toBe(true)
        }
        const authors = new Set(node.marks.map((m) => String(m.attrs['author'])))
        if (authors.size > 1) nested += 1
      })
    }
    expect(nested).toBeGreaterThan(0)
  })

  it('[SC] the server can prove every version: the one before plus changes signed by its author at its step', () => {
    const kinds = new Map<string, number>()
    for (const { state, versions } of county.documents) {
      for (const [i, { body, author, step, at }] of versions.entries()) {
        const before = versions[i - 1]
        if (!before) continue
        const base = schema.nodeFromJSON(before.body)
        const working = schema.nodeFromJSON(body)
        const old = new Set(listChanges(base).map((c) => c.id))
        const fresh = listChanges(working).filter((c) => !old.has(c.id))
        for (const change of fresh) kinds.set(change.kind, (kinds.get(change.kind) ?? 0) + 1)
        expect(fresh.length, state.header.title).toBeGreaterThan(0)
        const steps = deriveSteps(base, working, (id) => !old.has(id))
        const proof = verifySubmission({ base, steps, author, held: [step], tracked: true, now: at })
        expect(proof.ok ? proof.doc.eq(working) : proof, state.header.title).toBe(true)
      }
    }
    console.info(`sample changes: ${[...kinds].map(([kind, n]) => `${n} ${kind}`).join(', ')}`)
  })

  it('[SC] is the same for the same seed, another for another', () => {
    const again = make()
    expect(canonicalJson(again)).toBe(canonicalJson(county))
    expect(canonicalJson(make(2).users)).not.toBe(canonicalJson(county.users))
  })

  it('[SC] can be made at any moment, also in a year without a notice', () => {
    for (const at of ['2026-02-18T03:00:00+08:00', '2027-06-01T12:00:00+08:00', '2031-01-01T00:00:00+08:00']) {
      const moment = Date.parse(at)
      const other = make(7, moment)
      for (const { state } of other.documents) expect(state.updatedAt).toBeLessThan(moment)
    }
  })
})
