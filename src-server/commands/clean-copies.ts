import { bodyJson, type BodyJson } from '../../src-shared/document/body-json.ts'
import { checkCleanCopy, cleanCopy } from '../../src-shared/revision/clean-copy.ts'
import { verdicts, type DocumentState } from '../../src-shared/workflow/document-state.ts'
import { sm3OfJson } from '../sm3.ts'
import { readHead } from '../store/body-store.ts'
import type { Tx } from '../store/database.ts'

/** 清稿 as the server made it: what is stored once the workflow agreed. */
export type CleanPlan = { version: number; sm3: string; json: BodyJson }
export type CleanPlanned = { ok: true; plan: CleanPlan } | { ok: false; code: string; detail: string }

/** Makes the clean copy of the version that was signed by the decisions in force and proves it (RV-36). Throws BodyDamaged. */
export async function planClean(tx: Tx, doc: DocumentState): Promise<CleanPlanned> {
  const head = await readHead(tx, doc)
  const decided = verdicts(doc)
  const verdictOf = (id: string) => decided.get(id)
  const clean = cleanCopy(head.doc, verdictOf)
  clean.check()
  const proof = checkCleanCopy(head.doc, clean, verdictOf)
  if (!proof.ok) return { ok: false, code: 'WF-CLEAN', detail: proof.detail }
  const json = bodyJson(clean)
  return { ok: true, plan: { version: doc.bodyVersion, sm3: sm3OfJson(json), json } }
}

/** Stores a clean copy beside the chain of versions, for ever. */
export async function storeClean(
  tx: Tx,
  docId: string,
  plan: CleanPlan,
  by: { userId: string; at: number; cmdId: string },
): Promise<void> {
  const { version, sm3, json } = plan
  const row = { doc_id: docId, version, sm3, doc: JSON.stringify(json), by_user: by.userId, at: by.at, cmd_id: by.cmdId }
  await tx.insertInto('clean_copy').values(row).execute()
}

/** The clean copy a document goes out with, hashed again; undefined where it is none, or not what its SM3 names. */
export async function readClean(tx: Tx, doc: DocumentState): Promise<BodyJson | undefined> {
  const { clean } = doc
  if (!clean) return undefined
  const row = await tx
    .selectFrom('clean_copy')
    .select('doc')
    .where('doc_id', '=', doc.id)
    .where('version', '=', clean.version)
    .where('sm3', '=', clean.sm3)
    .limit(1)
    .executeTakeFirst()
  const json = row?.doc as BodyJson | undefined
  return json && sm3OfJson(json) === clean.sm3 ? json : undefined
}
