import { sql } from 'kysely'
import { DIGEST_MODULUS } from '../../src-shared/sync/digest.ts'
import type { Tx } from '../store/database.ts'

type Row = { scope: string; why: string }

/**
 * Holds what desks are told against what there is (SY-123): a scope's head is its newest entry, or a tombstone that was
 * swept; an entry's document exists and stands in every scope at the revision it has; the digest is that of its entries. Gives a line of Chinese per scope
 * that does not agree.
 */
export async function verifyScopes(tx: Tx): Promise<{ scopes: number; wrong: string[] }> {
  const { rows } = await sql<Row>`
    select h.scope, '计数 ' || h.v || ' 与最新条目 ' || coalesce(max(e.v), 0) || ' 不符' as why
      from scope_head h left join scope_entry e on e.scope = h.scope
      group by h.scope, h.v, h.gc_v having h.v <> greatest(coalesce(max(e.v), 0), h.gc_v)
    union all
    select e.scope, '没有计数' from scope_entry e where not exists (select from scope_head h where h.scope = e.scope) group by e.scope
    union all
    select e.scope, '有 ' || count(*) || ' 件公文缺失或版次不符' from scope_entry e left join doc d on d.id = e.doc_id
      where e.op = 'U' and (d.id is null or d.rev <> e.rev) group by e.scope
    union all
    select h.scope, '校验和不符' from scope_head h where h.digest_v = h.v and h.digest <> (
      select mod(coalesce(sum(entry_hash(e.doc_id, e.rev)), 0), ${sql.raw(String(DIGEST_MODULUS))}) from scope_entry e where e.scope = h.scope and e.op = 'U')
    order by 1, 2`.execute(tx)
  const { n } = await tx
    .selectFrom('scope_head')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow()
  return { scopes: n, wrong: rows.map(({ scope, why }) => `${scope}：${why}`) }
}
