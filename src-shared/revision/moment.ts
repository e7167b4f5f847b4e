import type { Node as PmNode } from 'prosemirror-model'
import { projectDoc } from './resolve.ts'

/**
 * The text at a moment of its life (epoch ms), from the stamps of its changes: later ones are not there yet, all
 * others stay marked (RV-31). It needs no network and is instant, for sliding along the time line.
 *
 * It cannot show what left no stamp: text its author took back before it was sent (RV-01), values a record went through
 * on the way, the untracked draft before the first 报送, decisions, comment anchors (all are there from the start). A
 * change that grew over some minutes (RV-05) appears whole at its first stamp, and stamps are by each desk's own clock;
 * exact stages are the versions the server keeps.
 */
export const momentOf = (doc: PmNode, at: number): PmNode => projectDoc(doc, (who) => (who.at > at ? 'reject' : 'keep'))
