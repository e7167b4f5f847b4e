import { sql, type Kysely } from 'kysely'

/**
 * What documents are found by (FD-08): made from them at any time, so it is in no audit. A trigger notes what is to be looked into, so
 * no way of changing a document can forget it, a server of the version before included. Only additions (SY-131).
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `create table doc_search (
    doc_id uuid primary key references doc on delete cascade,
    rev int not null,
    updated_at bigint not null,
    doc_type text not null,
    stage text not null,
    on_day text not null,
    -- folded: the title, all fields, the text; the text as it stands
    title text not null,
    words text not null,
    initials text not null,
    folded text not null,
    body text not null,
    grams int[] not null)`,
  `create index doc_search_grams on doc_search using gin (grams)`,
  `create index doc_search_updated on doc_search (updated_at desc)`,
  `create sequence search_turn`,
  `create table search_due (doc_id uuid primary key references doc on delete cascade, turn bigint not null default nextval('search_turn'))`,
  `create index search_due_turn on search_due (turn)`,
  `create function note_search_due() returns trigger language plpgsql as $$
    begin
      insert into search_due (doc_id) values (new.id) on conflict (doc_id) do update set turn = nextval('search_turn');
      return null;
    end $$`,
  `create trigger doc_search_due after insert or update of rev, data, body_version on doc for each row execute function note_search_due()`,
  `insert into search_due (doc_id) select id from doc`,
]
