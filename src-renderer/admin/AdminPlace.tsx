import DownOutlined from '@ant-design/icons/DownOutlined'
import { App, Button, Dropdown, Tabs } from 'antd'
import { useState } from 'react'
import type { AdminRole } from '../../src-shared/organisation/tables.ts'
import type { Directory } from '../../src-shared/workflow/directory.ts'
import { call, codeOf } from '../desk.ts'
import { sentence } from '../ui/messages.ts'
import { ta } from '../ui/text-admin.ts'
import { tcy } from '../ui/text-county.ts'
import { CalendarPane } from './CalendarPane.tsx'
import { GrantsPane } from './GrantsPane.tsx'
import { ImportDialog } from './ImportDialog.tsx'
import { PhrasesPane } from './PhrasesPane.tsx'
import { RoutesPane } from './RoutesPane.tsx'
import { SealsPane } from './SealsPane.tsx'
import { UnitsPane } from './UnitsPane.tsx'
import { useOrganisation } from './use-organisation.ts'
import './admin.css'

type Props = { role: AdminRole; directory: Directory | undefined; now: number }

/** 管理, for the 三员 alone (domain.md §4.5): the organisation, what waits for confirmation, routes, 常用语, seals, working days. */
export function AdminPlace({ role, directory, now }: Props) {
  const { message } = App.useApp()
  const { organisation: answer, code, reload } = useOrganisation()
  const [importing, setImporting] = useState(false)
  const save = async (format: 'xlsx' | 'csv'): Promise<void> => {
    try {
      const saved = await call('admin.export', { format })
      if (saved) void message.success(ta.exported(saved.place))
    } catch (error) {
      void message.error(sentence(codeOf(error)))
    }
  }
  const waiting = answer?.grants.length ?? 0
  const unanswered = (
    <div className="empty">
      {code === null ? (
        ta.loading
      ) : (
        <>
          <strong>{sentence(code)}</strong>
          <div>
            <Button size="small" onClick={reload}>
              {ta.again}
            </Button>
          </div>
        </>
      )}
    </div>
  )
  const panes = [
    { key: 'units', label: ta.tabs.units, children: answer ? <UnitsPane organisation={answer.organisation} /> : unanswered },
    {
      key: 'grants',
      label: waiting > 0 ? `${ta.tabs.grants} ${waiting}` : ta.tabs.grants,
      children: answer ? (
        <GrantsPane grants={answer.grants} mayDecide={role === 'secadmin'} now={now} onDecided={reload} />
      ) : (
        unanswered
      ),
    },
    {
      key: 'routes',
      label: ta.tabs.routes,
      children: <RoutesPane routes={directory?.routes} mayEdit={role === 'sysadmin'} now={now} />,
    },
    {
      key: 'phrases',
      label: tcy.tabs.phrases,
      children: <PhrasesPane directory={directory} mayEdit={role === 'sysadmin'} />,
    },
    { key: 'seals', label: tcy.tabs.seals, children: <SealsPane directory={directory} mayCut={role === 'secadmin'} now={now} /> },
    {
      key: 'calendar',
      label: ta.tabs.calendar,
      children: <CalendarPane mayImport={role === 'sysadmin'} imported={directory?.holidays} now={now} />,
    },
  ]
  return (
    <div className="plain-place admin">
      <Tabs
        size="small"
        defaultActiveKey={role === 'secadmin' ? 'grants' : 'units'}
        items={panes}
        tabBarExtraContent={
          role === 'sysadmin' && (
            <>
              <Button size="small" onClick={() => setImporting(true)}>
                {ta.importName}
              </Button>
              <Dropdown
                trigger={['click']}
                menu={{
                  items: [
                    { key: 'xlsx', label: ta.exportXlsx, onClick: () => void save('xlsx') },
                    { key: 'csv', label: ta.exportCsv, onClick: () => void save('csv') },
                  ],
                }}
              >
                <Button size="small">
                  {ta.exportName} <DownOutlined aria-hidden />
                </Button>
              </Dropdown>
            </>
          )
        }
      />
      {importing && <ImportDialog onApplied={reload} onClose={() => setImporting(false)} />}
    </div>
  )
}
