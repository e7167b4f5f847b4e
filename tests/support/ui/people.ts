import type { Node as PmNode } from 'prosemirror-model'
import type { Step } from 'prosemirror-transform'
import { expect } from 'vitest'
import { v7 } from 'uuid'
import { makeDocument, type DocumentContent } from '../../../src-shared/document/make.ts'
import { listChanges } from '../../../src-shared/revision/changes.ts'
import { deriveSteps, stripChanges } from '../../../src-shared/revision/derive.ts'
import { rebaseSteps } from '../../../src-shared/revision/rebase.ts'
import { acceptAll, resolveDoc } from '../../../src-shared/revision/resolve.ts'
import { selfCheckMerge, verifySubmission } from '../../../src-shared/revision/verify.ts'
import { originalOf } from '../../../src-shared/revision/views.ts'
import { lines, marked } from './marks.ts'
import { openTestPage, type TestPage } from './open-page.ts'

/** One person's desk: a page of their own, and what of it the server has. */
export type Desk = TestPage & {
  name: string
  /** hands in what is new, as the server takes it: derived, verified, laid over the newest version, checked */
  submit: () => void
  /** takes the newest version over, under what is not handed in yet */
  receive: () => void
}

export type People = {
  desk: (name: string) => Desk
  /** the newest version at the server */
  head: () => PmNode
  /**
   * Everyone hands in, in this order, and then everyone receives. Proves that without the others' new changes each has
   * exactly their own text (RV-22).
   */
  merge: (...order: readonly string[]) => PmNode
  /** the newest version with everything of one person rejected, the rest open */
  without: (name: string) => PmNode
  close: () => void
}

/** Several desks on one document and a server between them, all in one page of the browser. */
export function openPeople(
  content: DocumentContent | PmNode,
  names: readonly string[],
  clocks: Readonly<Record<string, number>> = {},
): People {
  const start = 'type' in content ? (content as PmNode) : makeDocument(content as DocumentContent, v7)
  /** steps that led to each version; version 0 is the start */
  const versions: { doc: PmNode; steps: readonly Step[] }[] = [{ doc: start, steps: [] }]
  const sent = new Set<string>()
  const head = (): PmNode => versions.at(-1)?.doc ?? start

  const open = (name: string): Desk => {
    let count = 0
    let version = 0
    const isNew = (id: string): boolean => id.startsWith(`${name}-`) && !sent.has(id)
    const clock = clocks[name]
    const page = openTestPage(start, {
      author: name,
      newId: () => `${name}-${++count}`,
      isUnsent: isNew,
      ...(clock === undefined ? {} : { clock }),
    })
    const receive = (): void => {
      page.editor.takeOver(head())
      version = versions.length - 1
    }
    const submit = (): void => {
      const work = page.editor.take()
      if (!work) return receive()
      const base = versions[version]?.doc ?? start
      const steps = deriveSteps(base, work.doc, isNew)
      const theirs = versions.slice(version + 1).flatMap((one) => one.steps)
      const honest = verifySubmission({ base, steps, author: name, held: ['check'], tracked: true })
      if (!honest.ok) throw new Error(`${name} refused: ${honest.code} ${honest.detail}`)
      const merged = rebaseSteps(base, steps, theirs)
      expect(merged.dropped).toBe(0)
      const check = selfCheckMerge({ head: head(), merged: merged.doc, isNew })
      if (!check.ok) throw new Error(check.detail)
      versions.push({ doc: merged.doc, steps: merged.steps })
      for (const id of honest.changeIds) sent.add(id)
      receive()
    }
    return { ...page, name, submit, receive }
  }
  const desks = new Map(names.map((name) => [name, open(name)]))
  const desk = (name: string): Desk => {
    const one = desks.get(name)
    if (!one) throw new Error(`no desk of ${name}`)
    return one
  }
  return {
    desk,
    head,
    merge: (...order) => {
      const works = new Map(order.map((name) => [name, desk(name).doc()]))
      for (const name of order) desk(name).submit()
      for (const one of desks.values()) {
        one.receive()
        expect(lines(one.doc())).toEqual(lines(head()))
      }
      expect(originalOf(head()).eq(start)).toBe(true)
      acceptAll(head()).check()
      for (const work of works.values()) {
        const own = new Set(listChanges(work).map((change) => change.id))
        const alone = stripChanges(head(), (id) => !own.has(id))
        expect(marked(alone)).toBe(marked(work))
        expect(alone.eq(work)).toBe(true)
      }
      return head()
    },
    without: (name) => resolveDoc(head(), (who) => (who.author === name ? 'reject' : 'keep')),
    close: () => {
      for (const one of desks.values()) one.close()
    },
  }
}
