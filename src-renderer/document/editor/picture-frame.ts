import { Plugin, type Transaction } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import { widened, type PictureMm } from '../../../src-shared/document/picture-size.ts'
import { isComposing } from '../../ui/composing.ts'
import { sheetScale } from '../../ui/sheet-scale.ts'
import { tp } from '../../ui/text-pictures.ts'
import { closeHistory } from './history.ts'
import { alterPicture, pixelsPerMm, roomAt, selectedPicture, shownSize } from './picture-commands.ts'

const corners = ['nw', 'ne', 'sw', 'se'] as const
type Corner = (typeof corners)[number]

/** The words of a picture are for listening to: a sentence or two. */
const NOTE_LENGTH = 120

const frames = new WeakMap<EditorView, Frame>()

/** Puts the caret into the words of the selected picture; false where none is selected. */
export function describePicture(view: EditorView): boolean {
  return frames.get(view)?.describe() ?? false
}

/**
 * What lies over the selected picture: a frame, four corners to pull, its size on paper and its words. It is no part of the
 * page's text, so typing into it is never an edit of the page; what comes of it goes through the door like any other edit.
 */
export function pictureFrame(): Plugin {
  return new Plugin({
    view: (view) => {
      const frame = new Frame(view)
      frames.set(view, frame)
      return {
        update: () => frame.follow(),
        destroy: () => {
          frames.delete(view)
          frame.close()
        },
      }
    },
  })
}

class Frame {
  private readonly view: EditorView
  private readonly dom = document.createElement('div')
  private readonly size = document.createElement('span')
  private readonly note = document.createElement('input')
  private readonly watch: ResizeObserver
  private watched: Element | undefined
  /** where the picture stands that the frame is about */
  private at: number | undefined
  private sm3: unknown
  private pulling: (() => void) | undefined

  constructor(view: EditorView) {
    this.view = view
    this.watch = new ResizeObserver(() => this.place())
    this.dom.className = 'picture-frame'
    this.dom.hidden = true
    const edge = document.createElement('div')
    edge.className = 'picture-edge'
    edge.append(...corners.map((corner) => this.handle(corner)))
    this.dom.append(edge, this.panel())
    view.dom.parentElement?.append(this.dom)
  }

  private handle(corner: Corner): HTMLElement {
    const handle = document.createElement('i')
    handle.className = `picture-handle ${corner}`
    handle.title = tp.corners[corner]
    // the page keeps the caret
    handle.addEventListener('mousedown', (event) => event.preventDefault())
    handle.addEventListener('pointerdown', (event) => this.pull(event, handle, corner))
    return handle
  }

  private panel(): HTMLElement {
    const panel = document.createElement('div')
    panel.className = 'picture-panel'
    const label = document.createElement('label')
    label.title = tp.noteHint
    label.append(tp.note, this.note)
    this.note.maxLength = NOTE_LENGTH
    this.note.placeholder = tp.noteHint
    this.note.addEventListener('blur', () => this.write())
    this.note.addEventListener('keydown', (event) => {
      if (isComposing(event) || (event.key !== 'Enter' && event.key !== 'Escape')) return
      event.preventDefault()
      // Escape here is not the desk's way back to the list
      event.stopPropagation()
      if (event.key === 'Escape') this.fill()
      this.view.focus()
    })
    panel.append(this.size, label)
    return panel
  }

  /** Shows itself over the selected picture, or puts itself away. */
  follow(): void {
    const picture = this.view.editable ? selectedPicture(this.view.state) : undefined
    if (!picture) return this.leave()
    if (this.sm3 !== picture.node.attrs['sm3'] || this.at !== picture.pos) this.write()
    this.at = picture.pos
    this.sm3 = picture.node.attrs['sm3']
    if (document.activeElement !== this.note) this.fill()
    this.dom.hidden = false
    const dom = this.view.nodeDOM(picture.pos)
    if (dom instanceof Element && dom !== this.watched) {
      this.watch.disconnect()
      this.watch.observe(dom)
      this.watch.observe(this.view.dom)
      this.watched = dom
    }
    this.place()
  }

  private leave(): void {
    if (this.at === undefined) return
    this.pulling?.()
    this.watch.disconnect()
    this.watched = undefined
    this.at = undefined
    this.dom.hidden = true
  }

  private fill(): void {
    this.note.value = String((this.at === undefined ? undefined : this.view.state.doc.nodeAt(this.at))?.attrs['alt'] ?? '')
  }

  /** Hands in the words that were typed, if they differ and the picture is still where it was. */
  private write(): void {
    const { at, view } = this
    const node = at === undefined ? undefined : view.state.doc.nodeAt(at)
    const words = this.note.value.trim()
    if (at === undefined || !node || node.attrs['sm3'] !== this.sm3 || node.attrs['alt'] === words) return
    this.hand(alterPicture(view.state, at, { alt: words }))
  }

  private hand(tr: Transaction | undefined): void {
    // one undo for what was pulled or written here, not together with the typing before it
    if (tr && this.view.editable) this.view.dispatch(closeHistory(tr))
  }

  private place(): void {
    const dom = this.watched
    const sheet = this.dom.offsetParent
    if (this.at === undefined || !dom || !sheet) return
    const [box, over] = [dom.getBoundingClientRect(), sheet.getBoundingClientRect()]
    const scale = sheetScale(dom)
    Object.assign(this.dom.style, {
      left: `${(box.left - over.left) / scale}px`,
      top: `${(box.top - over.top) / scale}px`,
      width: `${box.width / scale}px`,
    })
    this.dom.style.setProperty('--height', `${box.height / scale}px`)
    this.dom.classList.toggle('right', box.left - over.left > over.width / 2)
    const size = shownSize(this.view, this.at)
    if (size && !this.pulling) this.tell(size)
  }

  private tell({ width, height }: PictureMm): void {
    this.size.textContent = tp.size(Math.round(width), Math.round(height))
  }

  /** Pulls a corner: the picture follows the mouse, and one edit comes of it at the end; Escape leaves it as it was. */
  private pull(down: PointerEvent, handle: HTMLElement, corner: Corner): void {
    const { view, at } = this
    const size = at === undefined ? undefined : shownSize(view, at)
    const picture = this.watched
    if (down.button !== 0 || at === undefined || !size || !(picture instanceof HTMLElement)) return
    down.preventDefault()
    const mm = pixelsPerMm(view)
    const room = roomAt(view, at)
    let next = size
    const before = picture.style.getPropertyValue('--width')
    const move = (event: PointerEvent): void => {
      const across = ((event.clientX - down.clientX) / mm) * (corner.endsWith('e') ? 1 : -1)
      const along = ((event.clientY - down.clientY) / mm) * (corner.startsWith('s') ? 1 : -1) * (size.width / size.height)
      next = widened(size, size.width + (Math.abs(across) > Math.abs(along) ? across : along), room)
      picture.style.setProperty('--width', `calc(${next.width} * var(--mm))`)
      this.tell(next)
    }
    const stop = (): void => {
      this.pulling = undefined
      picture.style.setProperty('--width', before)
      handle.removeEventListener('pointermove', move)
      handle.removeEventListener('pointerup', done)
      handle.removeEventListener('lostpointercapture', stop)
      window.removeEventListener('keydown', cancel, true)
      this.place()
    }
    const done = (): void => {
      const [last, same] = [next, this.at === at]
      stop()
      if (same && last.width !== size.width) this.hand(alterPicture(view.state, at, last))
    }
    const cancel = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return
      event.preventDefault()
      event.stopPropagation()
      stop()
    }
    this.pulling = stop
    handle.setPointerCapture(down.pointerId)
    handle.addEventListener('pointermove', move)
    handle.addEventListener('pointerup', done)
    handle.addEventListener('lostpointercapture', stop)
    window.addEventListener('keydown', cancel, true)
  }

  describe(): boolean {
    if (this.at === undefined) return false
    this.note.focus()
    this.note.select()
    return true
  }

  close(): void {
    this.leave()
    this.dom.remove()
  }
}
