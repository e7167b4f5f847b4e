import './paper.css'
import { breakPages, type Broken } from '../../src-shared/paper/breaks.ts'
import { plainText, readContent } from '../../src-shared/paper/content.ts'
import { grid } from '../../src-shared/paper/measures.ts'
import type { PaperJob, PaperTrouble } from '../../src-shared/paper/model.ts'
import { flowOf, item, type FlowItem } from './blocks.ts'
import { make } from './dom.ts'
import { attachmentNote, remark, signature } from './end.ts'
import { facesReady } from './faces.ts'
import { setHead, type FirstPage } from './first-page.ts'
import { imprintOf, type Imprint } from './imprint.ts'
import { writeInline, type Pen } from './inline.ts'
import { legendItems } from './legend.ts'
import { makeLetters } from './letters.ts'
import type { Face } from './measure.ts'
import { setPages } from './set-pages.ts'
import { settlePictures } from './pictures.ts'
import { shrinkTallRows, unitsOf } from './units.ts'

/** How the text can be set where page 1 would hold none of it (§7.3.3), in the order they are tried. */
const ways = [
  { titleOnGrid: false, mainToInImprint: false },
  { titleOnGrid: true, mainToInImprint: false },
  { titleOnGrid: true, mainToInImprint: true },
] as const

/**
 * Lays a version out on pages by GB/T 9704-2012 and puts them into `root`, replacing what is there. `pictures` gives the
 * address of a picture by the SM3 of its bytes. Resolves with the number of pages and with everything that could not be made
 * as the standard or the text asks (PP-01); rejects only where the browser itself fails. Pages are 210 mm × 1123 px at 96 dpi
 * whatever `root` is scaled by.
 */
export async function renderPaper(
  root: HTMLElement,
  job: PaperJob,
  pictures: (sm3: string) => string,
): Promise<{ pages: number; troubles: readonly PaperTrouble[] }> {
  const { content, troubles: read } = readContent(job)
  const troubles: PaperTrouble[] = [...read]
  await facesReady()
  const measuring = make('div', 'paper')
  measuring.lang = 'zh-CN'
  const host = make('div', 'paper-measure')
  measuring.append(host)
  document.body.append(measuring)
  try {
    const letters = makeLetters(job)
    const pen: Pen = { letters, picture: pictures }
    const face = faceOf(host)
    const flow = flowOf(content.body, pen, job.facts.form)
    const tail = tailItem()
    const annex = flowOf(content.annex, pen, job.facts.form)
    const mainTo = mainToItem()
    const title = titleElement()
    const legend = job.copy === 'marked' ? legendItems(letters) : []
    const rest = [...flow, ...(tail ? [tail] : []), ...annex, ...legend]
    host.append(...(title ? [title] : []), ...(mainTo ? [mainTo.element] : []), ...rest.map((one) => one.element))
    troubles.push(...(await settlePictures(host)))
    troubles.push(...shrinkTallRows(rest))
    for (const one of rest)
      if (one.element.dataset['wide'] !== undefined)
        troubles.push({ code: 'PP-TABLE-WIDE', page: null, detail: one.element.dataset['wide'] })

    type Made = { items: FlowItem[]; first: FirstPage; broken: Broken; imprint: Imprint | null; way: (typeof ways)[number] }
    const attempt = (way: (typeof ways)[number]): Made => {
      title?.classList.toggle('on-grid', way.titleOnGrid)
      const first = setHead(job, way.titleOnGrid ? null : title, face)
      const items = [
        ...(way.titleOnGrid && title ? [item(title, 'lines', { keepNext: false })] : []),
        ...(mainTo && !way.mainToInImprint ? [{ ...mainTo, gap: way.titleOnGrid && title ? 1 : 0 }] : []),
        ...rest.map((one, i) =>
          i === 0 && way.titleOnGrid && title && (!mainTo || way.mainToInImprint) ? { ...one, gap: 1 } : one,
        ),
      ]
      const blocks = items.map((one) => ({ ...one, ...unitsOf(one) }))
      const broken = breakPages(blocks, first.lines, grid.lines)
      const imprint = imprintOf(content, job.facts, way.mainToInImprint ? content.elements.mainTo : null, pen, host)
      return { items, first, broken, imprint, way }
    }
    const hasText = (made: Made): boolean => {
      const body = flow[0] ?? tail
      const at = body ? made.items.indexOf(body) : -1
      const found = body && at < 0 ? made.items.findIndex((one) => one.element === body.element) : at
      return !body || (made.broken.pages[0]?.slices.some((slice) => slice.block >= found) ?? false)
    }
    let made = attempt(ways[0])
    for (const way of ways.slice(1)) {
      if (hasText(made) && made.first.lines >= 0) break
      if (way.mainToInImprint && !mainTo) continue
      made = attempt(way)
    }
    if (made.way.titleOnGrid) troubles.push({ code: 'PP-TITLE-LONG', page: 1, detail: '' })
    if (made.way.mainToInImprint) troubles.push({ code: 'PP-MAIN-TO-MOVED', page: 1, detail: '' })
    if (!hasText(made)) troubles.push({ code: 'PP-FIRST-PAGE', page: 1, detail: '' })
    if (made.first.head.small) troubles.push({ code: 'PP-MARK-SMALL', page: 1, detail: '' })
    for (const block of made.broken.lone)
      troubles.push({ code: 'PP-LONE-END', page: pageOfBlock(made.broken, block), detail: '' })

    const pages = setPages({ ...made, title: made.way.titleOnGrid ? null : title, job, face })
    root.classList.add('paper')
    root.lang = 'zh-CN'
    root.replaceChildren(...pages)
    return { pages: pages.length, troubles }

    function titleElement(): HTMLElement | null {
      const text = plainText(content.elements.title).trim()
      const order = job.facts.form === 'order'
      // §10.2: a 命令 has its mark and number, no title beside them
      if (text === '' || (order && job.facts.organs.some((organ) => text === organ || text === `${organ}令`))) return null
      const element = make('h1', 'pp-title')
      writeInline(element, content.elements.title, pen)
      return element
    }
    function mainToItem(): FlowItem | null {
      const text = plainText(content.elements.mainTo).trim()
      if (text === '') return null
      const element = make('p', 'pp-p flush')
      writeInline(element, content.elements.mainTo, pen)
      if (!/[：:]$/.test(text)) element.append('：')
      return item(element, 'lines')
    }
    function tailItem(): FlowItem | null {
      const measure = (element: HTMLElement): number => {
        const probe = make('div', '')
        probe.style.cssText = 'position:absolute;left:0;width:max-content'
        probe.append(element)
        host.append(probe)
        const width = probe.getBoundingClientRect().width
        probe.remove()
        return width
      }
      const parts = [
        attachmentNote(content.elements.attachmentNote, pen, face.body),
        signature(content, job.facts, pen, measure),
        remark(content.elements.remark, pen),
      ].filter((one) => one !== null)
      if (parts.length === 0) return null
      const element = make('div', 'pp-end')
      element.append(...parts)
      return item(element, 'none', { keepPrevious: true })
    }
  } finally {
    measuring.remove()
  }
}

const pageOfBlock = (broken: Broken, block: number): number =>
  broken.pages.findIndex((page) => page.slices.some((slice) => slice.block === block)) + 1

/** The faces things are measured with, as the style sheet gives them. */
function faceOf(host: HTMLElement): { mark: Face; body: Face; number: Face } {
  const read = (classes: string): Face => {
    const probe = make('div', classes)
    host.append(probe)
    const style = getComputedStyle(probe)
    const face = { family: style.fontFamily, weight: style.fontWeight, sizePx: Number.parseFloat(style.fontSize) }
    probe.remove()
    return face
  }
  return { mark: read('pp-mark'), body: read('pp-p'), number: read('pp-number') }
}
