import type { Node as PmNode } from 'prosemirror-model'
import type { Step } from 'prosemirror-transform'
import { changeSignatures } from '../../src-shared/revision/changes.ts'
import { stepsBetween } from '../../src-shared/revision/suggest.ts'
import { rebaseSteps } from '../../src-shared/revision/rebase.ts'
import { selfCheckMerge } from '../../src-shared/revision/verify.ts'

export type Merged = { ok: true; doc: PmNode; steps: readonly Step[] } | { ok: false; detail: string }

/**
 * Brings steps made on `base` onto `head`, which others' tracked changes led to. The merge stands only if without the new
 * changes it is the head exactly, its original is the same, it is a sound document, and nothing found no place (SY-21).
 * `fresh`: the ids of the changes the steps bring.
 */
export function merge(base: PmNode, mine: readonly Step[], head: PmNode, fresh: ReadonlySet<string>): Merged {
  try {
    const merged = rebaseSteps(base, mine, stepsBetween(base, head))
    if (merged.dropped > 0) return { ok: false, detail: `${merged.dropped} steps found no place` }
    merged.doc.check()
    const found = changeSignatures(merged.doc)
    const gone = [...fresh].find((id) => !found.has(id))
    if (gone !== undefined) return { ok: false, detail: `change ${gone} is gone` }
    const check = selfCheckMerge({ head, merged: merged.doc, isNew: (id) => fresh.has(id) })
    return check.ok ? { ok: true, doc: merged.doc, steps: merged.steps } : check
  } catch (error) {
    return { ok: false, detail: String(error) }
  }
}
