import type { PaperTrouble, PaperTroubleCode } from '../../src-shared/paper/model.ts'

/** Troubles of elements that are known before the pages are: each gets the page its element came to stand on. */
export type Told = {
  tell: (element: HTMLElement, code: PaperTroubleCode, detail?: string) => void
  /** what was told, by page (`data-page`), in the order of the pages; what a table parted over pages has, by its first one */
  found: (pages: readonly HTMLElement[]) => PaperTrouble[]
}

export function makeTold(): Told {
  const all: { code: PaperTroubleCode; detail: string }[] = []
  return {
    tell: (element, code, detail = '') => {
      // copies of the element, as parts of a table are, carry it too
      element.dataset['told'] = `${element.dataset['told'] ?? ''} ${all.length}`.trim()
      all.push({ code, detail })
    },
    found: (pages) =>
      all
        .map(({ code, detail }, i): PaperTrouble => {
          const page = pages.find((one) => one.querySelector(`[data-told~="${i}"]`))
          return { code, page: page ? Number(page.dataset['page']) : null, detail }
        })
        .toSorted((a, b) => (a.page ?? Infinity) - (b.page ?? Infinity)),
  }
}
