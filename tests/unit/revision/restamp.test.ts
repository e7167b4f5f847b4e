import { splitBlock } from 'prosemirror-commands'
import { describe, expect, it } from 'vitest'
import { changeSignatures, listChanges } from '../../../src-shared/revision/changes.ts'
import { deriveSteps } from '../../../src-shared/revision/derive.ts'
import { rejectAll } from '../../../src-shared/revision/resolve.ts'
import { restamp } from '../../../src-shared/revision/restamp.ts'
import { verifySubmission } from '../../../src-shared/revision/verify.ts'
import { bold, write } from '../../support/revision/acts.ts'
import { Scene } from '../../support/revision/scene.ts'

const day = 24 * 3_600_000

describe('restamp', () => {
  it('RV-27 work signed by a clock that ran ahead is accepted once it is re-dated, and nothing else has changed', () => {
    const scene = new Scene({ paragraphs: ['一二三', '四五'] })
    write(scene.select(scene.at('二')), '乙', '早')
    scene.submit()
    const base = scene.doc
    const server = scene.now
    scene.now += 40 * day
    write(scene.select(scene.at('三')), '甲', '新')
    scene.command('甲', splitBlock)
    scene.selectText('四').command('甲', bold)
    scene.edit('甲', (tr) => tr.setNodeAttribute(scene.at('四') - 1, 'style', 'h1'))
    const mine = scene.context('甲').isUnsent
    const send = (doc: typeof base) =>
      verifySubmission({ base, steps: deriveSteps(base, doc, mine), author: '甲', held: ['step-甲'], tracked: true, now: server })
    expect(send(scene.doc)).toMatchObject({ ok: false, code: 'RV-FUTURE' })
    const dated = restamp(scene.doc, mine, server)
    expect(send(dated)).toMatchObject({ ok: true })
    expect([...changeSignatures(dated).values()].every(([who, ...more]) => !more.length && (who?.at ?? 0) <= server)).toBe(true)
    const undated = (doc: typeof base) => listChanges(doc).map((change) => ({ ...change, at: 0 }))
    expect(undated(dated)).toEqual(undated(scene.doc))
    expect(dated.textContent).toBe(scene.doc.textContent)
    expect(rejectAll(dated).eq(scene.original)).toBe(true)
    dated.check()
  })

  it('RV-27 what is dated right, or is not mine to date, stays the very same node', () => {
    const scene = new Scene({ paragraphs: ['一二', '三'] })
    write(scene.select(scene.at('二')), '甲', '新')
    const mine = scene.context('甲').isUnsent
    expect(restamp(scene.doc, mine, scene.now)).toBe(scene.doc)
    scene.now += 3 * day
    write(scene.select(scene.at('三')), '乙', '乙')
    expect(restamp(scene.doc, mine, 1_000_000)).toBe(scene.doc)
    scene.submit()
    expect(restamp(scene.doc, mine, 0)).toBe(scene.doc)
  })
})
