import { v7 } from 'uuid'
import { adminRoles } from '../../src-shared/organisation/tables.ts'
import type { RoleCode } from '../../src-shared/workflow/directory.ts'
import { ServerError } from '../errors.ts'
import { hashPassword } from '../http/sign-in.ts'
import { auditMany } from '../organisation/apply-plan.ts'
import { decideGrants, newPassword, type FirstPassword } from '../organisation/grants.ts'
import { SHELL } from '../organisation/import.ts'
import type { Db, Tx } from '../store/database.ts'

/** What may be a login: as it stands in the organisation's tables. */
const plainLogin = /^[a-z][a-z0-9._-]{1,39}$/
const titles: Partial<Record<RoleCode, string>> = { sysadmin: '系统管理员', secadmin: '安全保密员', auditor: '安全审计员' }

/**
 * Way back into a county nobody can administer any more (OP-09), for who sits at the server: a new one of the 三员 in a unit, only
 * where nobody holds that role; or, with the login of one who does, a new first password, which ends their sessions. Both stand
 * in the audit chain. Errors: ADMIN-ROLE, ADMIN-THERE, ADMIN-LOGIN, ADMIN-NONE, ADMIN-UNIT.
 */
export async function createAdmin(
  db: Db,
  { role, login, name, unitId }: { role: string; login: string; name: string; unitId: string },
  now: number,
): Promise<FirstPassword> {
  const wanted = adminRoles.find((one) => one === role)
  if (!wanted) throw new ServerError('ADMIN-ROLE', `${role} is none of ${adminRoles.join(', ')}`)
  return name === '' ? newPasswordFor(db, wanted, login, now) : newAdmin(db, { role: wanted, login, name, unitId }, now)
}

const holders = (db: Db | Tx, role: RoleCode) =>
  db
    .selectFrom('post as p')
    .innerJoin('account as a', 'a.id', 'p.user_id')
    .select(['a.id', 'a.login', 'a.name'])
    .where('p.role', '=', role)
    .where('a.disabled', '=', false)
    .execute()

async function newPasswordFor(db: Db, role: RoleCode, login: string, now: number): Promise<FirstPassword> {
  const found = (await holders(db, role)).find((one) => one.login === login)
  if (!found) throw new ServerError('ADMIN-NONE', `${login} is no ${role}`)
  const password = newPassword()
  const hash = await hashPassword(password)
  await db.transaction().execute(async (tx) => {
    await tx.updateTable('credential').set({ hash }).where('user_id', '=', found.id).execute()
    await tx.deleteFrom('session').where('user_id', '=', found.id).execute()
    await tx.deleteFrom('login_failure').where('login', '=', login).execute()
    await auditMany(tx, { actor: SHELL, at: now, kind: 'admin.password' }, [found.id])
  })
  return { login, name: found.name, password }
}

/** What an earlier call that was cut off left waiting: this one goes on with it. */
const waitingOf = async (tx: Tx, login: string): Promise<string[]> =>
  (
    await tx
      .selectFrom('grant_request as g')
      .innerJoin('account as a', 'a.id', 'g.user_id')
      .select('g.id')
      .where('a.login', '=', login)
      .where('g.asked_by', '=', SHELL)
      .where('g.status', '=', 'waiting')
      .execute()
  ).map(({ id }) => id)

async function newAdmin(
  db: Db,
  { role, login, name, unitId }: { role: RoleCode; login: string; name: string; unitId: string },
  now: number,
): Promise<FirstPassword> {
  if (!plainLogin.test(login)) throw new ServerError('ADMIN-LOGIN', `${login} is no login`)
  const requests = await db.transaction().execute(async (tx) => {
    const held = await holders(tx, role)
    if (held.length > 0) throw new ServerError('ADMIN-THERE', `${held.map((one) => one.login).join(', ')} is ${role} already`)
    const unit = await tx.selectFrom('unit').select('id').where('id', '=', unitId).executeTakeFirst()
    if (!unit) throw new ServerError('ADMIN-UNIT', `there is no unit ${unitId}; import the organisation first`)
    const begun = await waitingOf(tx, login)
    if (begun.length > 0) return begun
    const taken = await tx.selectFrom('account').select('id').where('login', '=', login).executeTakeFirst()
    if (taken) throw new ServerError('ADMIN-LOGIN', `${login} is taken`)
    const userId = `u-${login}`
    await tx.insertInto('account').values({ id: userId, login, name, disabled: true }).execute()
    const post = { id: `p-${login}`, userId, title: titles[role] ?? '', unitId, role }
    const asked = { asked_by: SHELL, asked_at: now, status: 'waiting' as const, user_id: userId, ord: 0 }
    const rows = [
      { ...asked, id: v7(), kind: 'account' as const, subject: userId, post: null },
      { ...asked, id: v7(), kind: 'post' as const, subject: post.id, post: JSON.stringify(post) },
    ]
    await tx.insertInto('grant_request').values(rows).execute()
    await auditMany(tx, { actor: SHELL, at: now, kind: 'admin.created' }, [userId])
    return rows.map(({ id }) => id)
  })
  const [told] = await decideGrants(db, requests, 'confirm', { actor: `${SHELL}:first`, at: now })
  if (!told) throw new ServerError('ADMIN-NONE', `${login} was not confirmed`)
  return told
}
