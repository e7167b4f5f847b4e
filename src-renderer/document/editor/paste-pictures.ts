import { Fragment, Slice, type Node as PmNode } from 'prosemirror-model'
import { Plugin, TextSelection } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import { naturalMm, picturesIn, sm3Of } from '../../../src-shared/document/picture-size.ts'
import type { PictureFile } from '../../../src-shared/ipc/contract.ts'
import { DeskError } from '../../../src-shared/ipc/desk-error.ts'
import { tp } from '../../ui/text-pictures.ts'
import { areaAt } from './areas.ts'
import { dataImage } from './paste-html.ts'
import { inserterOf, tellRefused, type Inserter } from './picture-inserter.ts'
import { sentence } from '../../ui/messages.ts'

/*
 * Pictures that are pasted or dropped: files, `data:` pictures inside a pasted text, and pictures of this desk that a text
 * from another document names. Nothing is fetched from anywhere: pictures of web pages and of other programs' files stay
 * behind, and the person is told.
 */

type Selected = { from: number; to: number }

const filesOf = (data: DataTransfer | null): File[] => [...(data?.files ?? [])]
const isPicture = (file: File): boolean => file.type.startsWith('image/')
const hasText = (slice: Slice): boolean => slice.content.textBetween(0, slice.content.size, ' ').trim() !== ''

/** Pastes on a selection as if it had been made now. */
function at(view: EditorView, { from, to }: Selected): void {
  const size = view.state.doc.content.size
  const { doc, tr } = view.state
  view.dispatch(tr.setSelection(TextSelection.between(doc.resolve(Math.min(from, size)), doc.resolve(Math.min(to, size)))))
}

/** HTML whose `data:` pictures have been taken in: they are named now, all others are gone. */
function named(html: string, pictures: ReadonlyMap<string, PictureFile>): string {
  const doc = new DOMParser().parseFromString(html, 'text/html')
  for (const image of doc.querySelectorAll('img')) {
    const picture = pictures.get(image.getAttribute('src') ?? '')
    if (!picture) continue
    const size = naturalMm(picture)
    image.setAttribute('data-sm3', picture.sm3)
    image.setAttribute('data-width', String(size.width))
    image.setAttribute('data-height', String(size.height))
    image.removeAttribute('src')
  }
  return doc.documentElement.outerHTML
}

/** The addresses of the pictures in a piece of HTML: those that bring their bytes along, and how many do not. */
function sourcesIn(html: string): { data: string[]; elsewhere: number } {
  if (!/<img\b/i.test(html)) return { data: [], elsewhere: 0 }
  const images = [...new DOMParser().parseFromString(html, 'text/html').querySelectorAll('img')]
  const sources = images.map((image) => image.getAttribute('src') ?? '')
  const data = sources.filter((source) => dataImage.test(source))
  return { data: [...new Set(data)], elsewhere: sources.length - data.length }
}

/** The bytes of a `data:` address; decoded here, because the page may connect to nothing. Undefined where it holds none. */
function bytesOf(source: string): Blob | undefined {
  const [head = '', text = ''] = source.split(',', 2)
  try {
    const letters = /;base64$/i.test(head) ? atob(text.replaceAll(/\s/g, '')) : decodeURIComponent(text)
    return new Blob([Uint8Array.from(letters, (letter) => letter.charCodeAt(0))])
  } catch {
    return undefined
  }
}

/** The slice without pictures of these SM3s. */
function without(slice: Slice, gone: ReadonlySet<string>): Slice {
  const sift = (content: Fragment): Fragment => {
    const kept: PmNode[] = []
    content.forEach((node) => {
      const sm3 = sm3Of(node)
      if (sm3 === undefined || !gone.has(sm3)) kept.push(node.isLeaf ? node : node.copy(sift(node.content)))
    })
    return Fragment.fromArray(kept)
  }
  return new Slice(sift(slice.content), slice.openStart, slice.openEnd)
}

const inBody = (view: EditorView, place: Selected): boolean => areaAt(view.state.doc, place.from)?.name === 'body'

/**
 * Takes over pastes and drops with pictures in them; `paste` puts a slice on the selection as every other paste is put.
 * `taken` holds the SM3s that came with the HTML being pasted at this moment, so that a foreign page cannot name any.
 */
export function pastePictures(paste: (view: EditorView, slice: Slice) => void, taken: Set<string>): Plugin {
  const withData = async (view: EditorView, inserter: Inserter, html: string, data: string[], place: Selected): Promise<void> => {
    await inserter.hold(
      view,
      place,
      async (step) => {
        const pictures = new Map<string, PictureFile>()
        const refused: string[] = []
        for (const [i, source] of data.entries()) {
          const bytes = bytesOf(source)
          // a picture that cannot be read takes no words with it
          const one = bytes
            ? await inserter.putAll([bytes], () => step(i + 1, data.length))
            : { pictures: [], refused: [sentence('AT-PICTURE-KIND')] }
          for (const picture of one.pictures) pictures.set(source, picture)
          refused.push(...one.refused)
        }
        return { pictures, refused }
      },
      ({ pictures, refused }, now) => {
        for (const { sm3 } of pictures.values()) taken.add(sm3)
        try {
          at(view, now)
          view.pasteHTML(named(html, pictures))
        } finally {
          taken.clear()
        }
        tellRefused(inserter.tell, refused)
      },
    )
  }

  /** Pictures that another document of this desk has: their bytes go up once more in this person's name, or are not theirs. */
  const withForeign = async (
    view: EditorView,
    inserter: Inserter,
    slice: Slice,
    foreign: string[],
    place: Selected,
  ): Promise<void> => {
    await inserter.hold(
      view,
      place,
      async () => {
        const gone = new Set<string>()
        for (const sm3 of foreign) {
          try {
            await inserter.desk.keep(sm3)
          } catch (error) {
            if (!(error instanceof DeskError) || error.code !== 'AT-MISSING') throw error
            gone.add(sm3)
          }
        }
        return gone
      },
      (gone, now) => {
        const rest = without(slice, gone)
        at(view, now)
        if (rest.content.size) paste(view, rest)
        if (gone.size) inserter.tell(tp.notYours(gone.size))
      },
    )
  }

  return new Plugin({
    props: {
      handlePaste: (view, event, slice) => {
        const inserter = inserterOf(view)
        // what this plugin itself pastes
        if (!inserter || taken.size) return false
        const { from, to } = view.state.selection
        const place = { from, to }
        const html = event.clipboardData?.getData('text/html') ?? ''
        const ours = html.includes('data-pm-slice')
        const pictures = filesOf(event.clipboardData).filter(isPicture)
        // programs put a picture of a copied text beside the text: the text goes first
        if (!ours && pictures.length && !hasText(slice)) {
          void inserter.insertFiles(view, pictures, place)
          return true
        }
        const sources = ours ? { data: [], elsewhere: 0 } : sourcesIn(html)
        if (sources.elsewhere) inserter.tell(tp.leftOut(sources.elsewhere))
        if (sources.data.length && view.editable && inBody(view, place)) {
          void withData(view, inserter, html, sources.data, place)
          return true
        }
        const named = picturesIn(slice.content)
        if (!named.size) return false
        if (!inBody(view, place)) {
          const rest = without(slice, named)
          if (rest.content.size) paste(view, rest)
          inserter.tell(tp.bodyOnly)
          return true
        }
        const here = picturesIn(view.state.doc)
        const foreign = [...named].filter((sm3) => !here.has(sm3))
        if (!foreign.length || !view.editable) return false
        void withForeign(view, inserter, slice, foreign, place)
        return true
      },
      handleDrop: (view, event, slice) => {
        const inserter = inserterOf(view)
        const pos = view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos
        if (!inserter || pos === undefined) return false
        const place = { from: pos, to: pos }
        const files = view.dragging ? [] : filesOf(event.dataTransfer)
        if (files.length) {
          const pictures = files.filter(isPicture)
          if (pictures.length < files.length) inserter.tell(tp.onlyPictures)
          if (pictures.length) void inserter.insertFiles(view, pictures, place)
          return true
        }
        const named = picturesIn(slice.content)
        if (named.size && !inBody(view, place)) {
          inserter.tell(tp.bodyOnly)
          return true
        }
        const here = picturesIn(view.state.doc)
        const foreign = [...named].filter((sm3) => !here.has(sm3))
        if (!foreign.length || view.dragging) return false
        void withForeign(view, inserter, slice, foreign, place)
        return true
      },
    },
  })
}
