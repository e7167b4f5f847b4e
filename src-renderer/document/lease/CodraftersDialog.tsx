import { Button, Modal, Select, Tooltip, type RefSelectProps } from 'antd'
import { useRef } from 'react'
import { issuingUnit, type Directory, type Post } from '../../../src-shared/workflow/directory.ts'
import type { DocumentState } from '../../../src-shared/workflow/document-state.ts'
import { codraftersAtMost } from '../../../src-shared/workflow/leases.ts'
import { tl } from '../../ui/text-lease.ts'

type Props = {
  doc: DocumentState
  directory: Directory | undefined
  /** who holds the draft at another desk now */
  holder: string | undefined
  busy: boolean
  onAdd: (userId: string) => void
  onRemove: (userId: string) => void
  onClose: () => void
}

/** One post of every person of the organ who does not draft yet, in the order of the address book. */
function candidatesOf(doc: DocumentState, directory: Directory | undefined): Post[] {
  const taken = new Set([doc.drafter, ...doc.codrafters].map((one) => one.userId))
  const found = new Map<string, Post>()
  for (const post of directory?.posts ?? []) {
    if (taken.has(post.userId) || found.has(post.userId)) continue
    if (directory && issuingUnit(directory, post.unitId)?.id === doc.unitId) found.set(post.userId, post)
  }
  return [...found.values()]
}

/** 合拟人: who reads the draft and may write in it; people of the organ that issues it (WF-18). */
export function CodraftersDialog({ doc, directory, holder, busy, onAdd, onRemove, onClose }: Props) {
  const unitName = (post: Post) => directory?.units.find((unit) => unit.id === post.unitId)?.shortName ?? ''
  const options = candidatesOf(doc, directory).map((post) => ({
    value: post.userId,
    label: `${post.name}　${unitName(post)} ${post.title}`,
  }))
  const find = useRef<RefSelectProps>(null)
  const full = doc.codrafters.length >= codraftersAtMost
  return (
    <Modal
      open
      title={tl.codraftTitle}
      okText={tl.done}
      // what is added or removed takes effect at once: there is nothing to cancel
      footer={(_, { OkBtn }) => <OkBtn />}
      afterOpenChange={(open) => open && find.current?.focus()}
      onCancel={onClose}
      onOk={onClose}
      width={480}
      className="dialog"
    >
      <p className="muted">{tl.codraftHint}</p>
      <ul className="codrafters">
        {doc.codrafters.length === 0 && <li className="muted">{tl.codraftNone}</li>}
        {doc.codrafters.map((one) => (
          <li key={one.userId}>
            <span className="ellipsis">
              {one.name}　<span className="muted">{one.unitName}</span>
            </span>
            <Tooltip title={one.userId === holder ? tl.codraftHolds(one.name) : undefined}>
              <Button
                size="small"
                aria-label={tl.codraftRemove(one.name)}
                disabled={busy || one.userId === holder}
                onClick={() => onRemove(one.userId)}
              >
                {tl.remove}
              </Button>
            </Tooltip>
          </li>
        ))}
      </ul>
      <Select
        ref={find}
        className="codraft-find"
        size="small"
        showSearch={{ optionFilterProp: 'label' }}
        value={null}
        placeholder={full ? tl.codraftFull : tl.codraftFind}
        aria-label={tl.codraftAdd}
        disabled={busy || full}
        options={options}
        onChange={(userId: string | null) => userId !== null && onAdd(userId)}
      />
    </Modal>
  )
}
