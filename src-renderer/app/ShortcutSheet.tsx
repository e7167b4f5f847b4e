import { Modal } from 'antd'
import { t } from '../ui/text.ts'
import { readableKeys } from '../ui/readable-keys.ts'
import { commands } from './commands.ts'
import './shortcut-sheet.css'

/** The sheet under `?`: every shortcut, from the one table. */
export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const withKeys = commands.filter((command) => command.keys.length > 0)
  const groups = [...new Set(withKeys.map((command) => command.group))]
  return (
    <Modal open title={t.sheetTitle} footer={null} onCancel={onClose} width={1040} className="sheet-keys">
      <div className="key-groups">
        {groups.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {withKeys
                .filter((command) => command.group === group)
                .map((command) => (
                  <div key={command.id}>
                    <dt>{command.title}</dt>
                    <dd>{command.keys.map(readableKeys).join('　')}</dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  )
}
