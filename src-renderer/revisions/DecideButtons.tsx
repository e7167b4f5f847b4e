import CheckOutlined from '@ant-design/icons/CheckOutlined'
import CloseOutlined from '@ant-design/icons/CloseOutlined'
import RollbackOutlined from '@ant-design/icons/RollbackOutlined'
import { r } from '../ui/text-revisions.ts'
import type { Standing } from './decided.ts'

export type OnDecide = (ids: readonly string[], verdict: 'accept' | 'reject' | 'undo') => void

/** Accept, reject and undo of a set of changes: each button says how many it is about. `of` names the set in its title. */
export function DecideButtons({ of, standing, onDecide }: { of: string; standing: Standing; onDecide: OnDecide }) {
  const { open, decided } = standing
  const button = (words: string, title: string, className: string, icon: React.ReactNode, run: () => void) => (
    <button type="button" className={`plain decide ${className}`} title={title} aria-label={title} onClick={run}>
      {icon}
      {words}
    </button>
  )
  return (
    <span className="decides">
      {open.length > 0 && (
        <>
          {button(r.acceptN(open.length), r.about(of, r.acceptThese(open.length)), 'yes', <CheckOutlined />, () =>
            onDecide(open, 'accept'),
          )}
          {button(r.rejectN(open.length), r.about(of, r.rejectThese(open.length)), 'no', <CloseOutlined />, () =>
            onDecide(open, 'reject'),
          )}
        </>
      )}
      {decided.length > 0 &&
        button(r.undoN(decided.length), r.about(of, r.undoThese(decided.length)), 'back', <RollbackOutlined />, () =>
          onDecide(decided, 'undo'),
        )}
    </span>
  )
}
