import SwapOutlined from '@ant-design/icons/SwapOutlined'
import { Select } from 'antd'
import type { RouteStep } from '../../../src-shared/workflow/directory.ts'
import { moment } from '../../ui/moments.ts'
import type { PersonLook } from '../../ui/persons.ts'
import { r } from '../../ui/text-revisions.ts'
import type { VersionList } from './use-versions.ts'
import type { VersionEnd, View } from './view.ts'
import { stepWords } from '../../ui/step-words.ts'

type Props = {
  from: VersionEnd
  to: VersionEnd
  versions: VersionList
  persons: ReadonlyMap<string, PersonLook>
  steps: readonly RouteStep[]
  failed: string | undefined
  waiting: boolean
  same: boolean
  now: number
  onView: (view: View) => void
}

/** Which two versions are laid against each other; 原稿 and 现在 are always there, also without a line (UI-46). */
export function VersionBar({ from, to, versions, persons, steps, failed, waiting, same, now, onView }: Props) {
  const rows = versions.kind === 'here' ? versions.rows : []
  const options: { value: VersionEnd; label: string; short: string }[] = [
    { value: 'original', label: r.versionOriginal, short: r.versionOriginal },
    ...rows.map((row) => ({
      value: row.version,
      label: r.versionRow(
        row.version,
        moment(row.at, now),
        persons.get(row.author)?.name ?? r.gonePerson,
        stepWords(steps, row.step),
      ),
      short: r.versionShort(row.version),
    })),
    { value: 'now', label: r.versionNow, short: r.versionNow },
  ]
  const pick = (label: string, value: VersionEnd, choose: (end: VersionEnd) => void) => (
    <label className="version-pick">
      {label}
      <Select<VersionEnd, (typeof options)[number]>
        size="small"
        value={value}
        options={options}
        optionLabelProp="short"
        popupMatchSelectWidth={false}
        aria-label={label}
        onChange={choose}
      />
    </label>
  )
  return (
    <>
      {pick(r.versionFrom, from, (end) => onView({ kind: 'versions', from: end, to }))}
      <button
        type="button"
        className="plain icon"
        title={r.swapVersions}
        aria-label={r.swapVersions}
        onClick={() => onView({ kind: 'versions', from: to, to: from })}
      >
        <SwapOutlined />
      </button>
      {pick(r.versionTo, to, (end) => onView({ kind: 'versions', from, to: end }))}
      <VersionNote versions={versions} failed={failed} waiting={waiting} same={same} onView={onView} />
    </>
  )
}

function VersionNote({
  versions,
  failed,
  waiting,
  same,
  onView,
}: Pick<Props, 'versions' | 'failed' | 'waiting' | 'same' | 'onView'>) {
  if (failed !== undefined)
    return (
      <span className="amber">
        {r.versionFailed}
        <button type="button" className="plain link" onClick={() => onView({ kind: 'versions', from: 'original', to: 'now' })}>
          {`${r.versionOriginal} → ${r.versionNow}`}
        </button>
      </span>
    )
  if (waiting) return <span className="muted">{r.versionReading}</span>
  if (versions.kind === 'reading') return <span className="muted">{r.versionsReading}</span>
  if (versions.kind === 'none')
    return <span className="amber">{versions.code === 'NET-OFFLINE' ? r.versionsOffline : r.versionsFailed}</span>
  return same ? <span className="muted">{r.versionsSame}</span> : null
}
