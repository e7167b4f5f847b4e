import DownOutlined from '@ant-design/icons/DownOutlined'
import { Button, Dropdown } from 'antd'
import { readableKeys } from '../../ui/readable-keys.ts'
import { r } from '../../ui/text-revisions.ts'
import { viewKinds, viewName, type ViewKind } from './view.ts'

const usual: readonly ViewKind[] = ['original', 'all', 'final']
const keysOf = (kind: ViewKind): string => readableKeys(`Alt+${viewKinds.indexOf(kind) + 1}`)

type Props = {
  kind: ViewKind
  letters: boolean
  /** whether there is a 清稿 to read */
  clean: boolean
  onKind: (kind: ViewKind) => void
  onLetters: (letters: boolean) => void
}

/** At the end of the row over the page: 原稿, 所有标记, 最终稿, and the less usual readings in a menu. */
export function ViewSwitch({ kind, letters, clean, onKind, onLetters }: Props) {
  const more = viewKinds.filter((one) => !usual.includes(one) && (one !== 'clean' || clean))
  const special = !usual.includes(kind)
  return (
    <div className="view-switch">
      <span className="view-usual" role="radiogroup" aria-label={r.views}>
        {usual.map((one) => (
          <button
            key={one}
            type="button"
            role="radio"
            aria-checked={one === kind}
            className={`plain${one === kind ? ' here' : ''}`}
            title={`${viewName(one)} ${keysOf(one)}`}
            onClick={() => onKind(one)}
          >
            {viewName(one)}
          </button>
        ))}
      </span>
      <Dropdown
        trigger={['click']}
        menu={{
          selectable: true,
          selectedKeys: [kind, ...(letters ? ['letters'] : [])],
          items: [
            ...more.map((one) => ({
              key: one,
              label: (
                <span className="view-item">
                  {viewName(one)}
                  <span className="muted">{keysOf(one)}</span>
                </span>
              ),
              onClick: () => onKind(one),
            })),
            { type: 'divider' },
            {
              key: 'letters',
              label: `${letters ? '✓ ' : ''}${r.showLetters}`,
              onClick: () => onLetters(!letters),
            },
          ],
        }}
      >
        <Button
          size="small"
          type="text"
          className={special ? 'view-more here' : 'view-more'}
          title={r.moreViews}
          aria-label={r.moreViews}
        >
          {special ? viewName(kind) : r.moreShort} <DownOutlined aria-hidden />
        </Button>
      </Dropdown>
    </div>
  )
}
