import { mkdir } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { isNewer } from '../../src-shared/update/order.ts'
import { isLetOut } from '../../src-shared/update/rollout.ts'
import { rings, version as versionForm, type Feed, type Ring, type Rollout } from '../../src-shared/update/messages.ts'
import { ServerError } from '../errors.ts'
import { ACCESS_CHAIN, appendAudit } from '../store/audit.ts'
import type { Db, Tx } from '../store/database.ts'
import { copyRelease, readManifest, releasePath, wrongFile } from './folder.ts'
import { isSignedBy } from './sign.ts'

/** A release begins with IT's own machines; `let-out` goes on from there. */
const firstRing: Ring = 'it'
const hourMs = 3_600_000

type Told = { version: string; ring: string; percent: number; state: string; openedAt: number; files: number }

const audited = (tx: Tx, at: number, kind: string, detail: Record<string, unknown>): Promise<void> =>
  appendAudit(tx, { chain: ACCESS_CHAIN, at, actor: 'admin', kind: `release.${kind}`, detail })

/**
 * Takes a release in from a folder, as it comes from the machine that builds or on a stick (UP-10): signed by one of the county's keys,
 * every file as it is signed, later than none of the same number. Errors: REL-KEYS, REL-SIGNATURE, REL-FILES, REL-THERE.
 */
export async function addRelease(
  db: Db,
  { dir, dataDir, keys, now }: { dir: string; dataDir: string; keys: readonly string[]; now: number },
): Promise<Told> {
  const from = resolve(dir)
  const release = await readManifest(from)
  if (keys.length === 0) throw new ServerError('REL-KEYS', '设置里没有 releaseKeys，不知道该信谁的签名')
  if (!isSignedBy(keys, release)) throw new ServerError('REL-SIGNATURE', '签名不是本县认可的密钥所签，或者内容被改动过')
  const wrong = await wrongFile(from, release)
  if (wrong !== undefined) throw new ServerError('REL-FILES', `${wrong} 缺失，或者与签名的不符`)
  const { version } = release.statement
  if (await rowOf(db, version)) throw new ServerError('REL-THERE', `${version} 已经有了；改动后要用更新的版本号`)
  const to = dirname(releasePath(dataDir, version, 'x'))
  await mkdir(dirname(to), { recursive: true })
  await copyRelease(from, to, release)
  await db.transaction().execute(async (tx) => {
    await tx
      .insertInto('release')
      .values({
        version,
        statement: JSON.stringify(release.statement),
        signature: release.signature,
        added_at: now,
        ring: firstRing,
        percent: 100,
        state: 'open',
        opened_at: now,
        spread_ms: 0,
      })
      .execute()
    await audited(tx, now, 'added', { version, files: release.statement.files.map(({ sha512 }) => sha512.slice(0, 32)) })
  })
  return told(await known(db, version))
}

const rowOf = (db: Db | Tx, version: string) =>
  db.selectFrom('release').selectAll().where('version', '=', version).executeTakeFirst()

async function known(db: Db | Tx, version: string) {
  const row = await rowOf(db, version)
  if (!row) throw new ServerError('REL-NONE', `没有 ${version} 这个版本`)
  return row
}

const told = ({ version, ring, percent, state, opened_at, statement }: Awaited<ReturnType<typeof known>>): Told => ({
  version,
  ring,
  percent,
  state,
  openedAt: opened_at,
  files: statement.files.length,
})

/** All releases, the newest first. */
export async function listReleases(db: Db): Promise<Told[]> {
  const rows = await db.selectFrom('release').selectAll().execute()
  return rows.toSorted((a, b) => (isNewer(a.version, b.version) ? -1 : 1)).map(told)
}

/** Lets a release out to a ring, to a share of it, spread over so many hours. errors: REL-NONE, REL-RING, REL-STATE where it was withdrawn */
export async function letOut(
  db: Db,
  { version, ring, percent, hours, now }: { version: string; ring: string; percent: number; hours: number; now: number },
): Promise<Told> {
  const wanted = ringOf(ring)
  if (!(percent >= 0 && percent <= 100) || !(hours >= 0 && hours <= 24 * 14))
    throw new ServerError('REL-RING', '比例为 0–100，时长为 0–336 小时')
  return change(db, version, now, 'let-out', { ring: wanted, percent, opened_at: now, spread_ms: Math.round(hours * hourMs) }, [
    'open',
    'held',
  ])
}

/** held: nobody begins it any more; open: it goes on; withdrawn: for good, and who has it waiting throws it away (UP-06). */
export const mark = (db: Db, version: string, state: Rollout['state'], now: number): Promise<Told> =>
  change(db, version, now, state, { state }, ['open', 'held'])

type Change = { ring?: Ring; percent?: number; opened_at?: number; spread_ms?: number; state?: Rollout['state'] }
async function change(db: Db, version: string, now: number, kind: string, more: Change, from: readonly string[]): Promise<Told> {
  return db.transaction().execute(async (tx) => {
    const row = await known(tx, version)
    if (!from.includes(row.state)) throw new ServerError('REL-STATE', `${version} 已经撤回，不能再用；请发布更新的版本`)
    await tx.updateTable('release').set(more).where('version', '=', version).execute()
    await audited(tx, now, kind, { version, ...more })
    return told(await known(tx, version))
  })
}

function ringOf(ring: string): Ring {
  const found = rings.find((each) => each === ring)
  if (!found) throw new ServerError('REL-RING', `${ring} is none of ${rings.join(', ')}`)
  return found
}

/** Puts a unit, or one desk, into a ring; a desk's own goes before its unit's. errors: REL-RING, REL-NOBODY */
export async function setRing(
  db: Db,
  kind: string,
  id: string,
  ring: string,
  now: number,
): Promise<{ kind: string; id: string; ring: Ring }> {
  const wanted = ringOf(ring)
  if (kind !== 'unit' && kind !== 'device') throw new ServerError('REL-RING', 'unit or device')
  const there = await db
    .selectFrom(kind)
    .select('id')
    .where('id', '=', id)
    .executeTakeFirst()
    .catch(() => undefined)
  if (!there) throw new ServerError('REL-NOBODY', `there is no ${kind} ${id}`)
  await db.transaction().execute(async (tx) => {
    await tx
      .insertInto('release_ring')
      .values({ kind, id, ring: wanted })
      .onConflict((on) => on.columns(['kind', 'id']).doUpdateSet({ ring: wanted }))
      .execute()
    await audited(tx, now, 'ring', { kind, id, ring: wanted })
  })
  return { kind, id, ring: wanted }
}

/** The oldest release that may be used, from a moment on. errors: REL-NONE, REL-RING */
export async function setMinimum(
  db: Db,
  version: string,
  deadlineAt: number,
  now: number,
): Promise<{ version: string; deadlineAt: number }> {
  if (!versionForm.safeParse(version).success || !Number.isFinite(deadlineAt))
    throw new ServerError('REL-RING', '版本号如 1.2.0，日期如 2026-12-01')
  await known(db, version)
  await db.transaction().execute(async (tx) => {
    const row = { version, deadline_at: deadlineAt }
    await tx
      .insertInto('release_minimum')
      .values(row)
      .onConflict((on) => on.column('one').doUpdateSet(row))
      .execute()
    await audited(tx, now, 'minimum', row)
  })
  return { version, deadlineAt }
}

/** In which ring a desk is: its own, else that of a unit its people work in, the earliest; else the last. */
export async function ringFor(db: Db, deviceId: string, units: readonly string[]): Promise<Ring> {
  const rows = await db.selectFrom('release_ring').selectAll().execute()
  const own = rows.find(({ kind, id }) => kind === 'device' && id === deviceId)
  if (own) return ringOf(own.ring)
  const theirs = rows
    .filter(({ kind, id }) => kind === 'unit' && units.includes(id))
    .map(({ ring }) => rings.indexOf(ringOf(ring)))
  return rings[Math.min(...theirs, rings.length - 1)] ?? 'broad'
}

/**
 * What one desk is told (UP-04, UP-06): the newest release it may have now; where there is none, the newest that stands, so that it knows
 * why it waits. A withdrawn one is told to nobody.
 */
export async function feedFor(
  db: Db,
  deviceId: string,
  ring: Ring,
  told: Pick<Feed, 'oldestProtocol' | 'askAgainMs'>,
): Promise<Feed> {
  const rows = await db.selectFrom('release').selectAll().where('state', '!=', 'withdrawn').execute()
  const newest = rows.toSorted((a, b) => (isNewer(a.version, b.version) ? -1 : 1))
  const rolloutOf = (row: (typeof rows)[number]): Rollout => ({
    version: row.version,
    ring: ringOf(row.ring),
    percent: row.percent,
    state: row.state,
    openedAt: row.opened_at,
    spreadMs: row.spread_ms,
  })
  const least = await db.selectFrom('release_minimum').selectAll().executeTakeFirst()
  const found =
    newest.find((row) => isLetOut(rolloutOf(row), ring, deviceId)) ??
    // past its deadline a desk goes before its ring, and then to what it must have, not to what IT still tries
    newest.find((row) => row.version === least?.version) ??
    newest[0]
  return {
    ring,
    release: found ? { statement: found.statement, signature: found.signature } : null,
    rollout: found ? rolloutOf(found) : null,
    minimum: least ? { version: least.version, deadlineAt: least.deadline_at } : null,
    ...told,
  }
}
