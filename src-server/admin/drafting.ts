import type { Node as PmNode } from 'prosemirror-model'
import type { VersionReport } from './verify-versions.ts'

/** What one person wrote in a row before the first 报送, when nothing is tracked: the first and the last text tell it. */
export type DraftRun = { author: string; from: number; to: number; at: number; until: number; lines: readonly DraftLine[] }
export type DraftLine = { old: string; new: string }

/** The words written without tracking, as differences between the ends of each writer's run; holds two texts at a time. */
export class Drafting {
  private readonly runs: DraftRun[] = []
  private start: { report: VersionReport; doc: PmNode } | undefined
  private end: { report: VersionReport; doc: PmNode } | undefined

  add(report: VersionReport, doc: PmNode | undefined): void {
    if (report.tracked || !doc) return this.close()
    if (this.end && this.end.report.author !== report.author) {
      const before = this.end
      this.close()
      this.start = before
    }
    this.start ??= { report, doc }
    this.end = { report, doc }
  }

  /** All runs; each beyond version 1 with what became of the text in it. */
  all(): readonly DraftRun[] {
    this.close()
    return this.runs
  }

  private close(): void {
    const { start, end } = this
    this.start = undefined
    this.end = undefined
    if (!start || !end || start.report.version === end.report.version) return
    const { author, version, at } = end.report
    this.runs.push({
      author,
      from: start.report.version,
      to: version,
      at: start.report.at,
      until: at,
      lines: differences(start.doc, end.doc),
    })
  }
}

/** Text of every textblock by its id, in order. */
function textsOf(doc: PmNode): Map<string, string> {
  const found = new Map<string, string>()
  doc.descendants((node) => {
    if (node.isTextblock) found.set(String(node.attrs['id']), node.textContent)
    return !node.isTextblock
  })
  return found
}

function differences(was: PmNode, now: PmNode): DraftLine[] {
  const [before, after] = [textsOf(was), textsOf(now)]
  const lines: DraftLine[] = []
  for (const [id, text] of after) {
    const old = before.get(id) ?? ''
    if (old !== text) lines.push(trimmed(old, text))
  }
  for (const [id, old] of before) if (!after.has(id) && old !== '') lines.push({ old, new: '' })
  return lines
}

/** Two texts without what they begin and end with alike; never cut inside a letter of two units. */
function trimmed(old: string, text: string): DraftLine {
  const [a, b] = [[...old], [...text]]
  let head = 0
  while (head < a.length && head < b.length && a[head] === b[head]) head++
  let tail = 0
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++
  return { old: a.slice(head, a.length - tail).join(''), new: b.slice(head, b.length - tail).join('') }
}
