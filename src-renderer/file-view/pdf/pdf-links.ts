import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { tv } from '../../ui/text-file-view.ts'
import type { ViewHost } from '../shown-document.ts'

type Viewport = ReturnType<PDFPageProxy['getViewport']>
type Link = { subtype: string; rect: number[]; url?: string; dest?: unknown }

/** More links on a page than anybody clicks. */
const mostLinks = 500

/**
 * The links of a page as buttons over it: a place in the file is gone to, an address (http, https) is shown and handed to main,
 * which asks. All other actions of a PDF (Launch, JavaScript, SubmitForm, GoToR …) have no button: they do nothing (SE-84).
 */
export async function linksOf(
  pdf: PDFDocumentProxy,
  page: PDFPageProxy,
  viewport: Viewport,
  host: ViewHost,
): Promise<HTMLElement> {
  const layer = document.createElement('div')
  layer.className = 'link-layer'
  const all = (await page.getAnnotations({ intent: 'display' }).catch(() => [])) as Link[]
  for (const one of all.filter(({ subtype }) => subtype === 'Link').slice(0, mostLinks)) {
    const button = await buttonOf(one)
    if (!button) continue
    const [left = 0, bottom = 0, right = 0, top = 0] = one.rect
    const [x1, y1] = viewport.convertToViewportPoint(left, bottom) as [number, number]
    const [x2, y2] = viewport.convertToViewportPoint(right, top) as [number, number]
    button.style.left = `${Math.min(x1, x2)}px`
    button.style.top = `${Math.min(y1, y2)}px`
    button.style.width = `${Math.abs(x2 - x1)}px`
    button.style.height = `${Math.abs(y2 - y1)}px`
    layer.append(button)
  }
  return layer

  async function buttonOf({ url, dest }: Link): Promise<HTMLButtonElement | undefined> {
    const button = document.createElement('button')
    button.type = 'button'
    if (url !== undefined && /^https?:/i.test(url)) {
      button.title = tv.link(url)
      button.addEventListener('click', () => host.link(url))
    } else if (dest !== undefined && dest !== null) {
      const target = await pageOf(pdf, dest)
      if (target === undefined) return undefined
      button.title = tv.toPage(target)
      button.addEventListener('click', () => host.jump(target))
    } else return undefined
    button.ariaLabel = button.title
    return button
  }
}

/** The page a destination names, from 1; undefined where it names none. */
async function pageOf(pdf: PDFDocumentProxy, dest: unknown): Promise<number | undefined> {
  try {
    const explicit = typeof dest === 'string' ? await pdf.getDestination(dest) : dest
    const target: unknown = Array.isArray(explicit) ? explicit[0] : undefined
    if (typeof target === 'number') return target >= 0 && target < pdf.numPages ? target + 1 : undefined
    if (typeof target !== 'object' || target === null) return undefined
    return (await pdf.getPageIndex(target as Parameters<PDFDocumentProxy['getPageIndex']>[0])) + 1
  } catch {
    return undefined
  }
}
