import type { Change } from '../../../src-shared/revision/types.ts'
import type { DocumentState } from '../../../src-shared/workflow/document-state.ts'
import { describeChange } from '../../ui/change-words.ts'
import { stanceWords } from '../../ui/stances.ts'
import { tb } from '../../ui/text-branches.ts'
import { r } from '../../ui/text-revisions.ts'
import { stepWords } from '../../ui/step-words.ts'

/** One moment of a document's life at which something happened. */
export type TimePoint = { at: number; step: string; author: string | undefined; words: string; changeId: string | undefined }

/**
 * The document's life as points in time: its beginning, every change by its stamp, every turn, opinion and decision. What one
 * person changed within the same moment is one point. Pure; needs no line.
 */
export function timePoints(state: DocumentState, changes: readonly Change[]): TimePoint[] {
  const stepName = (id: string): string => stepWords(state.route.steps, id)
  const event = (at: number, step: string, author: string, words: string): TimePoint => ({
    at,
    step,
    author,
    words,
    changeId: undefined,
  })
  const points = [event(state.createdAt, 'draft', state.drafter.userId, r.began)]
  for (const task of state.tasks.slice(1))
    points.push(event(task.arrivedAt, task.step, task.assignee.userId, r.came(stepName(task.step), task.assignee.name)))
  for (const opinion of state.opinions)
    points.push(
      event(
        opinion.at,
        opinion.step,
        opinion.by.userId,
        opinion.text ? r.about(stanceWords[opinion.stance], opinion.text) : stanceWords[opinion.stance],
      ),
    )
  for (const { at, step, by, verdict, changeIds } of state.decisions) {
    const word = verdict === 'accept' ? r.accept : verdict === 'reject' ? r.reject : r.takeBack
    points.push(event(at, step, by.userId, r.decidedSome(word, changeIds.length)))
  }
  for (const { at, step, by, settled } of state.branches) {
    points.push(event(at, step, by.userId, tb.kept(by.name)))
    const words = settled?.how === 'broughtIn' ? tb.wasBroughtIn(by.name) : tb.wasAside(by.name)
    if (settled) points.push(event(settled.at, step, settled.by.userId, words))
  }
  if (state.clean) points.push(event(state.clean.at, 'check', state.clean.by.userId, tb.makeClean))
  points.push(...changePoints(changes))
  return merged(points.toSorted((a, b) => a.at - b.at))
}

/** What happened at the same instant is one step of the slider, so a step always leads on. */
function merged(points: readonly TimePoint[]): TimePoint[] {
  const all: TimePoint[] = []
  for (const point of points) {
    const last = all.at(-1)
    if (last?.at === point.at) all[all.length - 1] = { ...point, words: r.sameMoment(last.words, point.words) }
    else all.push(point)
  }
  return all
}

function changePoints(changes: readonly Change[]): TimePoint[] {
  const moments = new Map<string, Change[]>()
  for (const change of changes) {
    const key = `${change.at} ${change.author}`
    const beside = moments.get(key)
    if (beside) beside.push(change)
    else moments.set(key, [change])
  }
  return [...moments.values()].flatMap((all): TimePoint[] => {
    const [first] = all
    if (!first) return []
    const words = all.length === 1 ? describeChange(first) : r.changedSome(all.length)
    return [{ at: first.at, step: first.step, author: first.author, words, changeId: first.id }]
  })
}

/** The last point at or before a moment. */
export function pointAt(points: readonly TimePoint[], at: number): number {
  let low = 0
  let high = points.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((points[middle]?.at ?? 0) <= at) low = middle + 1
    else high = middle
  }
  return Math.max(0, low - 1)
}

/** Neighbouring points of the same workflow step, as stretches of the time line. */
export function stretches(points: readonly TimePoint[]): { step: string; from: number; to: number }[] {
  const all: { step: string; from: number; to: number }[] = []
  points.forEach((point, i) => {
    const last = all.at(-1)
    if (last?.step === point.step) last.to = i
    else all.push({ step: point.step, from: i, to: i })
  })
  return all
}
