import type { Node as PmNode } from 'prosemirror-model'
import { stateCalendar } from '../../src-shared/calendar/calendars.ts'
import { dateOf, dueAt, workingDuration } from '../../src-shared/calendar/working-days.ts'
import { bodyJson, bodySm3 } from '../../src-shared/document/body-json.ts'
import { headerOf } from '../../src-shared/document/header.ts'
import { headerDecided } from '../../src-shared/workflow/header-decided.ts'
import { makeDocument } from '../../src-shared/document/make.ts'
import { formatOfficialDate } from '../../src-shared/document/official-date.ts'
import { changeSignatures } from '../../src-shared/revision/changes.ts'
import type { Command } from '../../src-shared/workflow/commands.ts'
import { decide } from '../../src-shared/workflow/decide.ts'
import type { DecideContext } from '../../src-shared/workflow/decide-context.ts'
import { candidates, issuingUnit, type Directory, type StepId } from '../../src-shared/workflow/directory.ts'
import { verdicts, type DocumentState } from '../../src-shared/workflow/document-state.ts'
import type { Person } from '../../src-shared/workflow/person.ts'
import type { BodyResult } from '../../src-shared/workflow/events.ts'
import { evolveAll } from '../../src-shared/workflow/evolve.ts'
import { sm3 } from '../sm3.ts'
import type { SeedDocument, SeedVersion } from '../store/county-seed.ts'
import type { DocumentPlan } from './plans.ts'
import { seeded, uuidAt, type Random } from './random.ts'
import { trackedEdit } from './tracked.ts'

const HOUR = 3_600_000
/** The desk all files were lived at: nobody sits there any more, so none of them is held. */
const sampleDevice = '00000000-0000-7000-8000-000000000001'
/** The route every file of the county took. */
const steps = ['draft', 'review', 'check', 'cosign', 'sign'] as const
type Step = (typeof steps)[number]

/** SM3 of a body's canonical JSON, as the server keeps it (RV-20). */
const sm3OfBody = (doc: PmNode): string => bodySm3(sm3, doc)

/** The instant from which `hours` of working time lead to `at`. */
function workingTimeBefore(at: number, hours: number): number {
  const wanted = hours * HOUR
  let start = at
  while (workingDuration(start, at, stateCalendar) < wanted) start -= 24 * HOUR
  const over = workingDuration(start, at, stateCalendar) - wanted
  return over > 0 ? later(start, over / HOUR) : start
}

/** `hours` of working time after an instant, to the second. */
const later = (at: number, hours: number): number =>
  Math.round(dueAt(at, Math.max(hours, 1 / 3600), stateCalendar).at / 1000) * 1000

const phrases: Record<Step, readonly string[]> = {
  draft: ['请审核。', '初稿已拟好，请审核。', '根据会议要求起草，请审阅。', '有关数据已与业务科室核对，请审核。'],
  review: ['内容属实，请核稿。', '同意，请办公室核稿。', '数据已核对，同意报送。', '已审，请核稿。'],
  check: ['文种、格式已核，请审签。', '已核，拟同意，请审签。', '行文依据充分，文字作了校核，请审签。'],
  cosign: ['同意，请签发。', '同意。', '同意所拟意见，请主要领导签发。'],
  sign: ['同意印发。', '同意。', '发。'],
}

/** A file as it was lived: every step is a real command, decided and applied by the same code that runs the county. */
class Life {
  state: DocumentState | undefined
  body: PmNode
  now: number
  readonly versions: SeedVersion[] = []
  readonly directory: Directory
  readonly random: Random
  readonly plan: DocumentPlan

  constructor(plan: DocumentPlan, directory: Directory, random: Random, start: number, body: PmNode) {
    this.plan = plan
    this.directory = directory
    this.random = random
    this.now = start
    this.body = body
  }

  id(): string {
    return uuidAt(this.now, this.random)
  }

  doc(): DocumentState {
    if (!this.state) throw new Error('sample: no document yet')
    return this.state
  }

  run(actor: Person, command: Command, more: Partial<DecideContext> = {}): void {
    const context = {
      actor,
      now: this.now,
      authoredAt: this.now - this.random.int(300, 1900),
      directory: this.directory,
      device: sampleDevice,
      commandId: command.args.docId,
      ...more,
    }
    const decided = decide(this.state, command, context)
    if (!decided.ok)
      throw new Error(`sample: ${command.name} of ${headerOf(this.body).title}: ${decided.code} ${decided.detail ?? ''}`)
    this.state = evolveAll(this.state, decided.events, this.now)
  }

  /** Keeps the body as the next version. */
  version(author: string, step: StepId): BodyResult {
    const version = this.versions.length + 1
    this.versions.push({ version, author, step, at: this.now, body: bodyJson(this.body) })
    return { version, sm3: sm3OfBody(this.body), header: headerDecided(this.body, this.state) }
  }

  opinion(step: Step): { text: string; signedOn: string; basisSm3: string } {
    return {
      text: this.plan.opinions?.[step] ?? this.random.pick(phrases[step]),
      signedOn: dateOf(this.now),
      basisSm3: this.doc().bodySm3,
    }
  }

  /** The handler's tracked edits at a step, saved as one new version. */
  edit(actor: Person, step: StepId): void {
    const edits = this.plan.edits?.[step]
    if (!edits) return
    const context = { author: actor.userId, step, now: this.now, newId: () => this.id(), isUnsent: () => false }
    for (const edit of edits) this.body = trackedEdit(this.body, edit, context)
    const { bodyVersion, bodySm3: baseSm3, id } = this.doc()
    const body = this.version(actor.userId, step)
    this.run(
      actor,
      { name: 'SubmitBody', args: { docId: id, baseVersion: bodyVersion, baseSm3, steps: [], resultSm3: body.sm3, step } },
      { body },
    )
  }

  /** Ids of all tracked changes in the body, in its order. */
  changeIds(): Set<string> {
    return new Set(changeSignatures(this.body).keys())
  }

  openChanges(): string[] {
    const decided = verdicts(this.doc())
    return [...this.changeIds()].filter((id) => !decided.has(id))
  }
}

/** The people of a file: as the plan names them, else someone who holds the role; a 拟稿人 sits in one of the unit's sections. */
function cast(
  plan: DocumentPlan,
  directory: Directory,
  route: Directory['routes'][number],
  random: Random,
): Record<Step, Person> {
  const unit = issuingUnit(directory, plan.unitId)
  if (!unit) throw new Error(`sample: no unit ${plan.unitId}`)
  const chosen = route.steps.map((step): [StepId, Person] => {
    const login = step.id === 'draft' ? plan.drafter : plan.people?.[step.id]
    const all = candidates(directory, plan.unitId, step)
    const post = login === undefined ? random.pick(all) : all.find((p) => p.userId === `u-${login}`)
    if (!post) throw new Error(`sample: ${login} holds no ${step.role} in ${unit.name}`)
    const at = directory.units.find((u) => u.id === post.unitId)
    return [step.id, { userId: post.userId, name: post.name, unitId: post.unitId, unitName: at?.name ?? unit.name }]
  })
  return Object.fromEntries(chosen) as Record<Step, Person>
}

/** One file with its whole history up to where the plan says it stands; every moment lies in working hours before `now`. */
export function liveThrough(plan: DocumentPlan, directory: Directory, seed: number, now: number): SeedDocument {
  const random = seeded(seed)
  const route = directory.routes[0]
  if (!route) throw new Error('sample: no route')
  const people = cast(plan, directory, route, random)
  const last = plan.at === 'signed' ? steps.length : plan.at === 'returned' ? 3 : steps.indexOf(plan.at as Step)
  // working hours spent at each step: drafting takes longest, most handlers answer within the day
  const spent = steps.slice(0, last).map((step) => (step === 'draft' ? random.int(60, 600) : random.int(12, 420)) / 60)
  const total = spent.reduce((a, b) => a + b, 0)
  const since = plan.since * (1 + random.int(1, 240) / 1000) // so that not every file moves on the hour
  const start = later(workingTimeBefore(now, since + total), 1 / 3600)
  let signedAt = start
  for (const hours of spent) signedAt = later(signedAt, hours)

  const issuedOn = plan.at === 'signed' ? formatOfficialDate(dateOf(signedAt)) : ''
  const content = { ...plan.content, elements: { ...plan.content.elements, issuedOn } }
  const life = new Life(
    plan,
    directory,
    random,
    start,
    makeDocument(content, () => uuidAt(start, random)),
  )
  const docId = uuidAt(start, random) as DocumentState['id']
  const body = life.version(people.draft.userId, 'draft')
  life.run(
    people.draft,
    {
      name: 'CreateDraft',
      args: { docId, unitId: plan.unitId, body: bodyJson(life.body), bodySm3: body.sm3 },
    },
    { body },
  )
  if (last === 0) life.run(people.draft, { name: 'ReleaseLease', args: { docId, leaseId: docId } })
  for (const [i, hours] of spent.entries()) handle(life, steps[i] ?? 'draft', people, hours)
  if (plan.opened === true) {
    life.now = later(life.now, Math.min(0.1, plan.since / 4))
    openTask(life)
  }
  return { state: life.doc(), versions: life.versions }
}

function openTask(life: Life): void {
  const task = life.doc().tasks.find((t) => t.doneAt === null)
  if (task) life.run(task.assignee, { name: 'OpenTask', args: { docId: life.doc().id, taskId: task.id } })
}

/** One handler's turn: opened, edited, changes decided, passed on. */
function handle(life: Life, step: Step, people: Record<Step, Person>, hours: number): void {
  const arrived = life.now
  const actor = people[step]
  const { id: docId, tasks } = life.doc()
  const taskId = tasks.find((t) => t.doneAt === null)?.id
  if (taskId === undefined) throw new Error(`sample: no open task at ${step}`)
  const nextTaskId = (): typeof taskId => life.id() as typeof taskId
  if (step === 'draft') {
    life.now = later(arrived, hours)
    const assignees = Object.fromEntries(steps.slice(1).map((s) => [s, people[s].userId]))
    life.run(actor, { name: 'SubmitDraft', args: { docId, assignees, ...life.opinion('draft'), nextTaskId: nextTaskId() } })
    return
  }
  life.now = later(arrived, hours * 0.3)
  openTask(life)
  if (step === 'check' && life.plan.decided) {
    life.now = later(arrived, hours * 0.5)
    const open = life.openChanges()
    const decisions = life.plan.decided.flatMap((verdict, i) => (open[i] === undefined ? [] : [{ changeId: open[i], verdict }]))
    if (decisions.length > 0)
      life.run(
        actor,
        { name: 'DecideChanges', args: { docId, decisions } },
        {
          changeIds: life.changeIds(),
          header: headerDecided(life.body, life.doc(), decisions),
        },
      )
  }
  life.now = later(arrived, hours * 0.7)
  life.edit(actor, step)
  life.now = later(arrived, hours)
  const opinion = life.opinion(step)
  if (step === 'check' && life.plan.at === 'returned') {
    life.run(actor, { name: 'Return', args: { docId, taskId, toStep: 'draft', ...opinion, nextTaskId: nextTaskId() } })
  } else if (step === 'sign') {
    const { basisSm3, ...rest } = opinion
    const args = { docId, taskId, ...rest, bodySm3: basisSm3, openChanges: life.openChanges() }
    life.run(actor, { name: 'Sign', args }, { changeIds: life.changeIds() })
  } else {
    life.run(actor, { name: 'Approve', args: { docId, taskId, ...opinion, nextTaskId: nextTaskId() } })
  }
}
