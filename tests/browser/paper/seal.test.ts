import { v7 } from 'uuid'
import { commands } from 'vitest/browser'
import { expect, test } from 'vitest'
import { bodyJson } from '../../../src-shared/document/body-json.ts'
import { makeDocument } from '../../../src-shared/document/make.ts'
import { readPlaced } from '../../../src-renderer/paper/read-placed.ts'
import { jobOf, jobOfText, lay } from './support.ts'

/* Seals over 署名 and 成文日期 (§7.3.5): made here of a canvas, none of a real organ. */
const sealOf = (words: string): string => {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 300
  const pen = canvas.getContext('2d')
  if (!pen) throw new Error('no canvas')
  pen.strokeStyle = '#e60012'
  pen.lineWidth = 8
  pen.arc(150, 150, 140, 0, 2 * Math.PI)
  pen.stroke()
  pen.fillStyle = '#e60012'
  pen.font = '40px sans-serif'
  pen.fillText(words, 60, 160)
  return canvas.toDataURL('image/png')
}
const sm3Of = (i: number): string => String(i).repeat(64)
const texts = await commands.paperTexts('state-council')

test('PP-117 three organs: a seal each, the lead first, level and apart; none over the text; one without a picture is told', async () => {
  const organs = ['青禾县人民政府', '青禾县水利局', '青禾县应急管理局']
  const seal = [1, 2, 3].map((i) => ({ sm3: sm3Of(i), width: 42, height: 42 }))
  const job = jobOfText(texts[3]?.text ?? '', { organs })
  const laid = await lay({ ...job, seal }, (sm3) => sealOf(sm3.slice(0, 3)))
  expect(laid.troubles.filter(({ code }) => code === 'PP-SEAL-MISSING')).toEqual([])
  const mm = 96 / 25.4
  const boxes = [...laid.root.querySelectorAll('.pp-seal')].map((one) => one.getBoundingClientRect())
  expect(boxes).toHaveLength(3)
  const names = [...laid.root.querySelectorAll('.pp-seal-row > span')].map((one) => one.getBoundingClientRect())
  boxes.forEach((box, i) => {
    const name = names[i] ?? new DOMRect()
    expect(Math.abs((box.left + box.right - name.left - name.right) / 2 / mm)).toBeLessThan(1)
    expect(Math.abs(box.top - (boxes[0]?.top ?? 0)) / mm).toBeLessThan(0.1)
    if (i > 0) expect(box.left).toBeGreaterThan(boxes[i - 1]?.right ?? Infinity)
    // a pixel's rounding
    expect(box.top + 0.1).toBeGreaterThanOrEqual(
      laid.root.querySelector('.pp-signature')?.getBoundingClientRect().top ?? Infinity,
    )
  })
  const images = readPlaced(laid.root).pages.flatMap(({ items }) =>
    items.flatMap((one) => (one.kind === 'image' ? [one.file] : [])),
  )
  expect(images).toEqual([1, 2, 3].map(sm3Of))
  laid.root.remove()

  const missing = await lay({ ...job, seal: seal.slice(0, 1) }, () => 'data:image/png;base64,AAAA')
  const signed = [...missing.root.querySelectorAll('.paper-page')].findIndex((one) => one.querySelector('.pp-signature')) + 1
  expect(missing.troubles.map(({ code, page }) => `${code} ${page}`)).toContain(`PP-SEAL-MISSING ${signed}`)
  expect(missing.root.querySelector('.pp-seal')).toBeNull()
  missing.root.remove()
})

test('PP-140 [PP-141] 成文日期 of the 签发 stands below 署名 where the text has none, under the seal; a seal with no place is told', async () => {
  const seal = [{ sm3: sm3Of(1), width: 42, height: 42 }]
  const issuer = '柳河镇人民政府'
  const text = (elements: object) =>
    bodyJson(makeDocument({ elements: { title: '关于防汛的通知', ...elements }, paragraphs: ['各村：'] }, () => v7()))
  const laid = async (elements: object, datedOn: string | null) =>
    lay({ ...jobOf(text(elements), { organs: [issuer], datedOn }), seal }, () => sealOf('柳'))
  const linesOf = (root: Element): string[] =>
    [...root.querySelectorAll('.pp-signature .pp-end-line')].map((one) => one.textContent)

  const dated = await laid({ issuer }, '2026年7月14日')
  expect(linesOf(dated.root)).toEqual([issuer, '2026年7月14日'])
  const box = dated.root.querySelector('.pp-seal')?.getBoundingClientRect()
  const date = [...dated.root.querySelectorAll('.pp-signature .pp-end-line')].at(-1)?.getBoundingClientRect()
  expect(date?.bottom).toBeLessThan(box?.bottom ?? 0)
  expect(dated.troubles.map(({ code }) => code)).not.toContain('PP-SEAL-MISSING')
  dated.root.remove()

  const own = await laid({ issuer, issuedOn: '2026年7月1日' }, '2026年7月14日')
  expect(linesOf(own.root)).toEqual([issuer, '2026年7月1日'])
  own.root.remove()

  const none = await laid({}, null)
  expect(none.troubles).toContainEqual({ code: 'PP-SEAL-MISSING', page: null, detail: '' })
  none.root.remove()
})
