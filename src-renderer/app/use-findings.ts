import { useMemo } from 'react'
import type { Finding } from '../../src-shared/document/rules.ts'
import type { FindingRow } from '../findings/FindingsRail.tsx'

/** What the rules found, as the rail lists it and as what stands against 报送. */
export function useFindings(findings: readonly Finding[]) {
  const rows = useMemo(
    () =>
      findings.map((one, index): FindingRow => ({
        key: `${one.rule} ${index}`,
        rule: one.rule,
        level: one.level,
        words: one.message,
        article: one.article || undefined,
        at: one.place === 'header' ? undefined : { from: one.from, to: one.to },
      })),
    [findings],
  )
  const blockers = useMemo(
    () =>
      findings.flatMap((one, index) =>
        one.level === 'E' ? [{ key: `${one.rule} ${index}`, words: one.message, field: one.place as string | undefined }] : [],
      ),
    [findings],
  )
  return { rows, blockers }
}
