import { useDeferredValue, useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import type { DocumentId } from '../../src-shared/ids.ts'
import type { DocumentRow, Place } from '../data/api.ts'
import { useDirectory, usePlace } from '../data/queries.ts'
import { isComposing } from '../ui/composing.ts'
import { t } from '../ui/text.ts'
import { readableKeys } from '../ui/readable-keys.ts'
import type { CommandContext } from './command-context.ts'
import { commands } from './commands.ts'
import { placeName } from './place-names.ts'
import './palette.css'

type Found = { key: string; group: string; title: string; note: string; run: () => void }
type Matcher = (text: string, query: string) => boolean

const plainMatch: Matcher = (text, query) => text.toLowerCase().includes(query.toLowerCase())

/** Matches text itself at once, pinyin and its initials when the dictionary has been read (it is large). */
function usePinyin(): Matcher {
  const [match, setMatch] = useState<Matcher>(() => plainMatch)
  useEffect(() => {
    let gone = false
    void import('pinyin-pro').then(({ match: pinyin }) => {
      if (!gone)
        setMatch(
          () => (text: string, query: string) =>
            plainMatch(text, query) ||
            (/^[a-z\s]+$/i.test(query) && pinyin(text, query.toLowerCase(), { continuous: true }) !== null),
        )
    })
    return () => {
      gone = true
    }
  }, [])
  return match
}

type Props = { context: CommandContext; onOpen: (place: Place, id: DocumentId) => void; onClose: () => void }

/** Ctrl+K: titles, people and commands, by their text or by pinyin initials. */
export function Palette({ context, onOpen, onClose }: Props) {
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(0)
  const asked = useDeferredValue(query.trim())
  // Enter that came before the list had followed the words: the list of the words before must not answer it
  const pressed = useRef(false)
  const isStale = asked !== query.trim()
  const match = usePinyin()
  const found = useFound(asked, match, context, onOpen, setQuery)
  const list = useRef<HTMLDivElement>(null)
  const index = Math.min(at, Math.max(0, found.length - 1))

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [index, found])

  const run = (one: Found | undefined): void => {
    if (!one) return
    if (one.group !== t.palettePeople) onClose()
    one.run()
  }
  useEffect(() => {
    if (!pressed.current || isStale) return
    pressed.current = false
    run(found[index])
  })
  const keys = (event: KeyboardEvent): void => {
    if (isComposing(event)) return
    if (event.key === 'ArrowDown') setAt(Math.min(index + 1, found.length - 1))
    else if (event.key === 'ArrowUp') setAt(Math.max(index - 1, 0))
    else if (event.key === 'Enter' && isStale) pressed.current = true
    else if (event.key === 'Enter') run(found[index])
    else if (event.key === 'Escape') onClose()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div className="palette-wrap" onMouseDown={onClose}>
      <div className="palette" role="dialog" aria-label={t.cmdPalette} onMouseDown={(event) => event.stopPropagation()}>
        <input
          autoFocus
          value={query}
          placeholder={t.paletteHint}
          aria-label={t.paletteHint}
          onChange={(event) => {
            setQuery(event.target.value)
            setAt(0)
            pressed.current = false
          }}
          onKeyDown={keys}
        />
        <div className="palette-list scroll-y" role="listbox" ref={list}>
          {found.map((one, i) => (
            <div key={one.key}>
              {one.group !== found[i - 1]?.group && <div className="palette-group">{one.group}</div>}
              <div
                role="option"
                aria-selected={i === index}
                className={`palette-row${i === index ? ' selected' : ''}`}
                onMouseMove={() => setAt(i)}
                onClick={() => run(one)}
              >
                <span className="ellipsis">{one.title}</span>
                <span className="muted">{one.note}</span>
              </div>
            </div>
          ))}
          {!found.length && <div className="empty">{t.paletteNone}</div>}
        </div>
      </div>
    </div>
  )
}

function useFound(
  query: string,
  match: Matcher,
  context: CommandContext,
  onOpen: Props['onOpen'],
  setQuery: (query: string) => void,
): Found[] {
  const todo = usePlace('todo')
  const drafts = usePlace('drafts')
  const active = usePlace('active')
  const done = usePlace('done')
  const directory = useDirectory()
  return useMemo(() => {
    const documents = new Map<DocumentId, { place: Place; row: DocumentRow }>()
    const lists: [Place, DocumentRow[] | undefined][] = [
      ['todo', todo],
      ['drafts', drafts],
      ['active', active],
      ['done', done],
    ]
    for (const [place, rows] of lists)
      for (const row of rows ?? []) if (!documents.has(row.id)) documents.set(row.id, { place, row })
    const ofDocs = [...documents.values()]
      .filter(({ row }) => query && (match(row.title, query) || row.drafterName === query || row.holderName === query))
      .slice(0, 30)
      .map(({ place, row }): Found => ({
        key: row.id,
        group: t.paletteDocuments,
        title: row.title || t.untitled,
        note: placeName(place),
        run: () => onOpen(place, row.id),
      }))
    const units = new Map(directory?.units.map((unit) => [unit.id, unit.shortName]))
    const people = (query ? (directory?.posts ?? []) : [])
      .filter((post) => match(post.name, query))
      .slice(0, 8)
      .map((post): Found => ({
        key: post.id,
        group: t.palettePeople,
        title: `${post.name}　${post.title}`,
        note: units.get(post.unitId) ?? '',
        run: () => setQuery(post.name),
      }))
    const acts = commands
      .filter(
        (command) =>
          !command.localOnly && command.id !== 'palette' && command.when(context) && (!query || match(command.title, query)),
      )
      .map((command): Found => ({
        key: command.id,
        group: t.paletteCommands,
        title: command.title,
        note: command.keys[0] ? readableKeys(command.keys[0]) : '',
        run: () => command.run(context),
      }))
    return [...ofDocs, ...people, ...acts]
  }, [query, match, context, onOpen, setQuery, todo, drafts, active, done, directory])
}
