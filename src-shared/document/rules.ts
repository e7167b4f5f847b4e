import type { Node as PmNode } from 'prosemirror-model'
import type { Correction } from './corrections.ts'
import { headerNode } from './header.ts'
import { saidFacts } from './said-facts.ts'
import { liveBlocks, type BlockPlace, type LiveBlock } from './live-blocks.ts'
import { addressRules } from './rules-address.ts'
import { factRules } from './rules-facts.ts'
import { numberingRules } from './rules-numbering.ts'
import { outdatedRules } from './rules-outdated.ts'
import { punctuationRules } from './rules-punctuation.ts'
import { requestRules } from './rules-request.ts'
import { routeRules } from './rules-route.ts'
import { wholenessRules } from './rules-wholeness.ts'

/** E stands against 报送, W wants a look, I is a hint. */
export type FindingLevel = 'E' | 'W' | 'I'

/** One thing a writing rule found (domain.md §2.2), with the place to jump to. */
export type Finding = {
  /** such as R-02; DR-nn for rules of docs/SPEC.md that have no number there */
  rule: string
  level: FindingLevel
  /** article of the 条例, or clause of GB/T 9704 */
  article: string
  /** the 要素 or body text it is about; 'header' for a coded 要素 */
  place: BlockPlace | 'header'
  blockId: string | null
  /** document positions; equal where there is no text yet */
  from: number
  to: number
  message: string
  /** only where there is one right way to mend it (DR-16) */
  correction?: Correction
}

/** What rules need of a unit of the address book; `Directory` of src-shared/workflow fits. */
export type RuleUnit = { id: string; name: string; shortName: string; parentId: string | null; inner: boolean }

/**
 * What the text does not tell: what the work on a document knows (rule-facts.ts), and what its writer said (said-facts.ts).
 * Each fact is optional: a rule that needs one is silent without it (DR-18).
 */
export type RuleFacts = {
  /** the matter was approved by the government or party committee of the level */
  approvedByGovernment?: boolean | undefined
  /** an important matter (重大事项, 重要行文) */
  major?: boolean | undefined
  /** the other superior of an organ under two */
  otherSuperiors?: readonly string[] | undefined
  /** departments whose field the document touches */
  concerned?: readonly string[] | undefined
  /** 会签 of other departments: `open` not answered, `settled` a disagreement that was put in order, `overdue` no objection by time */
  consultations?: readonly { unit: string; outcome: 'agree' | 'disagree' | 'open' | 'settled' | 'overdue' }[] | undefined
  /** who is to sign, and whether as 主要负责人 */
  signer?: { name: string; principal: boolean } | undefined
  /** the organs that issue together */
  cosigners?: readonly { unit: string; signed: boolean }[] | undefined
  /** words were changed after 签发 and the signer has not seen it */
  changedSinceSigned?: boolean | undefined
  /** the document's own 发文字号, once it has one */
  number?: string | undefined
}

/** What the rules may know beside the document itself. */
export type RuleContext = {
  /** the address book; without it R-03 knows villages and phrases like 所属单位 only */
  directory?: { units: readonly RuleUnit[] } | undefined
  /** the unit (or its section) that writes */
  unitId?: string | undefined
  /** files attached, for R-39 */
  attachments?: readonly { name: string }[] | undefined
  facts?: RuleFacts | undefined
}

/** What a rule is given: the final projection by place, the codes, and `found` to say what is wrong and where. */
export type RuleView = {
  docType: string
  secrecy: string
  context: RuleContext
  facts: RuleFacts
  element: (place: BlockPlace) => LiveBlock | undefined
  text: (place: BlockPlace) => string
  /** body paragraphs that are not in a table */
  body: readonly LiveBlock[]
  all: readonly LiveBlock[]
  found: (
    rule: string,
    level: FindingLevel,
    article: string,
    message: string,
    at: LiveBlock | 'header' | undefined,
    from?: number,
    to?: number,
    correction?: Correction,
  ) => Finding
}

export type Rule = (view: RuleView) => Finding[]

const rules: readonly Rule[] = [
  ...wholenessRules,
  ...addressRules,
  ...routeRules,
  ...requestRules,
  ...numberingRules,
  ...punctuationRules,
  ...outdatedRules,
  ...factRules,
]
const order: Record<FindingLevel, number> = { E: 0, W: 1, I: 2 }

/**
 * Checks a document against the writing rules a machine can check (R-01 … R-40). Reads the final projection: struck
 * text is no text. Pure; E first, then in the order of the page.
 */
export function checkDocument(doc: PmNode, context: RuleContext = {}): Finding[] {
  const all = liveBlocks(doc)
  const attrs = headerNode(doc).attrs
  const element = (place: BlockPlace): LiveBlock | undefined => all.find((b) => b.place === place)
  const view: RuleView = {
    docType: String(attrs['docType'] ?? ''),
    secrecy: String(attrs['secrecy'] ?? ''),
    context,
    facts: { ...saidFacts(doc), ...context.facts },
    element,
    text: (place) => (element(place)?.text ?? '').trim(),
    body: all.filter((b) => b.place === 'paragraph' && !b.inTable),
    all,
    found: (rule, level, article, message, at, from = 0, to, correction) => {
      const block = at === 'header' ? undefined : at
      return {
        rule,
        level,
        article,
        message,
        place: at === 'header' || !at ? 'header' : at.place,
        blockId: block?.id ?? (headerNode(doc).attrs['id'] as string | null),
        from: block ? block.at(from) : 0,
        to: block ? block.at(to ?? block.text.length) : 0,
        ...(correction && correction.edits.length > 0 ? { correction } : {}),
      }
    },
  }
  return rules.flatMap((rule) => rule(view)).toSorted((a, b) => order[a.level] - order[b.level] || a.from - b.from)
}

/** The rules whose E findings stand against 报送, as `DecideContext.ruleErrors` wants them. */
export const errorRules = (findings: readonly Finding[]): string[] => [
  ...new Set(findings.filter((f) => f.level === 'E').map((f) => f.rule)),
]
