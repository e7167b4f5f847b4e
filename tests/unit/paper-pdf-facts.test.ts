import { expect, test } from 'vitest'
import { bodyJson } from '../../src-shared/document/body-json.ts'
import type { DocumentHeader } from '../../src-shared/document/header.ts'
import { makeDocument } from '../../src-shared/document/make.ts'
import { schema } from '../../src-shared/document/schema.ts'
import { paperRequest, type PaperRequest } from '../../src-shared/ipc/paper.ts'
import { factsOf } from '../../src-shared/paper/facts.ts'
import { jobOf } from '../../src-shared/paper/job-of.ts'
import { delivered } from '../support/incoming.ts'
import { signedState } from '../support/states.ts'

const header = (change: Partial<DocumentHeader>): DocumentHeader => ({
  docType: '通知',
  urgency: '',
  secrecy: '',
  openness: '',
  title: '',
  mainTo: '',
  copyTo: '',
  issuer: '',
  ...change,
})

test('PP-42 签发人 stand on upward documents only: who signed, before that who is to', () => {
  const state = signedState()
  const signed = state.signed?.by.name ?? ''
  expect(factsOf(state, header({ docType: '请示' }))).toMatchObject({ upward: true, signers: [signed], form: 'file' })
  expect(factsOf(state, header({ docType: '通知' }))).toMatchObject({ upward: false, signers: [] })
  const { drafter } = state
  const before = { ...state, signed: null, assignees: { sign: drafter } }
  expect(factsOf(before, header({ docType: '报告' })).signers).toEqual([drafter.name])
  expect(factsOf({ ...before, assignees: {} }, header({ docType: '报告' })).signers).toEqual([])
})

test('UI-79 a 收文 stands on paper as its sender issued it: the organ and the number of the sender, not of who got it', () => {
  const copy = delivered(0, { fromUnit: '柳河镇人民政府', number: '柳政〔2026〕12号' })
  expect(copy.unitName).toBe('青禾县人民政府')
  expect(factsOf(copy, header({}))).toMatchObject({ organs: ['柳河镇人民政府'], number: '柳政〔2026〕12号' })
  const onPaper = delivered(0, { fromUnit: '石桥乡人民政府', number: '' })
  expect(factsOf(onPaper, header({}))).toMatchObject({ organs: ['石桥乡人民政府'], number: null })
})

test('PP-42 organs from 署名, several for 联合行文, else the unit; 印发 only once signed; no number yet', () => {
  const state = signedState()
  expect(factsOf(state, header({})).organs).toEqual([state.unitName])
  expect(factsOf(state, header({ issuer: '青禾县水利局　青禾县财政局' })).organs).toEqual(['青禾县水利局', '青禾县财政局'])
  expect(factsOf(state, header({}))).toMatchObject({ number: null, serial: null, printedBy: state.unitName })
  expect(factsOf(state, header({})).printedOn).toMatch(/^\d{4}年[1-9]\d?月[1-9]\d?日$/)
  expect(factsOf({ ...state, signed: null }, header({}))).toMatchObject({ printedBy: null, printedOn: null })
  expect(factsOf(state, header({ docType: '函' })).form).toBe('letter')
  expect(factsOf(state, header({ docType: '纪要' }))).toMatchObject({ form: 'minutes', sealing: 'none' })
})

/** A text with an insertion that stands, one that was rejected, and a deletion. */
function marked(): { body: PaperRequest['body']; rejected: string } {
  const rejected = '0190a1b2-0000-7000-8000-000000000002'
  const mark = (type: 'ins' | 'del', id: string) =>
    schema.marks[type]?.create({ id, author: 'li', step: 'review', at: 1 }) as NonNullable<ReturnType<typeof schema.mark>>
  let n = 0
  const doc = makeDocument(
    { elements: { title: '通知' } },
    () => `0190a1b2-0000-7000-8000-0000000001${String(n++).padStart(2, '0')}`,
  )
  const paragraph = schema.node('paragraph', { id: '0190a1b2-0000-7000-8000-000000000200', style: 'body' }, [
    schema.text('甲'),
    schema.text('乙', [mark('ins', '0190a1b2-0000-7000-8000-000000000001')]),
    schema.text('丙', [mark('ins', rejected)]),
    schema.text('丁', [mark('del', '0190a1b2-0000-7000-8000-000000000003')]),
  ])
  const body = schema.node('doc', null, [doc.child(0), schema.node('body', null, [paragraph])])
  return { body: bodyJson(body), rejected }
}

test('PP-42 清稿 leaves out what was rejected and struck, 花脸稿 is the text as stored; the title is the text’s own', () => {
  const { body, rejected } = marked()
  const request = paperRequest.parse({
    docId: '0190a1b2-0000-7000-8000-0000000000d1',
    version: 3,
    sm3: 'a'.repeat(64),
    at: 0,
    body,
    rejected: [rejected],
    facts: factsOf(signedState(), header({})),
    copy: 'clean',
    watermark: null,
    preprinted: false,
    persons: [],
    steps: {},
  })
  const clean = jobOf(request)
  expect(clean.title).toBe('通知')
  expect(JSON.stringify(clean.job.body)).toContain('"甲乙"')
  expect(JSON.stringify(clean.job.body)).not.toMatch(/丙|丁|"ins"|"del"/)
  const full = jobOf({ ...request, copy: 'marked' })
  expect(full.job.body).toEqual(body)
  // a text of a newer program goes on as it is: the page says so
  const newer = { ...body, attrs: { later: 1 } }
  expect(jobOf({ ...request, body: newer }).job.body).toEqual(newer)
})

test('PP-140 成文日期 is the day of 签发 once signed, and 纪要 end without one', () => {
  const state = signedState()
  const on = state.signed?.signedOn.split('-').map(Number) ?? []
  expect(factsOf(state, header({})).datedOn).toBe(`${on[0]}年${on[1]}月${on[2]}日`)
  expect(factsOf({ ...state, signed: null }, header({})).datedOn).toBeNull()
  expect(factsOf(state, header({ docType: '纪要' })).datedOn).toBeNull()
})
