import DoubleLeftOutlined from '@ant-design/icons/DoubleLeftOutlined'
import DoubleRightOutlined from '@ant-design/icons/DoubleRightOutlined'
import type { ReactNode } from 'react'
import { t } from '../ui/text.ts'
import { tc } from '../ui/text-comments.ts'
import './rail.css'

export type RailTab = 'revisions' | 'comments' | 'opinions' | 'attachments' | 'findings'

type Props = {
  tab: RailTab
  counts: Record<RailTab, number>
  /** there is something that stands against 报送 */
  alarm: boolean
  folded: boolean
  onTab: (tab: RailTab) => void
  onFold: () => void
  children: ReactNode
}

const names: Record<RailTab, string> = {
  revisions: t.revisions,
  comments: tc.comments,
  opinions: t.opinions,
  attachments: t.attachments,
  findings: t.findings,
}
const order: readonly RailTab[] = ['revisions', 'comments', 'opinions', 'attachments', 'findings']

/** The rail beside the page: one of its parts at a time; folds to a strip. */
export function Rail({ tab, counts, alarm, folded, onTab, onFold, children }: Props) {
  const tabs = order.map((one) => (
    <button
      key={one}
      type="button"
      role="tab"
      aria-selected={!folded && one === tab}
      className={`plain rail-tab${!folded && one === tab ? ' here' : ''}`}
      onClick={() => {
        onTab(one)
        if (folded) onFold()
      }}
    >
      {names[one]}
      {counts[one] > 0 && <span className={one === 'findings' && alarm ? 'red' : 'muted'}>{counts[one]}</span>}
    </button>
  ))
  return (
    <aside className={`rail${folded ? ' folded' : ''}`}>
      <div className="rail-tabs" role="tablist" aria-orientation={folded ? 'vertical' : 'horizontal'}>
        {tabs}
        <button
          type="button"
          className="plain rail-fold"
          aria-label={folded ? t.unfoldRail : t.foldRail}
          title={`${folded ? t.unfoldRail : t.foldRail} Ctrl+\\`}
          onClick={onFold}
        >
          {folded ? <DoubleLeftOutlined /> : <DoubleRightOutlined />}
        </button>
      </div>
      {!folded && (
        <div className="rail-body" role="tabpanel" aria-label={names[tab]}>
          {children}
        </div>
      )}
    </aside>
  )
}
