import type { RuleFacts } from '../document/rules.ts'
import { consultationFacts } from './consult/standing.ts'
import { holdersOf, type Directory } from './directory.ts'
import type { DocumentState } from './document-state.ts'
import { numberText } from './issue/part.ts'

/**
 * What the work on a document tells the writing rules (DR-18): who is to sign, who was asked and what they said, which organs of a
 * 联合行文 have signed, its number.
 * Of a draft nothing: one that came back with a disagreement is handed on like any other, and what R-12 holds back comes
 * after (WF-72); its signer is chosen anew.
 */
export function ruleFactsOf(doc: DocumentState, directory: Directory | undefined): RuleFacts {
  if (doc.state === 'F0') return {}
  const signer = doc.assignees['sign']
  const leaders = directory ? holdersOf(directory, doc.unitId, ['leader']) : []
  const consultations = consultationFacts(doc)
  const number = doc.issue?.number
  const joint = doc.issue?.joint
  return {
    ...(consultations.length > 0 ? { consultations } : {}),
    ...(signer && directory
      ? { signer: { name: signer.name, principal: leaders.some((one) => one.userId === signer.userId) } }
      : {}),
    ...(joint ? { cosigners: joint.map(({ unitName, signed }) => ({ unit: unitName, signed: signed !== null })) } : {}),
    ...(number ? { number: numberText(number) } : {}),
  }
}
