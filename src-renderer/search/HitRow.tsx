import { memo } from 'react'
import type { Places, SearchHit } from '../../src-shared/search/query.ts'
import { signedDay } from '../ui/moments.ts'
import { t, urgent } from '../ui/text.ts'
import { tsr } from '../ui/text-search.ts'

/** A text with what was found in it. */
function Marked({ text, places }: { text: string; places: Places }) {
  const parts = places.flatMap(([from, to], i) => [
    text.slice(i === 0 ? 0 : (places[i - 1]?.[1] ?? 0), from),
    <mark key={from}>{text.slice(from, to)}</mark>,
  ])
  return (
    <>
      {parts}
      {text.slice(places.at(-1)?.[1] ?? 0)}
    </>
  )
}

type Props = {
  hit: SearchHit
  index: number
  count: number
  selected: boolean
  /** false: the county has it, this desk not yet */
  here: boolean
  onSelect: (index: number) => void
  onOpen: (hit: SearchHit) => void
}

/** One result: title, where the words stand in the text, and what it is. */
export const HitRow = memo(function HitRow({ hit, index, count, selected, here, onSelect, onOpen }: Props) {
  const [unit = ''] = hit.units
  const [person = ''] = hit.persons
  const about = [hit.number, unit, person, hit.docType, tsr.stages[hit.stage], signedDay(hit.on)].filter(Boolean)
  return (
    <div
      role="option"
      id={`hit-${hit.id}`}
      aria-selected={selected}
      aria-posinset={index + 1}
      aria-setsize={count}
      aria-disabled={!here}
      className={`hit${selected ? ' selected' : ''}${here ? '' : ' away'}`}
      onMouseDown={(event) => event.preventDefault()}
      onMouseMove={() => onSelect(index)}
      onClick={() => onOpen(hit)}
    >
      <div className="hit-title ellipsis">
        {hit.urgency !== '' && <em className={hit.urgency === urgent ? 'urgent' : 'rushed'}>{hit.urgency}</em>}
        {hit.title === '' ? t.untitled : <Marked text={hit.title} places={hit.titlePlaces} />}
      </div>
      {hit.snippet && (
        <div className="hit-text ellipsis">
          <Marked {...hit.snippet} />
        </div>
      )}
      <div className="hit-about ellipsis">{about.join(' · ')}</div>
    </div>
  )
})
