/*
 * HTML from Word, WPS and browsers, made ready for the schema before ProseMirror parses it (RV-42): struck and hidden runs
 * stay behind, headings and lists become our levels, comment anchors go. Nothing here is ever shown: the result is parsed.
 */

const blocks: ReadonlySet<string> = new Set(['P', 'DIV', 'H1', 'H2', 'H3', 'H4', 'H5', 'H6', 'BLOCKQUOTE', 'PRE'])
const structures: ReadonlySet<string> = new Set(['UL', 'OL', 'TABLE'])
const headings = ['h1', 'h2', 'h3', 'h4'] as const

const struckStyle = /text-decoration[^;]*:[^;]*line-through|display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*hidden/i
const foreignNotes =
  'a.msocomanchor, .MsoCommentReference, .msocomtxt, [style*="mso-element:comment"], style, script, meta, link, title'
/** The spaces with which a first line is indented by hand: our paragraphs are indented by their style. */
const indent = /^[\s\u00a0\u3000]+/

/** A line of the source that ends between two Chinese characters, as Word wraps it, is no space. */
const wrappedLine = /(?<=[\u3000-\u9fff\uff00-\uffef])[ \t]*[\r\n]+[ \t]*(?=[\u3000-\u9fff\uff00-\uffef])/g

const styleOf = (element: Element): string => element.getAttribute('style') ?? ''
const each = (root: ParentNode, selector: string, act: (element: Element) => void): void => {
  for (const element of root.querySelectorAll(selector)) act(element)
}
const unwrap = (element: Element): void => element.replaceWith(...element.childNodes)

/** Selectors of a pasted style sheet whose text is struck or hidden, as browsers and WPS write character styles. */
function struckSelectors(doc: Document): string[] {
  return [...doc.styleSheets]
    .flatMap((sheet) => [...sheet.cssRules])
    .flatMap((rule) => (rule instanceof CSSStyleRule && struckStyle.test(rule.style.cssText) ? [rule.selectorText] : []))
}

function dropStruck(doc: Document): void {
  for (const selector of ['del', 's', 'strike', ...struckSelectors(doc)]) each(doc.body, selector, (element) => element.remove())
  each(doc.body, '[style]', (element) => {
    if (struckStyle.test(styleOf(element))) element.remove()
  })
}

/** Bold, italics and underline that are written as styles become the elements the schema knows. */
function looksToElements(doc: Document): void {
  each(doc.body, 'b, strong', (element) => {
    if (/font-weight\s*:\s*(normal|[1-4]00)/i.test(styleOf(element)) || element.closest('h1, h2, h3, h4, h5, h6')) unwrap(element)
  })
  const looks = [
    ['strong', /font-weight\s*:\s*(bold|[6-9]00)/i],
    ['em', /font-style\s*:\s*italic/i],
    ['u', /text-decoration[^;]*:[^;]*underline/i],
  ] as const
  each(doc.body, 'span[style], font[style]', (element) => {
    if (element.closest('h1, h2, h3, h4, h5, h6')) return
    for (const [name, pattern] of looks) {
      // an insertion tracked elsewhere is drawn underlined; here it is text like any other
      if (!pattern.test(styleOf(element)) || (name === 'u' && element.closest('ins'))) continue
      const mark = doc.createElement(name)
      mark.append(...element.childNodes)
      element.append(mark)
    }
  })
}

/** The style a paragraph has by its tag, its outline level or the name of its Word style. */
function styleName(element: Element): string | undefined {
  if (/\bMsoTitle\b/.test(element.className)) return 'centered'
  const level =
    /^H([1-6])$/.exec(element.tagName)?.[1] ??
    /mso-outline-level\s*:\s*([1-9])/i.exec(styleOf(element))?.[1] ??
    /\b(?:Mso)?Heading\s?([1-9])\b/i.exec(element.className)?.[1]
  return level === undefined ? undefined : headings[Math.min(Number(level), headings.length) - 1]
}

type Item = { list: 'bullet' | 'ordered'; level: number }

function asParagraph(doc: Document, from: Element | undefined, content: readonly Node[], item: Item | undefined): Element {
  const paragraph = doc.createElement('p')
  paragraph.append(...content)
  const style = from && styleName(from)
  if (style) paragraph.setAttribute('data-style', style)
  if (item) {
    paragraph.setAttribute('data-list', item.list)
    paragraph.setAttribute('data-level', String(Math.min(item.level, 8)))
  }
  const align = from && /text-align\s*:\s*(center|right)/i.exec(styleOf(from))?.[1]
  if (align && !style) paragraph.setAttribute('data-align', align.toLowerCase())
  dropIndent(doc, paragraph)
  return paragraph
}

function dropIndent(doc: Document, paragraph: Element): void {
  const { firstChild } = paragraph
  const first = firstChild instanceof Text ? firstChild : doc.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT).nextNode()
  const words = first?.nodeValue ?? ''
  if (first && indent.test(words)) first.nodeValue = words.replace(indent, '')
}

/** The item a paragraph of Word is, and its marker: of a list taken away, of a heading part of its words. */
function wordItem(element: Element): Item | undefined {
  const level = /mso-list\s*:[^;]*level([1-9])/i.exec(styleOf(element))?.[1]
  const marker = element.querySelector('[style*="mso-list:Ignore"], [style*="mso-list: Ignore"]')
  if (level === undefined) return undefined
  const words = (marker?.textContent ?? '').replaceAll(/[\s\u00a0]/g, '')
  marker?.replaceWith(styleName(element) ? words : '')
  if (styleName(element)) return undefined
  return { list: /[\da-z一二三四五六七八九十]/i.test(words) && words !== 'o' ? 'ordered' : 'bullet', level: Number(level) - 1 }
}

/** The paragraphs of a list item: its own words, and each paragraph in it. */
function itemParagraphs(doc: Document, li: Element): Node[] {
  let depth = -1
  for (let list = li.parentElement?.closest('ul, ol'); list; list = list.parentElement?.closest('ul, ol')) depth += 1
  const item: Item = { list: li.closest('ul, ol')?.tagName === 'OL' ? 'ordered' : 'bullet', level: Math.max(0, depth) }
  const result: Node[] = []
  let words: Node[] = []
  const flush = (): void => {
    if (words.some((node) => node.textContent?.trim())) result.push(asParagraph(doc, undefined, words, item))
    words = []
  }
  for (const child of Array.from(li.childNodes)) {
    if (!(child instanceof Element) || (!blocks.has(child.tagName) && !structures.has(child.tagName))) {
      words.push(child)
      continue
    }
    flush()
    result.push(blocks.has(child.tagName) ? asParagraph(doc, child, [...child.childNodes], item) : child)
  }
  flush()
  return result
}

function blocksToParagraphs(doc: Document): void {
  // from the innermost list outwards, so an item's depth is counted while its lists still stand
  const items = [...doc.body.querySelectorAll('li')].map((li) => [li, itemParagraphs(doc, li)] as const)
  for (const [li, paragraphs] of items) li.replaceWith(...paragraphs)
  each(doc.body, 'ul, ol', unwrap)
  each(doc.body, 'p, div, h1, h2, h3, h4, h5, h6', (element) => {
    // a paragraph that says nothing of itself, without anything in it but words, is one already
    if (element.tagName === 'P' && !element.hasAttributes() && !element.firstElementChild) return dropIndent(doc, element)
    if (element.hasAttribute('data-list') || element.querySelector('p, div, h1, h2, h3, h4, h5, h6, table')) return
    const item = wordItem(element)
    element.replaceWith(asParagraph(doc, element, [...element.childNodes], item))
  })
}

/** A picture that brings its bytes along in a pasted text. SVG is none: it can hold scripts. */
export const dataImage = /^data:image\/(?!svg)/i

const none: ReadonlySet<string> = new Set()

/**
 * Pasted or dropped HTML as our parser should read it. What another page of this desk copied is only freed of struck runs.
 * `taken`: the SM3s of pictures that this page itself has just taken in from this very HTML; no other HTML names any (SE-09).
 */
export function pasteHtml(html: string, taken: ReadonlySet<string> = none): string {
  const doc = new DOMParser().parseFromString(html, 'text/html')
  dropStruck(doc)
  each(doc, foreignNotes, (element) => element.remove())
  if (doc.querySelector('[data-pm-slice]')) return doc.body.innerHTML
  each(doc.body, 'img', (image) => {
    if (!taken.has(image.getAttribute('data-sm3') ?? '')) image.remove()
  })
  // a foreign page knows nothing of our elements and changes, whatever it says
  each(doc.body, '[data-block], [data-change], [data-comment], [data-id]', (element) => {
    for (const name of ['data-block', 'data-change', 'data-comment', 'data-id']) element.removeAttribute(name)
  })
  each(doc.body, 'o\\:p', (element) =>
    element.textContent?.replaceAll('\u00a0', '').trim() ? unwrap(element) : element.remove(),
  )
  each(doc.body, 'a', unwrap)
  doc.body.normalize()
  const texts = doc.createTreeWalker(doc.body, NodeFilter.SHOW_TEXT)
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const words = text.nodeValue ?? ''
    if (words.includes('\n') || words.includes('\r')) text.nodeValue = words.replaceAll(wrappedLine, '')
  }
  looksToElements(doc)
  blocksToParagraphs(doc)
  return doc.body.innerHTML
}
