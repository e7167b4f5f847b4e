import { readFile } from 'node:fs/promises'
import { ServerError } from '../errors.ts'
import { ACCESS_CHAIN, appendAudit } from '../store/audit.ts'
import type { Db } from '../store/database.ts'
import { organisationLimits } from '../../src-shared/organisation/messages.ts'
import { cutSeal } from '../store/seals.ts'

/** who acts on the command line */
const SHELL = 'admin'
const years10 = 3653 * 86_400_000

export type SealLine = {
  id: string
  name: string
  imageSm3: string
  widthMm: number
  from: number
  to: number
  withdrawn: boolean
}

/** The electronic seals of an organ, withdrawn ones too. */
export async function listSeals(db: Db, unitId: string): Promise<SealLine[]> {
  const rows = await db.selectFrom('unit_seal').selectAll().where('unit_id', '=', unitId).orderBy('id').execute()
  return rows.map(({ id, name, image_sm3, width_mm, valid_from, valid_to, withdrawn_at }) => ({
    id,
    name,
    imageSm3: image_sm3,
    widthMm: width_mm,
    from: valid_from,
    to: valid_to,
    withdrawn: withdrawn_at !== null,
  }))
}

/** 制章 on the command line, from a PNG in a file. Errors: those of `cutUnitSeal`. */
export async function newSeal(
  db: Db,
  dataDir: string,
  { unitId, file, width, now }: { unitId: string; file: string; width: number; now: number },
): Promise<{ id: string; publicKey: string }> {
  const image = (await readFile(file).catch(() => undefined)) ?? Buffer.alloc(0)
  return cutUnitSeal(db, dataDir, { unitId, image, width, now, actor: SHELL })
}

/** 制章: cuts an electronic seal for an organ from a PNG, for ten years. NO-UNIT, NO-PICTURE, BAD-SIZE. */
export async function cutUnitSeal(
  db: Db,
  dataDir: string,
  { unitId, image, width, now, actor }: { unitId: string; image: Buffer; width: number; now: number; actor: string },
): Promise<{ id: string; publicKey: string }> {
  const unit = await db.selectFrom('unit').select(['name', 'inner_section']).where('id', '=', unitId).executeTakeFirst()
  if (!unit || unit.inner_section) throw new ServerError('NO-UNIT', `没有这个机关：${unitId}`)
  if (!(width > 0 && width <= 100)) throw new ServerError('BAD-SIZE', '印章宽度以毫米计，须在 100 以内')
  const size = image.length <= organisationLimits.sealBytes ? sizeOf(image) : undefined
  if (!size) throw new ServerError('NO-PICTURE', '不是 1 MB 以内的 PNG 图片')
  const height = (width * size.height) / size.width
  if (height > 100) throw new ServerError('BAD-SIZE', '印章高度以毫米计，须在 100 以内')
  const name = `${unit.name}印章`
  return db.transaction().execute(async (tx) => {
    const cut = await cutSeal(tx, dataDir, { unitId, name, image, width, height, from: now, to: now + years10 })
    await appendAudit(tx, { chain: ACCESS_CHAIN, at: now, actor, kind: 'seal.cut', detail: { unitId, ...cut } })
    return cut
  })
}

/** 缴销: nobody presses it any more; what it was pressed on stays proved. NO-SEAL. */
export async function withdrawSeal(
  db: Db,
  id: string,
  now: number,
  actor: string = SHELL,
): Promise<{ id: string; withdrawn: true }> {
  return db.transaction().execute(async (tx) => {
    const { numUpdatedRows } = await tx
      .updateTable('unit_seal')
      .set({ withdrawn_at: now })
      .where((eb) => eb(eb.cast<string>('id', 'text'), '=', id))
      .where('withdrawn_at', 'is', null)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) throw new ServerError('NO-SEAL', `没有这枚在用的印章：${id}`)
    await appendAudit(tx, { chain: ACCESS_CHAIN, at: now, actor, kind: 'seal.withdrawn', detail: { id } })
    return { id, withdrawn: true as const }
  })
}

/** Width and height of a PNG in pixels; undefined for anything else. */
function sizeOf(bytes: Buffer): { width: number; height: number } | undefined {
  if (bytes.length < 33 || bytes.toString('latin1', 1, 4) !== 'PNG' || bytes.toString('latin1', 12, 16) !== 'IHDR')
    return undefined
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)]
  return width > 0 && height > 0 ? { width, height } : undefined
}
