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

test('[WF-141] the seals of a 联合行文 hold together: one left out, changed or put in for another, and none holds', () => {
  const others = ['石桥乡人民政府', '柳林镇人民政府'].map((unitName, i) => ({
    unitId: `u${i}`,
    seal: { ...seal, id: v7(), unitName },
    keys: newKeyPair(),
  }))
  const { docId, number, layout } = on
  const along = others.map((one) => ({
    unitId: one.unitId,
    seal: one.seal,
    publicKey: one.keys.publicKey,
    signature: signJson(sealStatement(docId, number, layout, one.seal, print.at), one.keys),
  }))
  const signature = signJson(sealStatement(docId, number, layout, seal, print.at, others), keys)
  const joint = { ...print, signature, along }
  const [first, second] = along
  if (!first || !second) throw new Error('lost')
  expect(sealHolds(on, joint)).toBe(true)
  expect(sealHolds(on, { ...joint, along: [first] })).toBe(false)
  expect(sealHolds(on, { ...joint, along: [second, first] })).toBe(false)
  expect(sealHolds(on, { ...joint, along: [first, { ...second, signature: first.signature }] })).toBe(false)
  expect(sealHolds(on, { ...joint, along: [first, { ...second, unitId: 'u9' }] })).toBe(false)
  const { along: _gone, ...alone } = joint
  expect(sealHolds(on, alone)).toBe(false)
})

test('WF-45 the desk proves a seal by itself: on another document, number, file, moment or key it holds no more', () => {
  expect(sealHolds(on, print)).toBe(true)
  expect(sealHolds({ ...on, docId: v7() }, print)).toBe(false)
  expect(sealHolds({ ...on, number: '柳政〔2026〕13号' }, print)).toBe(false)
  expect(sealHolds({ ...on, layout: { ...on.layout, pdf: file('e') } }, print)).toBe(false)
  expect(sealHolds(on, { ...print, at: 1_800_001 })).toBe(false)
  expect(sealHolds(on, { ...print, publicKey: newKeyPair().publicKey })).toBe(false)
  expect(sealHolds(on, { ...print, signature: 'no signature' })).toBe(false)
})
