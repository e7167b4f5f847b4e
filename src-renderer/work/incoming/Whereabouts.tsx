import { Modal } from 'antd'
import type { DocumentState } from '../../../src-shared/workflow/document-state.ts'
import { whereaboutsOf, type Whereabout } from '../../../src-shared/workflow/incoming/reading.ts'
import { moment } from '../../ui/moments.ts'
import { tin } from '../../ui/text-incoming.ts'

const wordsOf = (one: Whereabout, now: number): string => {
  if (one.readAt !== null) return tin.read(moment(one.readAt, now))
  if (one.skipped) return tin.skipped
  return one.openedAt === null ? tin.unread : tin.opened
}

/** 去向: who was asked to read it, and whether and when they did. */
export function Whereabouts({ state, now, onClose }: { state: DocumentState; now: number; onClose: () => void }) {
  return (
    <Modal open title={tin.whereaboutsTitle} onCancel={onClose} footer={null} width={520} className="dialog">
      <table className="incoming-readers">
        <tbody>
          {whereaboutsOf(state).map((one) => (
            <tr key={one.taskId}>
              <td>{one.name}</td>
              <td>{one.unitName}</td>
              <td>{wordsOf(one, now)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Modal>
  )
}
