import { checkDocument, errorRules } from '../../src-shared/document/rules.ts'
import { ruleFactsOf } from '../../src-shared/workflow/rule-facts.ts'
import type { Directory } from '../../src-shared/workflow/directory.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import { readHead } from '../store/body-store.ts'
import type { Tx } from '../store/database.ts'

/** The E-level writing rules that stand against submitting a document's head version, read as if every change were accepted (WF-14). */
export async function writingErrors(tx: Tx, doc: DocumentState, directory: Directory): Promise<readonly string[]> {
  const context = { directory, unitId: doc.unitId, attachments: doc.attachments, facts: ruleFactsOf(doc, directory) }
  return errorRules(checkDocument((await readHead(tx, doc)).doc, context))
}
