import { levels, type Kind } from './plan.ts'
import type { Cell } from './property.ts'

/** What is told of one library: its cells, or why there are none. */
export type Row =
  | { name: string; version: string; license: string; how: string; cannot: Partial<Record<Kind, string>>; cells: Cell[] }
  | { name: string; version: string; missing: string }

type Run = { date: string; seed: number; sequences: number; length: number; prosemirror: Record<string, string> }

/** What §1.1 of the design names beside, and why it is not in the table. */
const others: readonly [string, string][] = [
  [
    'prosemirror-changeset 2.4.6 (MIT)',
    'no tracker: it compares two documents for display; there is nothing to accept or reject',
  ],
  ['superdoc 2.11.0 (AGPL-3.0)', 'a whole Word editor bound to its own document model; its licence rules it out, read only'],
  ['Fidus Writer (AGPL-3.0)', 'a server application, its tracker is not on npm; its licence rules it out, read only'],
  ['@eigenpal/docx-js-editor 0.5.3 (MIT)', 'a whole .docx editor in React bound to its own schema; not driven here'],
  ['tiptap-redlines-extension', 'not on npm (404)'],
  ['@y/prosemirror 2', 'not on npm (404); suggestions live in Yjs 14, a pre-release'],
  ['Tiptap tracked changes, CKEditor 5', 'sold, source closed or paid'],
]

const percent = (part: number, of: number): string => {
  const share = (part / of) * 100
  return `${part < of && share > 99.5 ? '> 99' : part > 0 && share < 0.5 ? '< 1' : Math.round(share)} %`
}

/** Share of sequences in which both properties held; in brackets the share when zero-width spaces are overlooked. */
function share(cell: Cell): string {
  if (cell.notOffered !== undefined) return 'not offered'
  const strict = percent(cell.held, cell.sequences)
  const lenient = percent(cell.heldLenient, cell.sequences)
  return strict === lenient ? strict : `${strict} (${lenient})`
}

const broke = (cell: Cell): string =>
  cell.notOffered === undefined ? `${cell.rejectBroke} / ${cell.acceptBroke} / ${cell.threw}` : 'not offered'

function table(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...lines.map(line)].join('\n')
}

function byLevel(rows: readonly Row[], cellText: (cell: Cell) => string): string {
  const head = ['Library', ...levels.map(({ name, label }) => `${name} ${label}`)]
  return table(
    head,
    rows.map((row) => {
      const who = `${row.name} ${row.version}`
      return 'cells' in row
        ? [who, ...row.cells.map(cellText)]
        : [who, `not run: ${row.missing}`, ...levels.slice(1).map(() => '')]
    }),
  )
}

/** docs/libraries.md, written by `npm run bench -- libraries`. */
export function page(rows: readonly Row[], run: Run): string {
  const tested = rows.filter((row) => 'cells' in row)
  const versions = ['model', 'state', 'transform', 'view'].map(
    (part) => `${part} ${run.prosemirror[`prosemirror-${part}`] ?? '?'}`,
  )
  const left = tested.flatMap((row) => Object.entries(row.cannot).map(([kind, why]) => `- ${row.name}: ${kind}: ${why}.`))
  return `# The same property test on the open trackers and on ours

Written by \`npm run bench -- libraries\` on ${run.date}; do not edit. The figures, with the first failing sequence of each cell: \`artifacts/bench/libraries.json\`.

Random documents of 2–5 paragraphs; per level ${run.sequences} sequences of up to ${run.length} edits, seeds from ${run.seed} (+ 100,000 per level), the same starts and edits for every library. One author, no history. After **every** edit two properties must hold:

- **R**: everything rejected is the original document;
- **A**: everything accepted is what an editor without tracking gives for the same edits.

Share of sequences in which both held after every edit; in brackets the share when zero-width spaces (U+200B) left in the text are overlooked:

${byLevel(rows, share)}

Sequences in which R broke / A broke / the library threw, to the letter:

${byLevel(rows, broke)}

## How it is done

- Each library runs in a real ProseMirror or Tiptap editor in Chromium, used as its README says, all on one copy of ProseMirror (${versions.join(', ')}).
- A document is compared by its paragraphs: alignment, list or not, letters, bold. Marks of a tracker that are still there after everything was decided count as a fault; how lists are grouped and which attributes a tracker keeps for itself do not.
- Places are told by the letters around them, and no letter comes twice. The caret never stands inside struck text or in an empty paragraph; for an edit of a whole paragraph the textblock is chosen that makes the library right, if there is one.
- Versions are the newest the package registry serves; the repositories of the first two are further on (0.1.9 and 0.5.5 when last read).
- A sequence stops when a property breaks other than by a zero-width space, or the library throws. "Not offered" is no fault: the edit is left out of that level and the later ones.
- Two libraries needed more than a transaction: tiptap-track-changes listens to keys, so it gets keys, and from L4 on a selection is deleted with Backspace before it is typed over (a look set for typing does not outlive that in it); track-change-extension needs the late \`editor.state\` of Tiptap's Vue 3 editor, which is imitated.
- @manuscripts/track-changes-plugin makes random ids, so its counts may differ by one or two from run to run.
- Bold is set by a mark step, the attribute by an attribute step, a list by wrapping (ours: an attribute).

${table(
  ['Library', 'Licence', 'Driven by'],
  tested.map((row) => [`${row.name} ${row.version}`, row.license, row.how]),
)}

Left out because a library does not offer it:

${left.join('\n')}

Named in the survey and not in the table:

${others.map(([name, why]) => `- ${name}: ${why}.`).join('\n')}
`
}
