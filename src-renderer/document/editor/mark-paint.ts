import type { Mark } from 'prosemirror-model'
import type { EditorView, MarkViewConstructor } from 'prosemirror-view'
import type { Verdict } from '../../../src-shared/revision/types.ts'
import { unknownLook, type PersonLook } from '../../ui/persons.ts'

/** The looks of people, as far as marks show them. */
export type MarkPersons = ReadonlyMap<string, Pick<PersonLook, 'className' | 'letter'>>

/** What the colours of marks depend on beside the marks themselves. */
export type Paint = {
  persons: MarkPersons
  verdicts: ReadonlyMap<string, Verdict>
  /** id of the change the reader stands at */
  current: string | null
}

type Drawn = { dom: HTMLElement; kind: string; author: string }
/** The marks drawn in one view, by change, and what they were last painted with. */
type Book = { drawn: Map<string, Drawn[]>; paint: Paint }

const books = new WeakMap<EditorView, Book>()

/** A new view's marks are drawn with `paint` from the first, so that nothing has to be painted again. */
function bookOf(view: EditorView, paint: Paint): Book {
  const known = books.get(view)
  if (known) return known
  const book: Book = { drawn: new Map(), paint }
  books.set(view, book)
  return book
}

/** How a mark of this kind, by this author, looks now. */
function lookOf(kind: string, author: string, id: string, { persons, verdicts, current }: Paint) {
  const look = persons.get(author) ?? unknownLook
  const verdict = verdicts.get(id)
  const classes = `${kind} ${look.className}${verdict ? ` v-${verdict}` : ''}${id === current ? ' current' : ''}`
  return { classes, letter: look.letter }
}

/** Elements that differ in nothing but the change they belong to: copying one is three times as quick as making one. */
const patterns = new Map<string, HTMLElement>()

function element(tag: string, classes: string, letter: string): HTMLElement {
  const name = `${tag} ${letter} ${classes}`
  let pattern = patterns.get(name)
  if (!pattern) {
    pattern = document.createElement(tag)
    pattern.className = classes
    pattern.dataset['letter'] = letter
    patterns.set(name, pattern)
  }
  return pattern.cloneNode() as HTMLElement
}

/** The changes that look different under another paint; 'all' where people have other looks. */
export function touchedBy(before: Paint, after: Paint): ReadonlySet<string> | 'all' {
  if (before.persons !== after.persons) return 'all'
  const touched = new Set<string>()
  if (before.verdicts !== after.verdicts) {
    for (const [id, verdict] of before.verdicts) if (after.verdicts.get(id) !== verdict) touched.add(id)
    for (const id of after.verdicts.keys()) if (!before.verdicts.has(id)) touched.add(id)
  }
  if (before.current !== after.current) for (const id of [before.current, after.current]) if (id !== null) touched.add(id)
  return touched
}

/**
 * Paints what a decision, a step to another change or a newcomer touched, and nothing else (UI-49): classes of elements
 * that are there already, no text is drawn anew, so 5,000 decisions at once stay within a blink.
 */
export function repaintMarks(view: EditorView, paint: Paint): void {
  const book = bookOf(view, paint)
  const touched = touchedBy(book.paint, paint)
  book.paint = paint
  for (const id of touched === 'all' ? book.drawn.keys() : touched)
    for (const { dom, kind, author } of book.drawn.get(id) ?? []) {
      const { classes, letter } = lookOf(kind, author, id, paint)
      dom.className = classes
      dom.dataset['letter'] = letter
    }
}

/**
 * How marks of tracking are drawn: in the person's colour and line style, with the person's letter for print (UI-41).
 * `paint` is what a new view shows.
 */
export function markViews(paint: () => Paint): Record<string, MarkViewConstructor> {
  const draw =
    (tag: string, kind: string): MarkViewConstructor =>
    (mark: Mark, view: EditorView) => {
      const id = String(mark.attrs['id'])
      const author = String(mark.attrs['author'])
      const book = bookOf(view, paint())
      const { classes, letter } = lookOf(kind, author, id, book.paint)
      const drawn: Drawn = { dom: element(tag, classes, letter), kind, author }
      drawn.dom.setAttribute('data-change', id)
      const beside = book.drawn.get(id)
      if (beside) beside.push(drawn)
      else book.drawn.set(id, [drawn])
      return {
        dom: drawn.dom,
        // a class that changes is no edit of the text
        ignoreMutation: (mutation) => mutation.type === 'attributes',
        destroy: () => {
          const left = book.drawn.get(id)?.filter((one) => one !== drawn)
          if (left?.length) book.drawn.set(id, left)
          else book.drawn.delete(id)
        },
      }
    }
  return { ins: draw('ins', 'mk-ins'), del: draw('del', 'mk-del'), fmt: draw('span', 'mk-fmt') }
}
