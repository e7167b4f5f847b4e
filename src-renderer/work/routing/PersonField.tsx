import { Form, Select } from 'antd'
import { useEffect, useState } from 'react'
import { issuingUnit, type Directory } from '../../../src-shared/workflow/directory.ts'
import { loadInitials } from '../../data/search/initials.ts'
import { tr } from '../../ui/text-routing.ts'

type Props = {
  directory: Directory
  /** the organ whose people are offered */
  unitId: string
  name: string
  label: string
  without: ReadonlySet<string>
  several?: boolean
  /** who may be chosen of them */
  mayTake?: (userId: string) => boolean
  onChosen?: (userId: string) => void
}

/** People of an organ, found by name, unit, title or pinyin initials; once each, however many posts they hold. */
export function PersonField({ directory, unitId, name, label, without, several = false, mayTake, onChosen }: Props) {
  const [initialsOf, setInitialsOf] = useState<((text: string) => string) | undefined>()
  useEffect(() => {
    let here = true
    void loadInitials().then(
      (found) => here && setInitialsOf(() => found),
      () => undefined,
    )
    return () => {
      here = false
    }
  }, [])
  const organ = issuingUnit(directory, unitId)?.id
  const people = new Map<string, { value: string; label: string; names: string }>()
  for (const post of directory.posts) {
    if (people.has(post.userId) || without.has(post.userId) || issuingUnit(directory, post.unitId)?.id !== organ) continue
    if (mayTake && !mayTake(post.userId)) continue
    const unit = directory.units.find((one) => one.id === post.unitId)?.shortName ?? ''
    const initials = initialsOf ? initialsOf(post.name).replaceAll(' ', '') : ''
    const words = `${post.name}　${unit}　${post.title}`
    people.set(post.userId, { value: post.userId, label: words, names: `${words} ${initials}`.toLowerCase() })
  }
  return (
    <Form.Item
      name={name}
      label={label}
      rules={[{ required: true, ...(several ? { type: 'array' } : {}), message: tr.personMissing }]}
    >
      <Select
        autoFocus
        {...(several ? { mode: 'multiple' as const } : {})}
        showSearch={{ filterOption: (typed, option) => option?.names.includes(typed.trim().toLowerCase()) ?? false }}
        options={[...people.values()]}
        placeholder={tr.find}
        aria-label={label}
        onChange={(value: string) => onChosen?.(value)}
      />
    </Form.Item>
  )
}
