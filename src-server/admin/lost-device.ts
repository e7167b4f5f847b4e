import { deviceId, type DeviceId } from '../../src-shared/ids.ts'
import { ServerError } from '../errors.ts'
import { ACCESS_CHAIN, appendAudit } from '../store/audit.ts'
import type { Db, Tx } from '../store/database.ts'

/** Which desks a person has signed in on, the newest first: where the id of a lost one is found. */
export async function devicesOf(db: Db, login: string): Promise<unknown> {
  const rows = await db
    .selectFrom('account as a')
    .innerJoin('device as d', 'd.user_id', 'a.id')
    .leftJoin('machine as m', 'm.id', 'd.id')
    .select(['d.id', 'd.app', 'd.last_seen_at', 'm.lost_at', 'm.wiped_at'])
    .where('a.login', '=', login)
    .orderBy('d.last_seen_at', 'desc')
    .execute()
  return {
    login,
    devices: rows.map((row) => ({
      device: row.id,
      app: row.app,
      lastSignIn: timeOf(row.last_seen_at),
      lost: timeOf(row.lost_at),
      wiped: timeOf(row.wiped_at),
    })),
  }
}

const timeOf = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())

/**
 * `lost`: from now on nobody works on this desk: sessions end, sign-ins are refused, and at its next contact it hands in
 * what was not sent and deletes everything (SE-72). `found`: it may be worked on again; what it has handed in stays.
 * `forget`: the secrets that open its keys are deleted for good: nobody, the server included, opens by them what the desk
 * has or has handed in (crypto-wipe, SE-78). Answers how many people had worked there. NO-DEVICE.
 */
export async function markDevice(db: Db, id: string, what: 'lost' | 'found' | 'forget', now: number): Promise<unknown> {
  const device = deviceId.safeParse(id)
  if (!device.success) throw new ServerError('NO-DEVICE', `没有这台设备：${id}`)
  return db.transaction().execute(async (tx) => {
    const people = await tx.selectFrom('device').select('user_id').where('id', '=', device.data).execute()
    if (people.length === 0) throw new ServerError('NO-DEVICE', `没有这台设备：${id}`)
    await marks[what](tx, device.data, now)
    const kind = { lost: 'device.lost', found: 'device.found', forget: 'device.secrets-deleted' }[what]
    const detail = { device: device.data, people: people.length }
    await appendAudit(tx, { chain: ACCESS_CHAIN, at: now, actor: 'admin', kind, detail })
    return { device: device.data, status: what, people: people.length }
  })
}

const marks: Record<'lost' | 'found' | 'forget', (tx: Tx, device: DeviceId, now: number) => Promise<void>> = {
  lost: async (tx, device, now) => {
    await tx
      .insertInto('machine')
      .values({ id: device, lost_at: now })
      .onConflict((on) => on.column('id').doUpdateSet({ lost_at: now, wiped_at: null }))
      .execute()
    await tx.updateTable('device').set({ revoked: true }).where('id', '=', device).execute()
    await tx.deleteFrom('session').where('device_id', '=', device).execute()
  },
  found: async (tx, device) => {
    await tx.updateTable('machine').set({ lost_at: null }).where('id', '=', device).execute()
    await tx.updateTable('device').set({ revoked: false }).where('id', '=', device).execute()
  },
  forget: async (tx, device) => {
    await tx.updateTable('device').set({ secret: null }).where('id', '=', device).execute()
  },
}
