import type { Node as PmNode } from 'prosemirror-model'
import type { NodeView, NodeViewConstructor } from 'prosemirror-view'
import { sizeOf, sm3Of } from '../../../src-shared/document/picture-size.ts'
import { tp } from '../../ui/text-pictures.ts'
import type { PictureTrouble } from '../../../src-shared/ipc/contract.ts'
import type { PictureDesk } from './picture-desk.ts'
import './pictures.css'

/** How often a picture that is not at the server yet is asked for again while one looks at its place. */
const AGAIN_MS = 30_000

const words: Readonly<Record<PictureTrouble, string>> = { offline: tp.offline, missing: tp.missing, broken: tp.broken }

/**
 * How a picture stands in the text: at its size on paper, no wider than the column, and where its bytes are not here a
 * frame of the same size that says so and fills itself later. Handles and words lie over the page (`picture-frame.ts`).
 */
export function pictureView(desk: PictureDesk): NodeViewConstructor {
  return (node) => drawPicture(node, desk)
}

/** A bare `img` and nothing around it: beside any other element that is no text an input method goes astray (UI-23). */
function drawPicture(first: PmNode, desk: PictureDesk): NodeView {
  const dom = document.createElement('img')
  dom.className = 'picture'
  dom.decoding = 'async'
  // a long text fetches what one looks at
  dom.loading = 'lazy'
  let shown: string | undefined
  let size = sizeOf(first)
  let again: ReturnType<typeof setTimeout> | undefined
  let offLine: (() => void) | undefined
  let gone = false

  const calm = (): void => {
    clearTimeout(again)
    offLine?.()
    offLine = undefined
  }
  const show = (url: string): void => {
    // the same address once more is no new request unless it was another in between
    dom.removeAttribute('src')
    dom.src = url
    // struck, it is drawn under its strike (`pictures.css`)
    dom.style.setProperty('--picture', `url("${url}")`)
  }
  const load = (): void => {
    calm()
    if (shown === undefined || gone) return
    dom.dataset['state'] = 'loading'
    dom.title = ''
    show(desk.url(shown))
  }
  const say = (trouble: PictureTrouble): void => {
    dom.dataset['state'] = trouble
    dom.title = words[trouble]
    show(wordsAsPicture(words[trouble], size ?? { width: 100, height: 25 }))
  }
  const failed = async (sm3: string): Promise<void> => {
    const trouble = await desk.trouble(sm3).catch(() => 'offline' as const)
    if (gone || shown !== sm3) return
    say(trouble)
    if (trouble === 'broken') return
    calm()
    offLine = desk.onLine(load)
    again = setTimeout(load, AGAIN_MS)
  }
  const isLoading = (): boolean => dom.dataset['state'] === 'loading'
  dom.addEventListener('load', () => {
    if (isLoading()) dom.dataset['state'] = 'here'
  })
  dom.addEventListener('error', () => void (isLoading() && shown !== undefined && failed(shown)))

  const draw = (node: PmNode): void => {
    size = sizeOf(node)
    dom.style.setProperty('--width', size ? `calc(${size.width} * var(--mm))` : '')
    dom.style.setProperty('--ratio', size ? `${size.width} / ${size.height}` : '')
    dom.alt = String(node.attrs['alt'] ?? '')
    const sm3 = sm3Of(node)
    if (sm3 === shown && sm3 !== undefined) return
    shown = sm3
    if (sm3 === undefined) say('broken')
    else load()
  }
  draw(first)

  return {
    dom,
    update: (node) => {
      if (node.type !== first.type) return false
      draw(node)
      return true
    },
    selectNode: () => dom.classList.add('selected'),
    deselectNode: () => dom.classList.remove('selected'),
    destroy: () => {
      gone = true
      calm()
    },
  }
}

/** Letters of 4.6 mm, a little smaller than those of the text. */
const LETTER_MM = 4.6

/** A frame of a picture's size with a sentence in it, in as many lines as it needs, drawn as a picture itself. */
function wordsAsPicture(sentence: string, { width, height }: { width: number; height: number }): string {
  const inLine = Math.max(3, Math.floor((width - 4) / LETTER_MM))
  const rows = sentence.match(new RegExp(`.{1,${inLine}}`, 'gu')) ?? []
  const fits = rows.slice(0, Math.max(1, Math.floor(height / (LETTER_MM * 1.5))))
  const top = height / 2 - ((fits.length - 1) * LETTER_MM * 1.5) / 2
  const text = fits.map((row, i) => `<tspan x="${width / 2}" y="${top + i * LETTER_MM * 1.5}">${row}</tspan>`).join('')
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}mm" height="${height}mm">
<rect x=".2" y=".2" width="${width - 0.4}" height="${height - 0.4}" fill="#f6f5f1" stroke="#d3cfc4" stroke-width=".3"/>
<text font-family="Noto Sans CJK SC, Microsoft YaHei, sans-serif" font-size="${LETTER_MM}" fill="#5b616b" text-anchor="middle" dominant-baseline="central">${text}</text></svg>`
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}
