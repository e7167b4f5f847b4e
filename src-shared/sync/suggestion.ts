import type { DocumentId } from '../ids.ts'
import { stepsToJson } from '../revision/apply-steps.ts'
import { deriveSteps } from '../revision/derive.ts'
import { diffSteps } from '../revision/diff.ts'
import { RevisionError } from '../revision/types.ts'
import type { Suggestion } from '../workflow/consult/commands.ts'
import type { Env } from './env.ts'
import { isNotIn } from './late-text.ts'
import type { Tx } from './store-port.ts'
import { hashOf, readText, type Text } from './text.ts'

/**
 * What a consulted person changed in their own copy of the text, as it goes along with their opinion (WF-74); undefined where
 * they changed nothing. What was edited past the tracking goes along as it is: the server makes suggestions of it (RV-62).
 */
export async function suggestionOf(env: Pick<Env, 'sm3'>, tx: Tx, docId: DocumentId): Promise<Suggestion | undefined> {
  const here = await readText(tx, docId)
  if (!here) return undefined
  const steps = stepsOf(here)
  if (steps.length === 0) return undefined
  const { baseVersion, baseSm3 } = here.row
  return { baseVersion, baseSm3, steps: stepsToJson(steps), resultSm3: hashOf(env, here.text) }
}

function stepsOf({ base, text }: Text) {
  try {
    return deriveSteps(base, text, isNotIn(base))
  } catch (error) {
    if (error instanceof RevisionError) return diffSteps(base, text)
    throw error
  }
}
