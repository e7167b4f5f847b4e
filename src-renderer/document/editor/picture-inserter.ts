import { Fragment, Slice } from 'prosemirror-model'
import { Plugin, PluginKey, TextSelection, type EditorState, type Transaction } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import { columnMm, naturalMm } from '../../../src-shared/document/picture-size.ts'
import type { PictureFile } from '../../../src-shared/ipc/contract.ts'
import { groupMeta } from '../../../src-shared/revision/track.ts'
import { codeOf } from '../../desk.ts'
import { sentence } from '../../ui/messages.ts'
import { tp } from '../../ui/text-pictures.ts'
import { areaAt } from './areas.ts'
import { closeHistory } from './history.ts'
import { nodeType } from './node-types.ts'
import type { PictureDesk } from './picture-desk.ts'

/** A stretch of the text that waits for something to be put in its place, carried along by every edit meanwhile. */
type Place = { from: number; to: number }
type Moved = { id: object; place: Place | null }

/** What a person is shown of work that takes longer than a second; null once it is over. */
export type PictureWork = { words: string; cancel: () => void } | null

export type InserterOptions = {
  desk: PictureDesk
  /** resolves when no composition is under way */
  settled: (view: EditorView) => Promise<void>
  /** a word to the person */
  tell: (words: string) => void
  onWork: (work: PictureWork) => void
}

export type Inserter = {
  /** 插入图片: the system's dialog; the pictures come behind the selection. */
  pick: (view: EditorView) => Promise<void>
  /** Bytes pasted or dropped, in place of a stretch of the text. */
  insertFiles: (view: EditorView, files: readonly Blob[], place: Place) => Promise<void>
  /**
   * Runs work that must end before something can be put in a place; `then` gets its result and the place as it is by then.
   * `dialog`: it begins with a dialog of the system, and how long a person looks around there is no work to be shown.
   */
  hold: <T>(
    view: EditorView,
    place: Place,
    work: Work<T>,
    then: (result: T, place: Place) => void,
    dialog?: boolean,
  ) => Promise<void>
  /** Takes files in one after the other; with the words for those that were refused. */
  putAll: (files: readonly Blob[], step: Step) => Promise<{ pictures: PictureFile[]; refused: string[] }>
  desk: PictureDesk
  tell: (words: string) => void
}

/** How far work has come; true once the person has called it off. */
type Step = (at: number, all: number) => boolean
type Work<T> = (step: Step) => Promise<T>

const placesKey = new PluginKey<ReadonlyMap<object, Place>>('liuhen.places')
const inserters = new WeakMap<EditorView, Inserter>()

/** What puts pictures into this page. */
export const inserterOf = (view: EditorView): Inserter | undefined => inserters.get(view)

/** Work that takes longer is shown, with a way to call it off. */
const LONG_MS = 1000

/** Keeps the places that pictures are on their way to. */
export function pictureInserter(options: InserterOptions): Plugin<ReadonlyMap<object, Place>> {
  return new Plugin<ReadonlyMap<object, Place>>({
    key: placesKey,
    state: {
      init: () => new Map(),
      apply: (tr, places) => {
        const moved = tr.getMeta(placesKey) as Moved | undefined
        if (!moved && (!places.size || !tr.docChanged)) return places
        const next = new Map<object, Place>()
        for (const [id, { from, to }] of places)
          next.set(id, { from: tr.mapping.map(from, -1), to: Math.max(tr.mapping.map(from, -1), tr.mapping.map(to, 1)) })
        if (moved?.place) next.set(moved.id, moved.place)
        else if (moved) next.delete(moved.id)
        return next
      },
    },
    view: (view) => {
      inserters.set(view, makeInserter(options))
      return { destroy: () => void inserters.delete(view) }
    },
  })
}

function makeInserter({ desk, settled, tell, onWork }: InserterOptions): Inserter {
  const hold: Inserter['hold'] = async (view, place, work, then, dialog = false) => {
    const id = {}
    const move = (to: Place | null): void =>
      view.dispatch(view.state.tr.setMeta(placesKey, { id, place: to } satisfies Moved).setMeta('addToHistory', false))
    move(place)
    let words: string = tp.working(1, 1)
    let called = false
    let told = false
    const show = (): void => {
      told = true
      onWork({ words, cancel: () => (called = true) })
    }
    let timer: ReturnType<typeof setTimeout> | undefined
    const begin = (): void => {
      timer ??= setTimeout(show, LONG_MS)
    }
    if (dialog) window.addEventListener('focus', begin, { once: true })
    else begin()
    try {
      const result = await work((at, all) => {
        words = tp.working(at, all)
        if (told && !called) show()
        return called
      })
      // the page may be composing, or gone: a page that is left has been written down already
      if (!view.isDestroyed) await settled(view)
      if (view.isDestroyed) return tell(tp.left)
      const now = placesKey.getState(view.state)?.get(id)
      if (called || !now) tell(tp.cancelled)
      else if (!view.editable) tell(tp.readOnly)
      else then(result, now)
    } catch (error) {
      tell(sentence(codeOf(error)))
    } finally {
      window.removeEventListener('focus', begin)
      clearTimeout(timer)
      if (told) onWork(null)
      if (!view.isDestroyed) move(null)
    }
  }

  const putAll: Inserter['putAll'] = async (files, step) => {
    const pictures: PictureFile[] = []
    const refused: string[] = []
    for (const [i, file] of files.entries()) {
      if (step(i + 1, files.length)) break
      try {
        pictures.push(await desk.put(new Uint8Array(await file.arrayBuffer())))
      } catch (error) {
        refused.push(codeOf(error))
      }
    }
    return { pictures, refused: refused.map((code) => sentence(code)) }
  }

  const put = (view: EditorView, pictures: readonly PictureFile[], refused: readonly string[], place: Place): void => {
    if (pictures.length) {
      // one undo for the pictures alone
      view.dispatch(closeHistory(withPictures(view.state, pictures, place)).scrollIntoView())
      // what is typed next is undone by itself
      view.dispatch(closeHistory(view.state.tr))
    }
    tellRefused(tell, refused)
  }

  const mayPut = (view: EditorView, place: Place): boolean => {
    const why = !view.editable ? tp.readOnly : areaAt(view.state.doc, place.from)?.name !== 'body' ? tp.bodyOnly : undefined
    if (why !== undefined) tell(why)
    return why === undefined
  }

  return {
    desk,
    tell,
    hold,
    putAll,
    pick: async (view) => {
      const { to } = view.state.selection
      if (!mayPut(view, { from: to, to })) return
      await hold(
        view,
        { from: to, to },
        () => desk.pick(),
        ({ pictures, refused }, place) =>
          put(
            view,
            pictures,
            refused.map((code) => sentence(code)),
            place,
          ),
        true,
      )
    },
    insertFiles: async (view, files, place) => {
      if (!mayPut(view, place)) return
      await hold(
        view,
        place,
        (step) => putAll(files, step),
        ({ pictures, refused }, now) => put(view, pictures, refused, now),
      )
    },
  }
}

/** Tells why some were not put in: one sentence per reason. */
export function tellRefused(tell: (words: string) => void, refused: readonly string[]): void {
  for (const why of new Set(refused)) tell(tp.refused(refused.filter((one) => one === why).length, why))
}

/** The first line of a paragraph is indented by two letters, 11.1 mm (GB/T 9704 §7.2.6): a picture there has so much less room. */
const INDENT_MM = 11.2

/**
 * Puts pictures in place of a stretch of the text. Alone in a paragraph they are centred, as they stand on paper; the edit
 * is one change and one undo.
 */
function withPictures(state: EditorState, pictures: readonly PictureFile[], { from, to }: Place): Transaction {
  const size = state.doc.content.size
  const tr = state.tr
  tr.setSelection(TextSelection.between(tr.doc.resolve(Math.min(from, size)), tr.doc.resolve(Math.min(to, size))))
  const { $from, $to } = tr.selection
  const { align, list, style } = $from.parent.attrs
  const alone = $from.sameParent($to) && $from.parentOffset === 0 && $to.parentOffset === $to.parent.content.size
  const centre = alone && align === null && list === null && style === 'body'
  const room = centre ? columnMm.width : columnMm.width - INDENT_MM
  const images = pictures.map(({ sm3, width, height }) =>
    nodeType('image').create(
      { sm3, ...naturalMm({ width, height }, room) },
      null,
      $from.marks().filter((mark) => mark.type.name === 'comment'),
    ),
  )
  const paragraph = $from.before()
  tr.replaceSelection(new Slice(Fragment.fromArray(images), 0, 0))
  if (centre) tr.setNodeAttribute(paragraph, 'align', 'center').setMeta(groupMeta, true)
  return tr
}
