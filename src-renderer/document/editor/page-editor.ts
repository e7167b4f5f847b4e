import { DOMParser, type Node as PmNode, type Slice } from 'prosemirror-model'
import { EditorState, Selection, TextSelection, type Command, type Plugin, type Transaction } from 'prosemirror-state'
import type { Step } from 'prosemirror-transform'
import { EditorView } from 'prosemirror-view'
import { pictureWords } from '../../../src-shared/document/picture-size.ts'
import { schema } from '../../../src-shared/document/schema.ts'
import { stripTracking } from '../../../src-shared/revision/assign-ids.ts'
import { c } from '../../ui/text-commands.ts'
import { listChanges } from '../../../src-shared/revision/changes.ts'
import type { Change, TrackContext } from '../../../src-shared/revision/types.ts'
import { areasOf, caretIn, clampedSelection, type Area } from './areas.ts'
import { makeCutBoard } from './cut-memo.ts'
import { makeDoor, remoteKey, type Door, type DoorOptions } from './door.ts'
import { history } from './history.ts'
import { pageKeys } from './keys.ts'
import { looksKey, looksPlugin, type Looks } from './looks.ts'
import { markViews } from './mark-paint.ts'
import { layUnder } from './newer-body.ts'
import { offReason, type PageCommand } from './page-commands.ts'
import { pairsPlugin } from './pairs.ts'
import { paragraphView } from './paragraph-view.ts'
import { pasteHtml } from './paste-html.ts'
import { pastePictures } from './paste-pictures.ts'
import { pasteSlice, pastingPlugin } from './pasting.ts'
import { deskPictures, type PictureDesk } from './picture-desk.ts'
import { pictureFrame } from './picture-frame.ts'
import { pictureInserter, type InserterOptions } from './picture-inserter.ts'
import { pictureView } from './picture-view.ts'
import { pagesKey, pagesPlugin, type PagesOptions } from '../pages/pages-plugin.ts'
import { pageParser, remembered } from './read-page.ts'
import { tableKeys } from './tables.ts'

export type PageEditorOptions = {
  mount: HTMLElement
  doc: PmNode
  looks: Looks
  label: string
  /** null: read only */
  tracking: () => 'tracked' | 'untracked' | null
  context: () => TrackContext
  onChange: (change: { docChanged: boolean }) => void
  onUndoSent: DoorOptions['onUndoSent']
  /** for the log: a change that came past the door, or was recorded block by block; no work is lost by it (RV-40) */
  onEscape?: DoorOptions['onEscape'] | undefined
  /** a command or a paste that tracking cannot take, with the reason in words (RV-41) */
  onRefused?: ((reason: string) => void) | undefined
  /** true where an escape must throw; development and tests by default */
  assert?: boolean | undefined
  /** where pictures are kept; the desk's file store by default */
  pictures?: PictureDesk | undefined
  /** work on pictures that takes longer than a second */
  onPictureWork?: InserterOptions['onWork'] | undefined
  /** shows the pages of paper; none by default */
  pages?: PagesOptions | undefined
}

/** Typing to save: the steps, the text they lead to and the text they start from. */
export type Work = { steps: readonly Step[]; doc: PmNode; before: PmNode }

/** An open page: the view, what has been typed since the last save, and the ways to move and change it. */
export type PageEditor = {
  view: EditorView
  door: Door
  /** runs a command of ProseMirror and gives the page the caret again */
  run: (command: Command) => boolean
  /** runs a command of the table, unless tracking cannot take it */
  perform: (command: PageCommand) => boolean
  dispatch: (tr: Transaction) => void
  /** makes a change on the text as it is once a composition is in it */
  edit: (change: (state: EditorState) => Transaction | undefined) => void
  /** unsaved steps and the text they lead to; undefined while composing or where there are none */
  take: () => Work | undefined
  /** gives steps back that could not be saved: they go out first the next time */
  giveBack: (work: Work) => void
  dirty: () => boolean
  /** takes a newer body over as a remote change, unsaved steps on top of it */
  takeOver: (next: PmNode) => void
  setLooks: (looks: Looks) => void
  focusArea: (name: Area['name'], where?: 'start' | 'end') => void
  jump: (from: number, to?: number) => void
  changes: () => Change[]
  refreshEditable: () => void
  destroy: () => void
}

const plugins = (
  options: PageEditorOptions,
  door: Door,
  looks: Looks,
  perform: (command: PageCommand) => boolean,
  pictures: InserterOptions,
  taken: Set<string>,
) => [
  door.plugin,
  looksPlugin(looks),
  pairsPlugin(door.settled),
  ...pageKeys(perform),
  tableKeys(),
  pictureInserter(pictures),
  pictureFrame(),
  pastePictures(pasteSlice, taken),
  pastingPlugin(),
  ...(options.pages ? [pagesPlugin(options.pages)] : []),
  history({ context: () => (options.tracking() === 'tracked' ? options.context() : undefined) }),
]

/**
 * The editor of a page. prosemirror-view is used directly: Tiptap builds a Schema of its own from its extensions, so its
 * nodes are never of the types of `src-shared/document/schema.ts`, and the revision core would refuse them.
 */
export function openPageEditor(options: PageEditorOptions): PageEditor {
  let unsaved: Step[] = []
  /** the text the unsaved steps start from */
  let saved = options.doc
  let waitingLooks: Looks | undefined
  let waitingBody: PmNode | undefined
  let looks = options.looks
  const door = makeDoor({
    tracking: options.tracking,
    context: options.context,
    onUndoSent: options.onUndoSent,
    onEscape: (code, detail) => options.onEscape?.(code, detail),
    onRefused: () => options.onRefused?.(c.notTracked),
    assert: options.assert ?? import.meta.env.DEV,
    onPassed: ({ docChanged, passage, steps }) => {
      if (passage && passage !== 'remote') unsaved.push(...steps)
      if (!door.busy(view)) catchUp()
      options.onChange({ docChanged })
    },
  })
  const cuts = makeCutBoard(options.context)
  const run = (command: Command): boolean => {
    door.settle(view)
    return command(view.state, view.dispatch, view)
  }
  const perform = (command: PageCommand): boolean => {
    const reason = offReason(command, options.tracking())
    if (reason === undefined) return run(command.run)
    options.onRefused?.(reason)
    return true
  }
  const desk = options.pictures ?? deskPictures
  const pictures: InserterOptions = {
    desk,
    settled: door.settled,
    tell: (words) => options.onRefused?.(words),
    onWork: (work) => options.onPictureWork?.(work),
  }
  /** pictures that came with the HTML that is being pasted */
  const taken = new Set<string>()
  const view = new EditorView(
    { mount: options.mount },
    {
      state: EditorState.create({
        doc: options.doc,
        selection: bodyStart(options.doc),
        plugins: plugins(options, door, looks, perform, pictures, taken),
      }),
      dispatchTransaction: (tr) => door.dispatch(view, cuts.stamp(tr, view.state)),
      editable: () => options.tracking() !== null,
      attributes: { 'aria-label': options.label, role: 'textbox', 'aria-multiline': 'true', spellcheck: 'false', class: 'gw' },
      markViews: remembered(markViews(() => looks)),
      nodeViews: { paragraph: paragraphView, image: pictureView(desk) },
      domParser: pageParser,
      clipboardParser: DOMParser.fromSchema(schema),
      createSelectionBetween: (v, anchor, head) => clampedSelection(v.state.doc, anchor, head),
      handleDOMEvents: {
        copy: () => {
          cuts.forget()
          return false
        },
      },
      transformPastedHTML: (html) => pasteHtml(html, taken),
      clipboardTextSerializer: copiedText,
      transformPasted: (slice: Slice) => stripTracking(slice),
      transformCopied: (slice: Slice) => stripTracking(slice),
      scrollMargin: 60,
      scrollThreshold: 40,
    },
  )

  const setLooks = (next: Looks): void => {
    // nothing is repainted under an input method that composes
    waitingLooks = door.busy(view) ? next : undefined
    if (waitingLooks) return
    looks = next
    view.dispatch(view.state.tr.setMeta(looksKey, next).setMeta('addToHistory', false))
  }

  /** does what had to wait for an input method */
  const catchUp = (): void => {
    const [body, painted] = [waitingBody, waitingLooks]
    waitingBody = waitingLooks = undefined
    if (body) takeOver(body)
    if (painted) setLooks(painted)
  }

  const takeOver = (next: PmNode): void => {
    door.settle(view)
    // a newer body waits until the composition is through: touching its text now would break it off
    waitingBody = door.busy(view) ? next : undefined
    if (waitingBody) return
    if (saved.eq(next)) return
    const laid = layUnder(saved, view.state.doc, next, options.context())
    saved = next
    unsaved = laid.unsaved
    const { tr } = view.state
    for (const step of laid.onto) tr.step(step)
    view.dispatch(tr.setMeta(remoteKey, true))
  }

  return {
    view,
    door,
    run: (command) => {
      const done = run(command)
      view.focus()
      return done
    },
    perform: (command) => {
      const done = perform(command)
      view.focus()
      return done
    },
    dispatch: (tr) => view.dispatch(tr),
    edit: (change) => {
      door.settle(view)
      const tr = change(view.state)
      if (tr) view.dispatch(tr)
    },
    take: () => {
      if (door.busy(view) || !unsaved.length) return undefined
      const work = { steps: unsaved, doc: view.state.doc, before: saved }
      unsaved = []
      saved = view.state.doc
      return work
    },
    giveBack: ({ steps, before }) => {
      unsaved = [...steps, ...unsaved]
      saved = before
    },
    dirty: () => unsaved.length > 0 || door.busy(view),
    takeOver,
    setLooks,
    focusArea: (name, where = 'end') => {
      const area = areasOf(view.state.doc).get(name)
      if (area) view.dispatch(caretIn(view.state.tr, area, where))
      view.focus()
    },
    jump: (from, to) => {
      const size = view.state.doc.content.size
      const $from = view.state.doc.resolve(Math.min(from, size))
      const start = Selection.near($from, 1)
      const selection =
        to !== undefined && to > from
          ? TextSelection.between(start.$from, Selection.near(view.state.doc.resolve(Math.min(to, size)), -1).$to)
          : start
      view.dispatch(view.state.tr.setSelection(selection).scrollIntoView())
      centre(view, selection.from)
    },
    changes: () => listChanges(view.state.doc),
    refreshEditable: () => view.setProps({}),
    destroy: () => {
      door.close()
      view.destroy()
    },
  }
}

/** Where writing begins: the first place in the body. */
const bodyStart = (doc: PmNode): Selection => Selection.near(doc.resolve(areasOf(doc).get('body')?.from ?? 0), 1)

/** What is copied as plain text: paragraphs apart as ProseMirror has them, pictures in words. */
const copiedText = ({ content }: Slice): string =>
  content.textBetween(0, content.size, '\n\n', (leaf) => (leaf.type.name === 'image' ? pictureWords(leaf) : '\n'))

/** A read-only page of another reading of the document (原稿, 最终稿). */
export function openProjection(
  mount: HTMLElement,
  doc: PmNode,
  looks: Looks,
  label: string,
  { pictures = deskPictures, pages }: { pictures?: PictureDesk; pages?: Plugin } = {},
): EditorView {
  const view = new EditorView(
    { mount },
    {
      state: EditorState.create({ doc, plugins: [looksPlugin(looks), ...(pages ? [pages] : [])] }),
      editable: () => false,
      attributes: { 'aria-label': label, 'aria-readonly': 'true', role: 'document', class: 'gw' },
      markViews: markViews(() => looks),
      nodeViews: { paragraph: paragraphView, image: pictureView(pictures) },
      dispatchTransaction: (tr) => {
        // nothing can be changed here; saving in a view changes nothing else (T6)
        if (!tr.docChanged && tr.getMeta(pagesKey) !== undefined) view.updateState(view.state.apply(tr))
      },
    },
  )
  return view
}

/** Brings a position into the middle of what is visible. */
function centre(view: EditorView, pos: number): void {
  const at = view.domAtPos(pos).node
  const element = at instanceof Element ? at : at.parentElement
  element?.scrollIntoView({ block: 'center', behavior: 'instant' })
  // a paragraph that goes on over a page may be higher than the window: its line is meant
  const desk = element?.closest('.page-desk')
  if (!desk) return
  const [line, window] = [view.coordsAtPos(pos, 1), desk.getBoundingClientRect()]
  desk.scrollBy({ top: (line.top + line.bottom - window.top - window.bottom) / 2, behavior: 'instant' })
}
