import { Checkbox, Modal } from 'antd'
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import type { DocumentId } from '../../src-shared/ids.ts'
import type { UnitTemplate } from '../../src-shared/templates/messages.ts'
import type { DocumentRow } from '../data/api.ts'
import { usePlace } from '../data/queries.ts'
import { isComposing } from '../ui/composing.ts'
import { day } from '../ui/moments.ts'
import { docTypes, t } from '../ui/text.ts'
import { ttp } from '../ui/text-templates.ts'
import { useUnitTemplates } from '../ui/unit-templates.ts'
import './new-draft.css'

const WITH_TEMPLATE = 'draft.template'

type Props = {
  now: number
  onCancel: () => void
  /** `template`: with the headings and closing words of its kind */
  onChoose: (docType: string, template: boolean) => void
  onCopy: (id: DocumentId) => void
  onTemplate: (template: UnitTemplate) => void
}

/** 拟稿: choose the 文种, or a document to begin from; the draft is there at once. */
export function NewDraftDialog({ now, onCancel, onChoose, onCopy, onTemplate }: Props) {
  const first = useRef<HTMLButtonElement>(null)
  const [template, setTemplate] = useState(() => localStorage.getItem(WITH_TEMPLATE) === 'yes')
  const [copying, setCopying] = useState(false)
  const { all: templates, look } = useUnitTemplates()
  // what was kept since the line came, or by somebody else
  useEffect(() => void look(), [look])
  const setAndKeep = (on: boolean): void => {
    localStorage.setItem(WITH_TEMPLATE, on ? 'yes' : 'no')
    setTemplate(on)
  }
  return (
    <Modal
      open
      title={t.newDraftTitle}
      footer={null}
      onCancel={onCancel}
      width={copying ? 640 : 440}
      className="dialog"
      afterOpenChange={(open) => open && first.current?.focus()}
    >
      {copying ? (
        <Earlier onChoose={onCopy} />
      ) : (
        <>
          <p className="muted">{t.newDraftHint}</p>
          <div className="doc-types" role="group" aria-label={t.docType}>
            {docTypes.map((name, index) => (
              <button
                key={name}
                type="button"
                className="plain doc-type"
                ref={index === 0 ? first : undefined}
                onClick={() => onChoose(name, template)}
              >
                {name}
              </button>
            ))}
          </div>
          {templates.length > 0 && (
            <>
              <p className="muted">{ttp.mine}</p>
              <div className="unit-templates scroll-y" role="group" aria-label={ttp.mine}>
                {templates.map((one) => (
                  <button
                    key={one.id}
                    type="button"
                    className="plain"
                    title={ttp.of(one.by, day(one.at, now))}
                    onClick={() => onTemplate(one)}
                  >
                    <span className="muted">{one.docType}</span>
                    <span className="ellipsis">{one.name}</span>
                  </button>
                ))}
              </div>
            </>
          )}
        </>
      )}
      <div className="draft-ways">
        {!copying && (
          <Checkbox checked={template} onChange={(event) => setAndKeep(event.target.checked)}>
            {t.draftTemplate}
          </Checkbox>
        )}
        <button type="button" className="plain link" onClick={() => setCopying(!copying)}>
          {copying ? t.draftBlank : t.draftFrom}
        </button>
      </div>
    </Modal>
  )
}

/** The documents on this desk, newest first, narrowed by what is typed; one of them is what the draft begins from. */
function Earlier({ onChoose }: { onChoose: (id: DocumentId) => void }) {
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(0)
  const list = useRef<HTMLDivElement>(null)
  const done = usePlace('done')
  const active = usePlace('active')
  const todo = usePlace('todo')
  const drafts = usePlace('drafts')
  const found = useMemo(
    () =>
      narrowed(
        [done, active, todo, drafts].flatMap((rows) => rows ?? []),
        query.trim(),
      ),
    [query, done, active, todo, drafts],
  )
  const index = Math.min(at, Math.max(0, found.length - 1))
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [index, found])
  const keys = (event: KeyboardEvent): void => {
    if (isComposing(event)) return
    const chosen = found[index]
    if (event.key === 'ArrowDown') setAt(Math.min(index + 1, found.length - 1))
    else if (event.key === 'ArrowUp') setAt(Math.max(index - 1, 0))
    else if (event.key === 'Enter' && chosen) onChoose(chosen.id)
    else return
    event.preventDefault()
  }
  return (
    <>
      <p className="muted">{t.draftFromHint}</p>
      <input
        autoFocus
        className="earlier-query"
        value={query}
        placeholder={t.draftFromFind}
        aria-label={t.draftFromFind}
        onChange={(event) => {
          setQuery(event.target.value)
          setAt(0)
        }}
        onKeyDown={keys}
      />
      <div className="earlier scroll-y" role="listbox" aria-label={t.draftFrom} ref={list}>
        {found.map((row, i) => (
          <div
            key={row.id}
            role="option"
            aria-selected={i === index}
            className={`earlier-row${i === index ? ' selected' : ''}`}
            onMouseMove={() => setAt(i)}
            onClick={() => onChoose(row.id)}
          >
            <span className="muted">{row.docType}</span>
            <span className="ellipsis" title={row.title}>
              {row.title || t.untitled}
            </span>
            <span className="muted">{row.unitName}</span>
          </div>
        ))}
        {found.length === 0 && <div className="empty">{t.draftFromNone}</div>}
      </div>
    </>
  )
}

/** More than this nobody looks through: one types another word. */
const MOST_SHOWN = 100

/** Rows whose title, 文种 or unit has the words, each once, newest first. Pure. */
const narrowed = (rows: readonly DocumentRow[], query: string): readonly DocumentRow[] =>
  [...new Map(rows.map((row) => [row.id, row])).values()]
    .filter((row) => query === '' || [row.title, row.docType, row.unitName].some((text) => text.includes(query)))
    .toSorted((a, b) => b.updatedAt - a.updatedAt)
    .slice(0, MOST_SHOWN)
