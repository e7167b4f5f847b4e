import { App, Button, Checkbox, Input } from 'antd'
import { useState } from 'react'
import { organisationLimits, type FirstPasswords } from '../../src-shared/organisation/messages.ts'
import type { Grant } from '../../src-shared/organisation/model.ts'
import { roleNames } from '../../src-shared/organisation/tables.ts'
import { call, codeOf } from '../desk.ts'
import { clearable } from '../ui/clearable.tsx'
import { sentence } from '../ui/messages.ts'
import { moment } from '../ui/moments.ts'
import { ta } from '../ui/text-admin.ts'
import { PasswordsDialog } from './PasswordsDialog.tsx'

type Props = { grants: readonly Grant[]; mayDecide: boolean; now: number; onDecided: () => void }
const MOST = organisationLimits.grants

/** 待确认授权: new accounts and posts, inert until 安全保密员 confirms them; everybody else of the 三员 looks on (AD-41). */
export function GrantsPane({ grants, mayDecide, now, onDecided }: Props) {
  const { message, modal } = App.useApp()
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set())
  const [passwords, setPasswords] = useState<FirstPasswords>([])
  const [busy, setBusy] = useState(false)
  const [text, setText] = useState('')
  // as many as can be decided at once: the rest comes up when these are done, or is found
  const found = grants.filter((grant) =>
    `${grant.name} ${grant.login} ${whatOf(grant)}`.toLowerCase().includes(text.trim().toLowerCase()),
  )
  const shown = found.slice(0, MOST)
  const chosen = shown.filter(({ id }) => marked.has(id)).map(({ id }) => id)

  const decide = async (verdict: 'confirm' | 'refuse'): Promise<void> => {
    setBusy(true)
    try {
      const answer = await call('admin.grants', { ids: chosen, verdict })
      setPasswords(answer.passwords)
      setMarked(new Set())
      void message.success(verdict === 'confirm' ? ta.confirmed : ta.refused)
    } catch (error) {
      void message.error(sentence(codeOf(error)), 8)
    }
    setBusy(false)
    onDecided()
  }
  const refuse = (): void =>
    void modal.confirm({
      title: ta.refuseAsk,
      content: ta.refuseText(chosen.length),
      okText: ta.refuseAsk,
      onOk: () => decide('refuse'),
    })
  const mark = (ids: readonly string[], on: boolean): void => {
    const next = new Set(marked)
    for (const id of ids)
      if (on) next.add(id)
      else next.delete(id)
    setMarked(next)
  }
  const all = shown.map(({ id }) => id)
  return (
    <div className="admin-grants">
      {grants.length === 0 ? (
        <div className="empty">
          <strong>{ta.grantsNone}</strong>
          {ta.grantsNoneHint}
        </div>
      ) : (
        <>
          <div className="head">
            {mayDecide ? (
              <Checkbox
                checked={chosen.length > 0 && chosen.length === all.length}
                indeterminate={chosen.length > 0 && chosen.length < all.length}
                onChange={({ target }) => mark(all, target.checked)}
              >
                {ta.selectAll}
              </Checkbox>
            ) : (
              <span className="muted">{ta.grantsOther}</span>
            )}
            <span className="muted grow">{found.length > MOST ? ta.atMost(MOST, found.length) : ta.grantsFirst}</span>
            <Input
              size="small"
              allowClear={clearable}
              placeholder={ta.findGrant}
              aria-label={ta.findGrant}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
            {mayDecide && (
              <>
                <Button size="small" disabled={chosen.length === 0 || busy} onClick={refuse}>
                  {ta.refuse(chosen.length)}
                </Button>
                <Button
                  type="primary"
                  size="small"
                  disabled={chosen.length === 0}
                  loading={busy}
                  onClick={() => void decide('confirm')}
                >
                  {ta.confirm(chosen.length)}
                </Button>
              </>
            )}
          </div>
          <ul className="scroll-y" aria-label={ta.tabs.grants}>
            {shown.map((grant) => (
              <li key={grant.id}>
                {mayDecide && (
                  <Checkbox
                    aria-label={`${grant.name} ${whatOf(grant)}`}
                    checked={marked.has(grant.id)}
                    onChange={({ target }) => mark([grant.id], target.checked)}
                  />
                )}
                <b>{grant.name}</b>
                <span className="muted login">{grant.login}</span>
                <span className="grow ellipsis">{whatOf(grant)}</span>
                <span className="muted">{ta.asked(grant.askedBy, moment(grant.askedAt, now))}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {passwords.length > 0 && <PasswordsDialog passwords={passwords} onClose={() => setPasswords([])} />}
    </div>
  )
}

/** What is asked for: an account, or a role in a unit. */
const whatOf = ({ post }: Grant): string =>
  post === null ? ta.account : [roleNames[post.role], post.unitName, post.title].filter((part) => part !== '').join(' · ')
