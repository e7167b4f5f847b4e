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

function bookOf(view: EditorView): Book {
  const known = books.get(view)
  if (known) return known
  const book: Book = { drawn: new Map(), paint: { persons: new Map(), verdicts: new Map(), current: null } }
  books.set(view, book)
  return book
}

function colour({ dom, kind, author }: Drawn, id: string, { persons, verdicts, current }: Paint): void {
  const look = persons.get(author) ?? unknownLook
  const verdict = verdicts.get(id)
  dom.className = `${kind} ${look.className}${verdict ? ` v-${verdict}` : ''}${id === current ? ' current' : ''}`
  dom.dataset['letter'] = look.letter
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
  const book = bookOf(view)
  const touched = touchedBy(book.paint, paint)
  book.paint = paint
  for (const id of touched === 'all' ? book.drawn.keys() : touched)
    for (const drawn of book.drawn.get(id) ?? []) colour(drawn, id, paint)
}

/** How marks of tracking are drawn: in the person's colour and line style, with the person's letter for print (UI-41). */
export function markViews(persons: () => MarkPersons): Record<string, MarkViewConstructor> {
  const draw =
    (tag: string, kind: string): MarkViewConstructor =>
    (mark: Mark, view: EditorView) => {
      const id = String(mark.attrs['id'])
      const drawn: Drawn = { dom: document.createElement(tag), kind, author: String(mark.attrs['author']) }
      const book = bookOf(view)
      drawn.dom.dataset['change'] = id
      colour(drawn, id, { ...book.paint, persons: persons() })
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
