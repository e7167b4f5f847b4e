import './paper.css'
import type { Broken } from '../../src-shared/paper/breaks.ts'
import { readContent } from '../../src-shared/paper/content.ts'
import type { PaperJob, PaperTrouble } from '../../src-shared/paper/model.ts'
import { flowOf } from './blocks.ts'
import { breakText } from './break-text.ts'
import { make } from './dom.ts'
import { facesReady } from './faces.ts'
import { imprintOf } from './imprint.ts'
import { drawInks } from './ink-draw.ts'
import { prepareInks } from './ink-legend.ts'
import type { Pen } from './inline.ts'
import { legendItems } from './legend.ts'
import { makeLetters } from './letters.ts'
import { pressSeals } from './seals.ts'
import { setPages } from './set-pages.ts'
import { settlePictures } from './pictures.ts'
import { facesOf, mainToItem, tailItem, titleElement } from './text-parts.ts'
import { breakTitle } from './title.ts'
import { makeTold } from './told.ts'
import { sheetsOf, turnTables } from './turned.ts'
import { shrinkTallRows, unitsOf } from './units.ts'

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
    const face = facesOf(host)
    const flow = flowOf(content.body, pen, job.facts.form)
    const tail = tailItem(content, job.facts, pen, face.body, host)
    const annex = flowOf(content.annex, pen, job.facts.form)
    const mainTo = mainToItem(content, pen)
    const title = titleElement(content, job.facts, pen)
    const legend = job.copy === 'marked' ? legendItems(letters) : []
    const text = [...flow, ...(tail ? [tail] : []), ...annex]
    host.append(...(title ? [title] : []), ...(mainTo ? [mainTo.element] : []), ...text.map((one) => one.element))
    for (const one of host.querySelectorAll<HTMLElement>('.pp-title')) breakTitle(one)
    const inks = prepareInks(job, host, letters)
    host.append(...[...legend, ...inks.legend].map((one) => one.element))
    const told = makeTold()
    await settlePictures(host, told)
    shrinkTallRows(text, told)
    const rest = [...turnTables(text, told, (one, above) => sheetsOf(one, above, host, told)), ...legend, ...inks.legend]

    const made = breakText({ job, faces: face, title, mainTo, rest, startsWithText: flow.length > 0 || tail !== null, unitsOf })
    const imprint = imprintOf(content, job.facts, made.way.mainToInImprint ? content.elements.mainTo : null, pen, host)
    if (made.way.titleOnGrid) troubles.push({ code: 'PP-TITLE-LONG', page: 1, detail: '' })
    if (made.way.mainToInImprint) troubles.push({ code: 'PP-MAIN-TO-MOVED', page: 1, detail: '' })
    if (!made.hasText) troubles.push({ code: 'PP-FIRST-PAGE', page: 1, detail: '' })
    if (made.first.head.small) troubles.push({ code: 'PP-MARK-SMALL', page: 1, detail: '' })
    for (const block of made.broken.lone)
      troubles.push({ code: 'PP-LONE-END', page: pageOfBlock(made.broken, block), detail: '' })

    const pages = setPages({ ...made, imprint, title: made.way.titleOnGrid ? null : title, job, face })
    troubles.push(...drawInks(inks.drawn, pages, host), ...(await pressSeals(job, pages, host, pictures)))
    troubles.push(...told.found(pages))
    root.classList.add('paper')
    root.lang = 'zh-CN'
    root.replaceChildren(...pages)
    return { pages: pages.length, troubles }
  } finally {
    measuring.remove()
  }
}

const pageOfBlock = (broken: Broken, block: number): number =>
  broken.pages.findIndex((page) => page.slices.some((slice) => slice.block === block)) + 1
