import { App, Button, Modal } from 'antd'
import type { FirstPasswords } from '../../src-shared/organisation/messages.ts'
import { call, codeOf } from '../desk.ts'
import { sentence } from '../ui/messages.ts'
import { ta } from '../ui/text-admin.ts'
import { csvText } from './csv-text.ts'

/** The first passwords of new accounts: shown once, and closed only on purpose. */
export function PasswordsDialog({ passwords, onClose }: { passwords: FirstPasswords; onClose: () => void }) {
  const { message } = App.useApp()
  const save = async (): Promise<void> => {
    const rows = passwords.map(({ name, login, password }) => [name, login, password])
    try {
      const saved = await call('admin.save', {
        name: ta.passwordsName,
        text: csvText([Object.values(ta.passwordColumns), ...rows]),
      })
      if (saved) void message.success(ta.saved(saved.place))
    } catch (error) {
      void message.error(sentence(codeOf(error)))
    }
  }
  return (
    <Modal
      open
      title={ta.passwordsTitle}
      footer={null}
      width={520}
      className="dialog admin-passwords"
      closable={false}
      keyboard={false}
    >
      <p>{ta.passwordsLead}</p>
      <div className="scroll-y">
        <table>
          <thead>
            <tr>
              {Object.values(ta.passwordColumns).map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {passwords.map(({ name, login, password }) => (
              <tr key={login}>
                <td>{name}</td>
                <td>{login}</td>
                <td>
                  <code>{password}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="acts">
        <Button type="primary" size="small" onClick={onClose}>
          {ta.keptSafe}
        </Button>
        <Button size="small" onClick={() => void save()}>
          {ta.savePasswords}
        </Button>
      </div>
    </Modal>
  )
}
