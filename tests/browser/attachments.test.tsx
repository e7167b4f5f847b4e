import { afterEach, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { after, type Progress, type Transfers } from '../../src-renderer/attachments/transfers.ts'
import { picturesIn } from '../../src-renderer/data/pinned-files.ts'
import { sentence } from '../../src-renderer/ui/messages.ts'
import { tf } from '../../src-renderer/ui/text-files.ts'
import { t } from '../../src-renderer/ui/text.ts'
import type { DocumentId } from '../../src-shared/ids.ts'
import { closeWindow, openWindow, type TestWindow } from '../support/ui/window.tsx'

vi.mock('../../src-renderer/data/queries.ts', () => import('../support/ui/fake-queries.ts'))
vi.mock('../../src-renderer/data/open-desk-data.ts', () => import('../support/ui/fake-open-desk.ts'))
afterEach(closeWindow)

const mb = 1024 * 1024
const hash = 'a'.repeat(64)
const name = '柳河堤防险工险段现状表.xlsx'
let opened: TestWindow

/** A draft with one attachment, its rail open. */
async function openRail(): Promise<void> {
  opened = await openWindow('wang', 'draft', (desk, first): undefined => {
    desk.act(desk.me, {
      name: 'AddAttachment',
      args: { docId: first, attachment: { sm3: hash, name, size: 200 * mb, mime: 'application/octet-stream' } },
    })
  })
  tabs()
    .find((tab) => tab.textContent?.startsWith(t.attachments))
    ?.click()
  await vi.waitFor(() => expect(rail()?.textContent).toContain(name))
}
const tabs = () => [...document.querySelectorAll<HTMLElement>('.rail-tab')]
const rail = () => document.querySelector<HTMLElement>('.attachments')
const button = (label: string) => document.querySelector<HTMLButtonElement>(`.attachments button[aria-label="${label}"]`)
const tell = (progress: Partial<Progress>): void =>
  opened.listeners.get('file.progress')?.({
    id: hash,
    direction: 'down',
    state: 'running',
    done: 34.5 * mb,
    total: 200 * mb,
    ...progress,
  } as never)
const shows = (text: string): Promise<void> => vi.waitFor(() => expect(rail()?.textContent).toContain(text))
const asked = (call: string) => opened.calls.filter((one) => one.name === call).map((one) => one.input)

test('SY-154 a file on its way shows its bytes and a bar, and is stopped by mouse or keyboard; once there nothing is left of it', async () => {
  await openRail()
  tell({})
  await shows('正在取回 34.5 MB / 200.0 MB')
  const bar = document.querySelector<HTMLProgressElement>('.attachments progress')
  expect([bar?.value, bar?.max, bar?.getAttribute('aria-label')]).toEqual([34.5 * mb, 200 * mb, `正在取回：${name}`])
  // the name still has its room in the rail
  expect(rail()?.scrollWidth).toBeLessThanOrEqual(rail()?.clientWidth ?? 0)
  button(tf.of(tf.cancel, name))?.focus()
  await userEvent.keyboard('{Enter}')
  expect(asked('file.cancel')).toEqual([{ id: hash }])
  tell({ state: 'cancelled', code: 'AT-CANCELLED' })
  await shows(tf.stoppedDown)
  button(tf.of(tf.goOn, name))?.click()
  expect(asked('attachment.open')).toEqual([{ sm3: hash, name, from: expect.stringMatching(/\S \S/) }])
  tell({ state: 'running', done: 0, total: 0 })
  await vi.waitFor(() => expect(document.querySelector('.attachments progress:indeterminate')).not.toBeNull())
  tell({ state: 'done' })
  await vi.waitFor(() => expect(document.querySelector('.attachments .transfer')).toBeNull())
})

test('SY-154 what did not arrive says why in words, and goes again the way it went', async () => {
  await openRail()
  tell({ state: 'failed', code: 'NET-OFFLINE' })
  await shows(sentence('AT-OFFLINE'))
  tell({ state: 'failed', code: 'AT-MISSING' })
  await shows(sentence('AT-MISSING'))
  tell({ direction: 'up', state: 'waiting', code: 'NET-OFFLINE' })
  await shows(tf.waitsUp)
  tell({ direction: 'up', state: 'failed', code: 'AT-VIRUS' })
  await shows(sentence('AT-VIRUS'))
  button(tf.of(tf.again, name))?.click()
  expect(asked('file.send')).toEqual([{ sm3: hash }])
  expect(asked('attachment.open')).toEqual([])
})

test('SY-154 a large file that is being taken in is shown where it will lie, and can be stopped', async () => {
  await openRail()
  tabs()[0]?.click()
  tell({ id: 'own', direction: 'in', name: '规划图.pdf', docId: opened.first, done: 10 * mb })
  await shows('正在存入 10.0 MB / 200.0 MB')
  button(tf.of(tf.cancel, '规划图.pdf'))?.click()
  expect(asked('file.cancel')).toEqual([{ id: 'own' }])
  tell({ id: 'other', direction: 'in', name: '别的公文的.pdf', docId: '0190a1b2-0000-7000-8000-0000000000ff' as DocumentId })
  tell({ id: 'own', direction: 'in', name: '规划图.pdf', docId: opened.first, state: 'cancelled', code: 'AT-CANCELLED' })
  await vi.waitFor(() => expect(rail()?.textContent).not.toContain('规划图'))
  expect(rail()?.textContent).not.toContain('别的公文')
})

test('SY-158 the rail says which attachments are not on this desk, or not at the server yet, and asks anew when one arrived', async () => {
  await openRail()
  const bridge = window.desk as unknown as { invoke: (name: string, input: unknown) => Promise<unknown> }
  const { invoke } = bridge
  let where = 'unsent'
  bridge.invoke = (name, input) => (name === 'file.where' ? Promise.resolve({ ok: true, value: [where] }) : invoke(name, input))
  tell({ id: 'b'.repeat(64), direction: 'up', state: 'done' })
  await shows(tf.unsent)
  where = 'absent'
  tell({ id: 'b'.repeat(64), direction: 'up', state: 'done' })
  await shows(tf.absent)
  tell({})
  await vi.waitFor(() => expect(rail()?.textContent).not.toContain(tf.absent))
  where = 'here'
  tell({ state: 'done' })
  await vi.waitFor(() => expect(rail()?.querySelector('.transfer, .where')).toBeNull())
})

test('SY-154 what is over is forgotten, what did not arrive is kept', () => {
  const of = (state: Progress['state'], direction: Progress['direction'] = 'up'): Progress => ({
    id: 'x',
    direction,
    state,
    done: 0,
    total: 1,
  })
  const all = (...progress: Progress[]): number => progress.reduce<Transfers>(after, new Map()).size
  expect(all(of('running'), of('done'))).toBe(0)
  for (const state of ['running', 'waiting', 'failed', 'cancelled'] as const) expect(all(of('running'), of(state)), state).toBe(1)
  for (const state of ['failed', 'cancelled', 'done'] as const) expect(all(of('running', 'in'), of(state, 'in')), state).toBe(0)
})

test('SY-155 the pictures of a text are found wherever they stand', () => {
  const image = (sm3: string) => ({ type: 'image', attrs: { sm3 } })
  const body = {
    type: 'doc',
    content: [image('a'), { type: 'table', content: [{ type: 'cell', content: [image('b')] }] }, { type: 'image' }, null],
  }
  expect(picturesIn(body)).toEqual(['a', 'b'])
  expect(picturesIn([{ stepType: 'replace', slice: { content: [image('c')] } }])).toEqual(['c'])
  expect(picturesIn(undefined)).toEqual([])
})
