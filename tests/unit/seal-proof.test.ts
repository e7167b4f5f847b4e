import { expect, test } from 'vitest'
import { v7 } from 'uuid'
import { sealHolds } from '../../src-renderer/data/seal-proof.ts'
import { newKeyPair, signJson } from '../../src-server/sm2.ts'
import { sealStatement } from '../../src-shared/workflow/issue/layout.ts'

const file = (digit: string) => ({ sm3: digit.repeat(64), size: 1000 })
const on = {
  docId: v7(),
  number: '柳政〔2026〕12号',
  layout: { cleanSm3: 'c'.repeat(64), pdf: file('a'), ofd: file('b'), pages: 3 },
}
const seal = { id: v7(), unitName: '柳河镇人民政府', imageSm3: 'd'.repeat(64), width: 42, height: 42 }
const keys = newKeyPair()
const print = {
  seal,
  publicKey: keys.publicKey,
  signature: signJson(sealStatement(on.docId, on.number, on.layout, seal, 1_800_000), keys),
  at: 1_800_000,
}

test('WF-45 the desk proves a seal by itself: on another document, number, file, moment or key it holds no more', () => {
  expect(sealHolds(on, print)).toBe(true)
  expect(sealHolds({ ...on, docId: v7() }, print)).toBe(false)
  expect(sealHolds({ ...on, number: '柳政〔2026〕13号' }, print)).toBe(false)
  expect(sealHolds({ ...on, layout: { ...on.layout, pdf: file('e') } }, print)).toBe(false)
  expect(sealHolds(on, { ...print, at: 1_800_001 })).toBe(false)
  expect(sealHolds(on, { ...print, publicKey: newKeyPair().publicKey })).toBe(false)
  expect(sealHolds(on, { ...print, signature: 'no signature' })).toBe(false)
})
