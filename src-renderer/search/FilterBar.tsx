import { Button, Input, Select } from 'antd'
import { docTypes } from '../../src-shared/document/doc-types.ts'
import { noFilter, type SearchFilter } from '../../src-shared/search/query.ts'
import { shelves, stages } from '../../src-shared/search/searchable.ts'
import { clearable } from '../ui/clearable.tsx'
import { tsr } from '../ui/text-search.ts'
import { useComposed } from './use-composed.ts'

type Props = { filter: SearchFilter; onChange: (filter: SearchFilter) => void }

const isDate = (value: string): boolean => value === '' || /^\d{4}-\d{2}-\d{2}$/.test(value)

/** What results must be beside holding the words; each part stands for itself, all must be met. */
export function FilterBar({ filter, onChange }: Props) {
  const change = (part: Partial<SearchFilter>): void => onChange({ ...filter, ...part })
  const many = <T extends string>(
    name: string,
    value: readonly T[],
    options: readonly { value: T; label: string }[],
    take: (next: T[]) => void,
  ) => (
    <Select<T[], { value: T; label: string }>
      size="small"
      mode="multiple"
      allowClear
      className="seek-many"
      aria-label={name}
      placeholder={name}
      maxTagCount={1}
      value={[...value]}
      options={[...options]}
      onChange={take}
    />
  )
  const day = (name: string, value: string, take: (next: string) => void) => (
    <input
      type="date"
      className={`seek-day${value === '' ? ' none' : ''}`}
      aria-label={name}
      title={name}
      value={value}
      onChange={({ target }) => isDate(target.value) && take(target.value)}
    />
  )
  return (
    <div className="seek-filter">
      {many(
        tsr.docType,
        filter.docTypes,
        docTypes.map((value) => ({ value: value as string, label: value })),
        (next) => change({ docTypes: next }),
      )}
      {many(
        tsr.stage,
        filter.stages,
        stages.map((value) => ({ value, label: tsr.stages[value] })),
        (next) => change({ stages: next }),
      )}
      {many(
        tsr.shelf,
        filter.shelves,
        shelves.map((value) => ({ value, label: tsr.shelves[value] })),
        (next) => change({ shelves: next }),
      )}
      <Words name={tsr.unit} value={filter.unit} most={100} onChange={(unit) => change({ unit })} />
      <Words name={tsr.person} value={filter.person} most={50} onChange={(person) => change({ person })} />
      <span className="seek-days">
        {day(tsr.from, filter.from, (from) => change({ from }))}
        <span className="muted">{tsr.until}</span>
        {day(tsr.to, filter.to, (to) => change({ to }))}
      </span>
      {JSON.stringify(filter) !== JSON.stringify(noFilter) && (
        <Button size="small" type="text" onClick={() => onChange(noFilter)}>
          {tsr.noFilter}
        </Button>
      )}
    </div>
  )
}

/** A field whose words count once they are written: nothing half composed is asked for. */
function Words({ name, value, most, onChange }: { name: string; value: string; most: number; onChange: (next: string) => void }) {
  const { typed, handlers } = useComposed(value, onChange)
  return (
    <Input
      size="small"
      allowClear={clearable}
      className="seek-words"
      aria-label={name}
      placeholder={name}
      maxLength={most}
      value={typed}
      {...handlers}
    />
  )
}
