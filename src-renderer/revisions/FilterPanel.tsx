import { Input, Segmented, Select } from 'antd'
import type { ReactNode } from 'react'
import type { RouteStep } from '../../src-shared/workflow/directory.ts'
import { Badge } from '../ui/Badge.tsx'
import { clearable } from '../ui/clearable.tsx'
import type { PersonLook } from '../ui/persons.ts'
import { r } from '../ui/text-revisions.ts'
import {
  filterSize,
  kindGroups,
  noFilter,
  placeGroups,
  type Filter,
  type KindGroup,
  type Occurring,
  type PlaceGroup,
} from './filter.ts'
import { sinceChoices } from './since.ts'
import { stepWords } from '../ui/step-words.ts'

const kindNames: Record<KindGroup, string> = {
  text: r.groupText,
  move: r.groupMove,
  format: r.groupFormat,
  paragraph: r.groupParagraph,
  block: r.groupBlock,
}
const placeNames: Record<PlaceGroup, string> = { element: r.placeElement, body: r.placeBody, table: r.placeTable }

export type FilterProps = {
  filter: Filter
  /** what there is to choose among in this document */
  occurring: Occurring
  steps: readonly RouteStep[]
  persons: ReadonlyMap<string, PersonLook>
  /** when the document came to the reader; null where it is not their turn */
  turnSince: number | null
  now: number
  found: number
  all: number
  onFilter: (filter: Filter) => void
}

/** The filter of the rail: every part narrows what is listed and what Alt+↑↓ walks (UI-43). */
export function FilterPanel({ filter, occurring, steps, persons, turnSince, now, found, all, onFilter }: FilterProps) {
  const set = (change: Partial<Filter>): void => onFilter({ ...filter, ...change })
  const stepAt = (id: string): number => steps.findIndex((step) => step.id === id)
  const since = sinceChoices(now, turnSince)
  return (
    <div className="filter" role="search" aria-label={r.filterOpen}>
      <Part name={r.filterWords}>
        <Input
          size="small"
          allowClear={clearable}
          value={filter.words}
          placeholder={r.filterWordsHint}
          aria-label={r.filterWords}
          onChange={(event) => set({ words: event.target.value })}
        />
      </Part>
      <Part name={r.filterState}>
        <Segmented<Filter['state']>
          size="small"
          value={filter.state}
          options={[
            { value: 'all', label: r.stateAll },
            { value: 'open', label: r.stateOpen },
            { value: 'decided', label: r.stateDecided },
          ]}
          onChange={(state) => set({ state })}
        />
      </Part>
      <Choices
        name={r.filterPeople}
        all={[...persons.keys()].filter((id) => occurring.people.has(id))}
        chosen={filter.people}
        words={(id) => persons.get(id)?.name ?? r.gonePerson}
        look={(id) => persons.get(id)}
        onChosen={(people) => set({ people })}
      />
      <Choices
        name={r.filterSteps}
        all={[...occurring.steps].toSorted((a, b) => stepAt(a) - stepAt(b))}
        chosen={filter.steps}
        words={(id) => stepWords(steps, id)}
        onChosen={(chosen) => set({ steps: chosen })}
      />
      <Choices
        name={r.filterKinds}
        all={kindGroups.filter((kind) => occurring.kinds.has(kind))}
        chosen={filter.kinds}
        words={(kind) => kindNames[kind]}
        onChosen={(kinds) => set({ kinds })}
      />
      <Choices
        name={r.filterPlaces}
        all={placeGroups.filter((place) => occurring.places.has(place))}
        chosen={filter.places}
        words={(place) => placeNames[place]}
        onChosen={(places) => set({ places })}
      />
      <Part name={r.filterSince}>
        <Select
          size="small"
          value={since.find((one) => one.at === filter.since)?.at ?? filter.since ?? 0}
          options={since.map((one) => ({ value: one.at ?? 0, label: one.name }))}
          aria-label={r.filterSince}
          onChange={(at: number) => set({ since: at || null })}
        />
      </Part>
      <div className="filter-foot">
        <span className="muted" aria-live="polite">
          {r.filterFound(found, all)}
        </span>
        {filterSize(filter) > 0 && (
          <button type="button" className="plain link" onClick={() => onFilter(noFilter)}>
            {r.filterClear}
          </button>
        )}
      </div>
    </div>
  )
}

type ChoicesProps<T extends string> = {
  name: string
  all: readonly T[]
  chosen: readonly T[]
  words: (one: T) => string
  look?: (one: T) => PersonLook | undefined
  onChosen: (chosen: readonly T[]) => void
}

/** Any number of a few things; where all changes are alike there is nothing to choose. */
function Choices<T extends string>({ name, all, chosen, words, look, onChosen }: ChoicesProps<T>) {
  if (all.length < 2 && !chosen.length) return null
  return (
    <Part name={name}>
      {all.map((one) => {
        const on = chosen.includes(one)
        const person = look?.(one)
        return (
          <button
            key={one}
            type="button"
            role="checkbox"
            aria-checked={on}
            className={`plain choice${on ? ' on' : ''}`}
            title={words(one)}
            onClick={() => onChosen(on ? chosen.filter((other) => other !== one) : [...chosen, one])}
          >
            {person && <Badge look={person} />}
            {words(one)}
          </button>
        )
      })}
    </Part>
  )
}

function Part({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="filter-part" role="group" aria-label={name}>
      <span className="muted">{name}</span>
      <div>{children}</div>
    </div>
  )
}
