import { afterEach, expect, test, vi } from 'vitest'
import { page as screen, userEvent } from 'vitest/browser'
import { v7 } from 'uuid'
import { bodyJson } from '../../src-shared/document/body-json.ts'
import { schema } from '../../src-shared/document/schema.ts'
import type { AttentionItem } from '../../src-renderer/data/api.ts'
import type { DocumentId } from '../../src-shared/ids.ts'
import type { FakeDesk } from '../support/ui/fake-desk.ts'
import { closeWindow, openWindow } from '../support/ui/window.tsx'

vi.mock('../../src-renderer/data/queries.ts', () => import('../support/ui/fake-queries.ts'))
vi.mock('../../src-renderer/data/open-desk-data.ts', () => import('../support/ui/fake-open-desk.ts'))

afterEach(closeWindow)

const base = (docId: DocumentId): AttentionItem => ({
  id: v7(),
  docId,
  title: '关于资金的请示',
  code: 'WF-TASK-CLOSED',
  article: undefined,
  detail: undefined,
  commandName: 'Approve',
  args: {},
  cmdId: v7(),
  body: undefined,
  parkedBy: undefined,
  authoredAt: Date.now() - 2000,
  at: Date.now() - 1000,
  settled: undefined,
})

/** 赵敏 agreed at 核稿 once more: the turn was over by then. */
function lateApproval(desk: FakeDesk, docId: DocumentId): AttentionItem {
  const doc = desk.state(docId)
  const taskId = doc?.tasks.find((task) => task.step === 'check')?.id
  return {
    ...base(docId),
    args: {
      docId,
      taskId,
      text: '请再补一句赛事安全。',
      signedOn: desk.data.today(),
      basisSm3: doc?.bodySm3,
      nextTaskId: v7(),
    },
  }
}

const detail = () => document.querySelector<HTMLElement>('.att-detail')
const rows = () => [...document.querySelectorAll<HTMLElement>('.att-row')]
const goThere = async () => {
  await userEvent.keyboard('{Control>}6{/Control}')
  await vi.waitFor(() => expect(detail()).not.toBeNull())
}

test('[UI-11] C-03 an opinion whose turn is over: what stands now, and the record beside the route in two clicks', async () => {
  const { desk, first } = await openWindow('zhao', 'sign')
  const item = lateApproval(desk, first)
  desk.setAttention([item])
  await goThere()
  expect(detail()?.textContent).toContain('在签发环节')
  await screen.getByRole('button', { name: '记为补充意见' }).click()
  await vi.waitFor(() => expect(document.querySelector('.ant-modal textarea')).toBe(document.activeElement))
  expect(document.querySelector<HTMLTextAreaElement>('.ant-modal textarea')?.value).toBe('请再补一句赛事安全。')
  await screen.getByRole('button', { name: /记\s?入/ }).click()
  await vi.waitFor(() => expect(desk.attention()).toHaveLength(0))
  expect(desk.commands.findLast((one) => one.name === 'AddSupplement')).toMatchObject({
    name: 'AddSupplement',
    args: { refused: item.cmdId, step: 'check' },
  })
  expect(desk.state(first)?.opinions.at(-1)).toMatchObject({ late: item.cmdId, text: '请再补一句赛事安全。' })
  await screen.getByText('已处理 1').click()
  await vi.waitFor(() => expect(rows()[0]?.textContent).toContain('已记为补充意见'))
})

test('[UI-11] refused text stands beside the text as it is now, words that differ marked on both sides', async () => {
  const { desk, first } = await openWindow('zhao', 'check')
  const now = desk.working(first)
  if (!now) throw new Error('no text')
  const body = now.child(1)
  const [paragraph] = body.children
  if (!paragraph) throw new Error('no paragraph')
  const mine = now.copy(
    now.content.replaceChild(
      1,
      body.copy(
        body.content.replaceChild(
          0,
          paragraph.copy(schema.node('paragraph', null, schema.text('正文第一段，我添了话。')).content),
        ),
      ),
    ),
  )
  desk.setAttention([{ ...base(first), code: 'RV-BASE-ALTERED', commandName: 'SubmitBody', body: bodyJson(mine) }])
  await goThere()
  await vi.waitFor(() => expect(document.querySelector('.att-sides')).not.toBeNull())
  expect(document.querySelectorAll('.att-sides tbody tr')).toHaveLength(1)
  expect(document.querySelector('.att-sides .own.mine')?.textContent).toContain('我添了话')
})

test('[UI-64] what is put aside can be taken back at once, and later from 已处理', async () => {
  const { desk, first } = await openWindow('zhao', 'sign')
  desk.setAttention([lateApproval(desk, first)])
  await goThere()
  await screen.getByRole('button', { name: '放入搁置' }).click()
  await vi.waitFor(() => expect(desk.attention()).toHaveLength(0))
  await screen.getByRole('button', { name: '撤销' }).click()
  await vi.waitFor(() => expect(desk.attention()).toHaveLength(1))
  await screen.getByRole('button', { name: '放入搁置' }).click()
  await vi.waitFor(() => expect(desk.attention()).toHaveLength(0))
  await screen.getByText('已处理 1').click()
  await screen.getByRole('button', { name: '重新处理' }).click()
  await vi.waitFor(() => expect(desk.attention()).toHaveLength(1))
})

test('[UI-11] what fell with a command stands under it; arrows and J, K go through the list', async () => {
  const { desk, first } = await openWindow('zhao', 'sign')
  const head = lateApproval(desk, first)
  const parked: AttentionItem = {
    ...base(first),
    code: 'SY-PARKED',
    parkedBy: head.id,
    commandName: 'ReplyThread',
    at: Date.now(),
  }
  const other: AttentionItem = { ...base(first), title: '另一份', at: Date.now() - 5000 }
  desk.setAttention([parked, head, other])
  await goThere()
  expect(rows().map((row) => row.classList.contains('parked'))).toEqual([false, true, false])
  expect(detail()?.textContent).toContain('随它没有生效的还有 1 件')
  rows()[0]?.focus()
  await userEvent.keyboard('{ArrowDown}j')
  await vi.waitFor(() => expect(document.activeElement).toBe(rows()[2]))
  expect(detail()?.textContent).toContain('另一份')
  await userEvent.keyboard('k')
  await vi.waitFor(() => expect(document.activeElement).toBe(rows()[1]))
})
