import { isComposing } from '../ui/composing.ts'
import { t } from '../ui/text.ts'
import { tb } from '../ui/text-batch.ts'
import { tc } from '../ui/text-comments.ts'
import { tf } from '../ui/text-findings.ts'
import { tin } from '../ui/text-incoming.ts'
import { tnb } from '../ui/text-numbers.ts'
import { tk } from '../ui/text-lock.ts'
import { tl } from '../ui/text-lease.ts'
import { ti } from '../ui/text-ink.ts'
import { tp } from '../ui/text-pictures.ts'
import { tpg } from '../ui/text-pages.ts'
import { tpr } from '../ui/text-print.ts'
import { tr } from '../ui/text-routing.ts'
import { r } from '../ui/text-revisions.ts'
import { tsr } from '../ui/text-search.ts'
import { tsc } from '../ui/text-safe-copy.ts'
import { viewKinds, viewName } from '../document/reading/view.ts'
import type { CommandContext } from './command-context.ts'
import { placeName, placeOrder } from './place-names.ts'

export type DeskCommand = {
  id: string
  title: string
  group: string
  /** 'Ctrl+K', 'Alt+ArrowDown', 'J'; the first is the one shown */
  keys: readonly string[]
  when: (context: CommandContext) => boolean
  run: (context: CommandContext) => void
  /** shown in the sheet only, as keys of a part of the window that handles them itself */
  localOnly?: boolean | undefined
}

const always = (): boolean => true
const withDoc = (context: CommandContext): boolean => context.doc !== null
const withList = (context: CommandContext): boolean => context.list !== null

/** The one table that feeds shortcuts, palette and the sheet under `?` (UI-02). */
export const commands: readonly DeskCommand[] = [
  {
    id: 'draft.new',
    title: t.newDraft,
    group: t.groupGeneral,
    keys: ['Ctrl+N'],
    when: (c) => c.newDraft !== null,
    run: (c) => c.newDraft?.(),
  },
  { id: 'palette', title: t.cmdPalette, group: t.groupGeneral, keys: ['Ctrl+K'], when: always, run: (c) => c.openPalette() },
  { id: 'search', title: tsr.command, group: t.groupGeneral, keys: ['Ctrl+Shift+F'], when: always, run: (c) => c.openFind() },
  { id: 'sync.now', title: t.cmdSync, group: t.groupGeneral, keys: ['F9'], when: always, run: (c) => c.syncNow() },
  { id: 'sheet', title: t.cmdSheet, group: t.groupGeneral, keys: ['?', 'F1'], when: always, run: (c) => c.openSheet() },
  {
    id: 'rail.toggle',
    title: t.cmdFoldRail,
    group: t.groupGeneral,
    keys: ['Ctrl+\\'],
    when: withDoc,
    run: (c) => c.toggleRail(),
  },
  { id: 'lock', title: tk.lockNow, group: t.groupGeneral, keys: ['Ctrl+L'], when: always, run: (c) => c.lock() },
  { id: 'copy.export', title: tsc.exportTitle, group: t.groupGeneral, keys: [], when: always, run: (c) => c.exportCopy() },
  { id: 'copy.import', title: tsc.importTitle, group: t.groupGeneral, keys: [], when: always, run: (c) => c.importCopy() },
  { id: 'paper.incoming', title: tpr.blankIncoming, group: t.groupGeneral, keys: [], when: always, run: (c) => c.blankSheet() },
  {
    id: 'incoming.paper',
    title: tin.paper,
    group: t.groupGeneral,
    keys: [],
    when: (c) => c.registerPaper !== null,
    run: (c) => c.registerPaper?.(),
  },
  {
    id: 'numbers.book',
    title: tnb.title,
    group: t.groupGeneral,
    keys: [],
    when: (c) => c.numberBook !== null,
    run: (c) => c.numberBook?.(),
  },
  {
    id: 'turns.handOver',
    title: tr.handOver.replace('…', ''),
    group: t.groupGeneral,
    keys: [],
    when: (c) => c.handOver !== null,
    run: (c) => c.handOver?.(),
  },
  { id: 'sign-out', title: t.signOut, group: t.groupGeneral, keys: [], when: always, run: (c) => c.signOut() },
  ...placeOrder.map((place, index): DeskCommand => ({
    id: `go.${place}`,
    title: t.cmdGo(placeName(place)),
    group: t.groupGo,
    keys: [`Ctrl+${index + 1}`],
    when: always,
    run: (c) => c.go(place),
  })),
  {
    id: 'list.next',
    title: t.cmdNextItem,
    group: t.groupList,
    keys: ['J', 'ArrowDown'],
    when: withList,
    run: (c) => c.list?.move(1),
  },
  {
    id: 'list.previous',
    title: t.cmdPreviousItem,
    group: t.groupList,
    keys: ['K', 'ArrowUp'],
    when: withList,
    run: (c) => c.list?.move(-1),
  },
  { id: 'list.open', title: t.cmdOpenItem, group: t.groupList, keys: ['Enter'], when: withList, run: (c) => c.list?.open() },
  {
    id: 'list.batch',
    title: tb.cmdBatch,
    group: t.groupList,
    keys: ['Ctrl+Shift+P'],
    when: (c) => (c.list?.batch ?? null) !== null,
    run: (c) => c.list?.batch?.(),
  },
  {
    id: 'list.acts',
    title: tb.cmdActs,
    group: t.groupList,
    keys: ['Ctrl+Shift+Enter'],
    when: (c) => (c.list?.acts ?? null) !== null,
    run: (c) => c.list?.acts?.(),
  },
  ...(
    [
      [tb.cmdMark, '空格'],
      [tb.cmdMarkRange, 'Shift+↑↓'],
      [tb.cmdMarkAll, 'Ctrl+A'],
    ] as const
  ).map(([title, key]): DeskCommand => ({
    id: `list ${key}`,
    title,
    group: t.groupList,
    keys: [key],
    when: () => false,
    run: () => undefined,
    localOnly: true,
  })),
  { id: 'list.back', title: t.cmdBack, group: t.groupList, keys: ['Escape'], when: withDoc, run: (c) => c.doc?.back() },
  {
    id: 'doc.primary',
    title: t.cmdPrimary,
    group: t.groupDocument,
    keys: ['Ctrl+Enter'],
    when: withDoc,
    run: (c) => c.doc?.primary(),
  },
  {
    id: 'doc.comment',
    title: tc.add,
    group: t.groupDocument,
    keys: ['Ctrl+Alt+M'],
    when: withDoc,
    run: (c) => c.doc?.comment(),
  },
  {
    id: 'doc.circle',
    title: ti.cmdCircle,
    group: t.groupDocument,
    keys: ['Alt+O'],
    when: withDoc,
    run: (c) => c.doc?.ink('circled'),
  },
  {
    id: 'doc.write',
    title: ti.cmdWrite,
    group: t.groupDocument,
    keys: ['Alt+I'],
    when: withDoc,
    run: (c) => c.doc?.ink('note'),
  },
  { id: 'doc.save', title: t.saveNow, group: t.groupDocument, keys: ['Ctrl+S'], when: withDoc, run: (c) => c.doc?.save() },
  {
    id: 'doc.print',
    title: tpr.cmdPreview,
    group: t.groupDocument,
    keys: ['Ctrl+P'],
    when: withDoc,
    run: (c) => c.doc?.print(),
  },
  {
    id: 'doc.pages',
    title: tpg.command,
    group: t.groupDocument,
    keys: ['Ctrl+Alt+P'],
    when: withDoc,
    run: (c) => c.doc?.togglePages(),
  },
  {
    id: 'doc.form',
    title: t.cmdFoldForm,
    group: t.groupDocument,
    keys: ['Ctrl+E'],
    when: withDoc,
    run: (c) => c.doc?.toggleForm(),
  },
  {
    id: 'doc.attach',
    title: t.cmdAddAttachmentTo,
    group: t.groupDocument,
    keys: [],
    when: withDoc,
    run: (c) => c.doc?.addAttachment(),
  },
  {
    id: 'doc.picture',
    title: tp.insert,
    group: t.groupDocument,
    keys: [],
    when: withDoc,
    run: (c) => c.doc?.insertPicture(),
  },
  ...(
    [
      ['codrafters', tl.cmdCodrafters],
      ['along', tl.cmdAlong],
      ['release', tl.release],
      ['break', tl.cmdBreak],
    ] as const
  ).map(([what, title]): DeskCommand => ({
    id: `doc.lease.${what}`,
    title,
    group: t.groupDocument,
    keys: [],
    when: withDoc,
    run: (c) => c.doc?.lease(what),
  })),
  {
    id: 'change.next',
    title: t.cmdNextChange,
    group: t.groupRevision,
    keys: ['Alt+ArrowDown'],
    when: withDoc,
    run: (c) => c.doc?.nextChange(1),
  },
  {
    id: 'change.previous',
    title: t.cmdPreviousChange,
    group: t.groupRevision,
    keys: ['Alt+ArrowUp'],
    when: withDoc,
    run: (c) => c.doc?.nextChange(-1),
  },
  {
    id: 'change.accept',
    title: t.cmdAcceptChange,
    group: t.groupRevision,
    keys: ['Alt+Y'],
    when: withDoc,
    run: (c) => c.doc?.decide('accept'),
  },
  {
    id: 'change.reject',
    title: t.cmdRejectChange,
    group: t.groupRevision,
    keys: ['Alt+N'],
    when: withDoc,
    run: (c) => c.doc?.decide('reject'),
  },
  {
    id: 'change.undo',
    title: r.cmdUndoDecision,
    group: t.groupRevision,
    keys: ['Alt+U'],
    when: withDoc,
    run: (c) => c.doc?.decide('undo'),
  },
  {
    id: 'change.card',
    title: r.cmdCard,
    group: t.groupRevision,
    keys: ['Alt+Enter'],
    when: withDoc,
    run: (c) => c.doc?.showCard(),
  },
  ...viewKinds.map((kind, index): DeskCommand => ({
    id: `view.${kind}`,
    title: r.cmdView(viewName(kind)),
    group: t.groupRevision,
    keys: [`Alt+${index + 1}`],
    when: kind === 'clean' ? (c) => c.doc?.hasClean() === true : withDoc,
    run: (c) => c.doc?.setView(kind),
  })),
  { id: 'finding.next', title: tf.next, group: t.groupPage, keys: ['F8'], when: withDoc, run: (c) => c.doc?.nextFinding(1) },
  {
    id: 'finding.previous',
    title: tf.previous,
    group: t.groupPage,
    keys: ['Shift+F8'],
    when: withDoc,
    run: (c) => c.doc?.nextFinding(-1),
  },
  {
    id: 'finding.correct',
    title: tf.correctCurrent,
    group: t.groupPage,
    keys: ['Ctrl+F8'],
    when: withDoc,
    run: (c) => c.doc?.correctFinding(),
  },
  { id: 'find', title: r.cmdFind, group: t.groupPage, keys: ['Ctrl+F'], when: withDoc, run: (c) => c.doc?.find(false) },
  { id: 'replace', title: r.cmdReplace, group: t.groupPage, keys: ['Ctrl+H'], when: withDoc, run: (c) => c.doc?.find(true) },
  { id: 'find.next', title: r.cmdFindNext, group: t.groupPage, keys: ['F3'], when: withDoc, run: (c) => c.doc?.findStep(1) },
  {
    id: 'find.previous',
    title: r.cmdFindPrevious,
    group: t.groupPage,
    keys: ['Shift+F3'],
    when: withDoc,
    run: (c) => c.doc?.findStep(-1),
  },
  ...(
    [
      [t.undo, 'Ctrl+Z'],
      [t.redo, 'Ctrl+Y'],
      [t.strong, 'Ctrl+B'],
      [t.underline, 'Ctrl+U'],
      [t.em, 'Ctrl+I'],
      [t.styleBody, 'Ctrl+Alt+0'],
      [t.styleH1, 'Ctrl+Alt+1'],
      [t.styleH2, 'Ctrl+Alt+2'],
      [t.styleH3, 'Ctrl+Alt+3'],
      [t.styleH4, 'Ctrl+Alt+4'],
      [t.cmdNextField, 'Enter / Tab'],
      [t.cmdListLevel, 'Tab / Shift+Tab'],
      [tp.wider, 'Alt+Shift+→'],
      [tp.narrower, 'Alt+Shift+←'],
      [tp.describe, 'F2'],
    ] as const
  ).map(([title, key]): DeskCommand => ({
    id: `page ${key} ${title}`,
    title,
    group: t.groupPage,
    keys: [key],
    when: () => false,
    run: () => undefined,
    localOnly: true,
  })),
]

/** The name of the pressed key as the table writes it. */
export function keyName(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): string {
  if (event.key === '?') return '?'
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key
  return `${event.ctrlKey || event.metaKey ? 'Ctrl+' : ''}${event.altKey ? 'Alt+' : ''}${event.shiftKey ? 'Shift+' : ''}${key}`
}

const inText = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.tagName === 'INPUT' ||
    target.tagName === 'TEXTAREA' ||
    target.closest('.ant-select') !== null)

/** Enter on a button presses it; in the list it opens the item one stands at. */
const onButton = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('button, a[href]') !== null && target.closest('.list') === null

/** The command a key press means, if any. Nothing fires during composition; bare keys not while writing (UI-03). */
export function commandFor(event: KeyboardEvent, context: CommandContext): DeskCommand | undefined {
  // the page's view takes Escape and Enter with a modifier for itself without doing anything with them
  const idle = event.key === 'Escape' || (event.key === 'Enter' && (event.ctrlKey || event.altKey))
  const taken = event.defaultPrevented && !idle
  if (isComposing(event) || taken) return undefined
  const name = keyName(event)
  const bare = !event.ctrlKey && !event.altKey && !event.metaKey && !/^F\d/.test(event.key)
  if (bare && event.key !== 'Escape' && inText(event.target)) return undefined
  if (name === 'Enter' && onButton(event.target)) return undefined
  return commands.find((command) => !command.localOnly && command.keys.includes(name) && command.when(context))
}
