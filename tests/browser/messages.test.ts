import { expect, test } from 'vitest'
import { explain, knownCodes, sentence } from '../../src-renderer/ui/messages.ts'
import { t } from '../../src-renderer/ui/text.ts'
import { rejectionCodes } from '../../src-shared/workflow/events.ts'

/** Codes that reach a person, beside those of the workflow (contract.ts, revision/types.ts, sync, main, server). */
const others = [
  ...['STEP-INVALID', 'SCHEMA', 'BLOCK-ID', 'FOREIGN-AUTHOR', 'FOREIGN-STEP', 'FUTURE', 'CHANGE-REMOVED', 'CHANGE-ALTERED'].map(
    (c) => `RV-${c}`,
  ),
  ...['BASE-ALTERED', 'UNEXPECTED-CHANGE', 'BASE', 'HASH', 'STALE-BASE', 'MERGE'].map((c) => `RV-${c}`),
  ...[
    'PARKED',
    'REBASE',
    'UNTRACKED',
    'JOURNAL',
    'NO-TEXT',
    'REFUSED',
    'UNKNOWN-COMMAND',
    'MALFORMED',
    'TOO-OLD',
    'TOO-LARGE',
  ].map((c) => `SY-${c}`),
  ...['WRONG-PASSWORD', 'LOCKED', 'OFFLINE-UNKNOWN', 'NO-SESSION', 'REVOKED', 'DEVICE', 'SIGNED-OUT'].map((c) => `SE-${c}`),
  ...['OLD-PASSWORD', 'DESK-LOCKED', 'KEY', 'KEY-WRITE', 'LOST', 'SIGN-IN-ONLINE'].map((c) => `SE-${c}`),
  ...['FULL', 'DENIED', 'GONE', 'IO', 'SPOILT', 'FILE', 'BUSY', 'FOREIGN', 'NEWER', 'DAMAGED', 'PASSWORD', 'NO-ROOM'].map(
    (c) => `SC-${c}`,
  ),
  ...['OTHER-PERSON', 'OTHER-COUNTY'].map((c) => `SE-${c}`),
  ...['COPY-TEXT', 'COPY-CONFLICT'].map((c) => `SY-${c}`),
  ...['FACE-MISSING', 'FACE-UNKNOWN'].map((c) => `PP-${c}`),
  'JR-FULL',
  'JR-FLOOR',
  'JR-IO',
  ...['OFFLINE', 'SERVER'].map((c) => `NET-${c}`),
  ...['TOO-LARGE', 'MISSING', 'DAMAGED', 'PROGRAM', 'NO-PROGRAM'].map((c) => `AT-${c}`),
]

test('[UI-10] every code has sentences of its own: what happened and what to do', () => {
  for (const code of [...Object.keys(rejectionCodes), ...others]) {
    expect(knownCodes, code).toContain(code)
    const words = explain(code)
    expect(words.what.endsWith('。'), code).toBe(true)
    expect(words.next.endsWith('。'), code).toBe(true)
  }
})

test('[UI-10] no exclamation marks, no system words, and the article where the refusal gives one', () => {
  const all = [...knownCodes.map((code) => sentence(code)), ...Object.values(t).filter((one) => typeof one === 'string')].join(
    '\n',
  )
  expect(all).not.toMatch(/[!！]|错误|失败|操作|异常/)
  expect(sentence('WF-SIGN-STALE', '第二十二条')).toContain('第二十二条')
  expect(sentence('WF-NOT-YOURS', '第十七条')).toContain('条例第十七条')
  expect(sentence('XX-NEW')).toContain('XX-NEW')
})
