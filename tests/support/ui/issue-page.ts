import { userEvent } from 'vitest/browser'
import { expect, vi } from 'vitest'
import { v7 } from 'uuid'
import type { IssueEvent } from '../../../src-shared/workflow/issue/events.ts'
import { opened } from '../../../src-shared/workflow/turn.ts'
import { personOf, post, smallCounty } from '../small-county.ts'
import type { FakeDesk } from './fake-desk.ts'
import { spaceless } from './press.ts'

/* What tests of 发文办理 on a document's page share: who has which post, what is seen, pressed and sent, a seal, the first steps. */

smallCounty.posts.push(
  post('ma', '马文秀', '文印员', 'clerk'),
  // and a leader: so that what only leaders may do is seen from the page of her turn
  { ...post('ma', '马文秀', '副镇长', 'leader'), id: 'p-ma-leader' },
  post('yin', '尹守章', '用印员', 'sealKeeper'),
  post('dang', '党文', '档案员', 'archivist'),
  post('bai', '白云山', '乡长', 'leader', 'shiqiao'),
  post('shiyin', '石守印', '用印员', 'sealKeeper', 'shiqiao'),
  post('deng', '邓记', '登记员', 'registrar', 'shiqiao'),
)

export const writeReason = async (words: string): Promise<void> => {
  const field = (): HTMLElement | null => document.querySelector('.work-dialog textarea')
  await vi.waitFor(() => expect(field()).not.toBeNull())
  await userEvent.type(field() as HTMLElement, words)
}
export const dialog = (): string => spaceless(document.querySelector('.work-dialog')?.textContent)
export const bar = (): string => spaceless(document.querySelector('.issue-bar')?.textContent)
export const primary = (): HTMLButtonElement | null => document.querySelector('.doc-acts .ant-btn-primary')
export const sent = (desk: FakeDesk, name: string) => desk.commands.filter((one) => one.name === name).map((one) => one.args)

export const file = (digit: string) => ({ sm3: digit.repeat(64), size: 1000 })
export const made = { pdf: file('a'), ofd: file('b'), pages: 3 }
export const offered = {
  id: v7(),
  unitId: 'liuhe',
  name: '柳河镇人民政府',
  imageSm3: 'd'.repeat(64),
  imageSize: 4,
  image: 'iVBORw==',
  width: 42,
  height: 42,
}
/** A picture the browser can draw, base64. */
export function redSquare(): string {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 8
  canvas.getContext('2d')?.fillRect(0, 0, 8, 8)
  return canvas.toDataURL('image/png').slice('data:image/png;base64,'.length)
}
export const number = { prefix: '柳政', year: 2026, seq: 12, by: personOf('ma'), at: Date.now(), cmdId: v7() } as never
export const scope = [{ unitId: 'shiqiao', unitName: '石桥乡人民政府', as: 'main' as const }]
export const turn = (step: Parameters<typeof opened>[1], who: string) => opened(v7(), step, personOf(who), Date.now() - 60_000)
export const rechecked: IssueEvent = {
  type: 'Rechecked',
  rechecked: { by: personOf('zhao'), at: Date.now(), ticked: [] },
  next: turn('number', 'ma'),
}
export const numbered: IssueEvent = { type: 'NumberAllocated', number, scope, copies: 5, next: turn('seal', 'yin') }
