import { commands } from 'vitest/browser'
import { expect, test } from 'vitest'
import { readPlaced } from '../../../src-renderer/paper/read-placed.ts'
import { jobOfText, lay } from './support.ts'

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
