import SearchOutlined from '@ant-design/icons/SearchOutlined'
import { Button, Dropdown, type MenuProps } from 'antd'
import type { DeskSession } from '../../src-shared/ipc/contract.ts'
import type { SyncStatus } from '../data/api.ts'
import { t } from '../ui/text.ts'

type Props = {
  session: DeskSession
  unitName: string
  status: SyncStatus
  onPalette: () => void
  /** null: an administrator, who drafts nothing (SE-112) */
  onNew: (() => void) | null
  onSync: () => void
  menu: NonNullable<MenuProps['items']>
}

/** Who and where one is, the search, the line's state. */
export function TopBar({ session, unitName, status, onPalette, onNew, onSync, menu }: Props) {
  const { user, county } = session.session
  const line = status.connection === 'online' ? t.connected : status.connection === 'auth' ? t.needSignIn : t.offline
  return (
    <header className="top">
      <strong>{t.product}</strong>
      <span className="muted ellipsis top-unit">{[county, unitName].filter(Boolean).join(' · ')}</span>
      <button type="button" className="plain top-search" onClick={onPalette}>
        <SearchOutlined aria-hidden />
        <span>{t.search}</span>
        <kbd>{t.searchKeys}</kbd>
      </button>
      {onNew && (
        <Button size="small" onClick={onNew} title="Ctrl+N">
          {t.newDraft}
        </Button>
      )}
      <button type="button" className={`plain top-line ${status.connection}`} onClick={onSync} title="F9">
        <i /> {line}
      </button>
      <Dropdown trigger={['click']} menu={{ items: menu }} placement="bottomRight">
        <button type="button" className="plain top-me" aria-label={t.account} title={user.name}>
          {[...user.name][0]}
        </button>
      </Dropdown>
    </header>
  )
}
