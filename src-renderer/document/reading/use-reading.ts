import type { Node as PmNode } from 'prosemirror-model'
import { useMemo } from 'react'
import { v7 } from 'uuid'
import { listChanges } from '../../../src-shared/revision/changes.ts'
import { cleanCopy } from '../../../src-shared/revision/clean-copy.ts'
import { compareVersions } from '../../../src-shared/revision/compare.ts'
import { momentOf } from '../../../src-shared/revision/moment.ts'
import type { Verdict } from '../../../src-shared/revision/types.ts'
import { finalOf, markedOf, originalOf, viewOf } from '../../../src-shared/revision/views.ts'
import { verdicts as verdictsOf, type DocumentState } from '../../../src-shared/workflow/document-state.ts'
import type { DeskData } from '../../data/api.ts'
import { useBranchText } from './use-branch-text.ts'
import { isText, useVersionTexts } from './use-versions.ts'
import type { View } from './view.ts'

/** Author of the marks between two versions: nobody in particular. */
export const COMPARED = 'compared'

const nothingDecided: ReadonlyMap<string, Verdict> = new Map()

/** What stands on the page instead of the document itself. */
export type Reading = {
  /** undefined: all marks, the page one writes on (also while a version is still being fetched) */
  doc: PmNode | undefined
  verdicts: ReadonlyMap<string, Verdict>
  /** why a version did not come */
  failed: string | undefined
  waiting: boolean
  /** two versions: whether their texts differ; marks that are no change of the document are nobody's */
  compared: 'same' | 'differ' | undefined
}

/**
 * The projection a view shows (UI-44). Pure readings: the document is never touched (UI-08), and all but fetched versions
 * come from what is on this desk.
 */
export function useReading(
  view: View,
  text: PmNode | undefined,
  state: DocumentState,
  verdicts: ReadonlyMap<string, Verdict>,
  data: DeskData,
  online: boolean,
): Reading {
  const [from, to] = useVersionTexts(data, state.id, view.kind === 'versions' ? [view.from, view.to] : undefined, text, online)
  const late = useBranchText(data, state.id, view.kind === 'branch' ? view.branchId : undefined, online)
  const { decisions, branches, clean } = state
  return useMemo((): Reading => {
    const verdictOf = (id: string): Verdict | undefined => verdicts.get(id)
    const shown = (doc: PmNode | undefined, decided: ReadonlyMap<string, Verdict> = verdicts): Reading => ({
      doc,
      verdicts: decided,
      failed: undefined,
      waiting: false,
      compared: undefined,
    })
    if (!text) return shown(undefined)
    switch (view.kind) {
      case 'all':
        return shown(undefined)
      case 'original':
        return shown(originalOf(text))
      case 'final':
        return shown(finalOf(text, verdictOf))
      case 'people':
        return shown(viewOf(text, verdictOf, (who) => view.ids.includes(who.author)))
      case 'steps':
        return shown(viewOf(text, verdictOf, (who) => view.ids.includes(who.step)))
      case 'moment': {
        const then = verdictsOf({ decisions: decisions.filter((decision) => decision.at <= view.at) })
        return shown(momentOf(text, view.at), then)
      }
      case 'versions': {
        // 原稿 against now is what the marks say, with everyone's name
        if (view.from === 'original' && view.to === 'now') return shown(markedOf(text, verdictOf))
        if (isText(from) && isText(to)) {
          const ctx = { author: COMPARED, step: '', now: 0, newId: v7, isUnsent: () => false }
          const doc = compareVersions(from, to, verdictOf, ctx)
          return { ...shown(doc, nothingDecided), compared: listChanges(doc).length ? 'differ' : 'same' }
        }
        const failed = [from, to].flatMap((one) => (one && 'code' in one ? [one.code] : []))[0]
        return { ...shown(undefined), failed, waiting: failed === undefined }
      }
      case 'clean':
        return shown(clean ? cleanCopy(text, verdictOf) : undefined, nothingDecided)
      case 'branch': {
        const branch = branches.find((one) => one.id === view.branchId)
        if (!branch || !late || 'code' in late) {
          const failed = late && 'code' in late ? late.code : undefined
          return { ...shown(undefined), failed, waiting: failed === undefined }
        }
        const ctx = { author: branch.by.userId, step: branch.step, now: branch.at, newId: v7, isUnsent: () => false }
        const doc = compareVersions(late.base, late.work, verdictOf, ctx)
        return { ...shown(doc, nothingDecided), compared: listChanges(doc).length ? 'differ' : 'same' }
      }
    }
  }, [view, text, verdicts, decisions, branches, clean, from, to, late])
}
