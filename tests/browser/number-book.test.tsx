import { App as AntApp, ConfigProvider } from 'antd'
import zhCN from 'antd/locale/zh_CN'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { page as screen, userEvent } from 'vitest/browser'
import { v7 } from 'uuid'
import type { CallName, DeskBridge } from '../../src-shared/ipc/contract.ts'
import type { DocumentId } from '../../src-shared/ids.ts'
import type { BookLine, BookResponse } from '../../src-shared/numbers/messages.ts'
import { theme } from '../../src-renderer/ui/theme.ts'
import '../../src-renderer/ui/tokens.css'
import { NumberBook } from '../../src-renderer/work/issue/NumberBook.tsx'

const NOW = Date.UTC(2026, 6, 14, 2)
const docId = v7() as DocumentId
const line = (seq: number, status: BookLine['status'], more: Partial<BookLine> = {}): BookLine => ({
  seq,
  status,
  docId: null,
  unread: false,
  title: '',
  reason: '',
  by: '马文秀',
  at: NOW - 86_400_000,
  ...more,
})
const book: BookResponse = {
  prefix: '柳政',
  year: 2026,
  next: 15,
  years: [2026, 2025],
  lines: [
    line(14, 'reserved', { reason: '年度要点' }),
    line(13, 'void', { reason: '重复编号' }),
    line(11, 'used', { docId, title: '关于做好防汛工作的通知' }),
  ],
}

let root: Root | undefined
let calls: { name: CallName; input: unknown }[]
const opened = vi.fn<(id: DocumentId) => void>()
beforeEach(async () => {
  await screen.viewport(1366, 768)
  calls = []
  opened.mockClear()
})
afterEach(() => {
  root?.unmount()
  root = undefined
  document.body.replaceChildren()
})

function open(answer: BookResponse | string, keeps = true): void {
  window.desk = {
    invoke: (name: CallName, input: unknown) => {
      calls.push({ name, input })
      return Promise.resolve(typeof answer === 'string' ? { ok: false, code: answer } : { ok: true, value: answer })
    },
    on: () => () => undefined,
    requestPort: () => undefined,
  } as unknown as DeskBridge
  const mount = document.createElement('div')
  document.body.append(mount)
  root = createRoot(mount)
  root.render(
    <ConfigProvider theme={{ ...theme, token: { ...theme.token, motion: false } }} locale={zhCN}>
      <AntApp>
        <NumberBook books={[{ prefix: '柳政', keeps }]} now={NOW} year={2026} onOpen={opened} onClose={() => undefined} />
      </AntApp>
    </ConfigProvider>,
  )
}
const words = (): string => (document.body.textContent ?? '').replaceAll(/\s/g, '')
const see = (text: string) => vi.waitFor(() => expect(words()).toContain(text))
const button = (label: string): HTMLElement => {
  const found = [...document.querySelectorAll<HTMLElement>('button')].findLast(
    (one) => (one.textContent ?? '').replaceAll(/\s/g, '') === label,
  )
  if (!found) throw new Error(`no ${label}`)
  return found
}
const asked = (name: CallName) => calls.filter((one) => one.name === name).map((one) => one.input)

describe('WF-102 发文号簿', () => {
  test('every number with what became of it, the next one, and those nobody brought back; a title opens its document', async () => {
    open(book)
    await see('下一个号：柳政〔2026〕15号')
    await see('已用1·作废1·预留1·另有1个号没有登记')
    for (const text of ['柳政〔2026〕14号预留', '柳政〔2026〕13号作废', '重复编号', '年度要点']) expect(words()).toContain(text)
    await userEvent.click(button('关于做好防汛工作的通知'))
    expect(opened).toHaveBeenCalledWith(docId)
  })

  test('a clerk keeps the next number free, and gives one up with a reason', async () => {
    open(book)
    await see('下一个号')
    await userEvent.click(button('预留下一个号…'))
    await see('预留柳政〔2026〕15号')
    await userEvent.type(document.querySelector('.work-dialog textarea') as HTMLElement, '防汛预案')
    await userEvent.click(button('预留'))
    await vi.waitFor(() => expect(asked('numbers.reserve')).toEqual([{ prefix: '柳政', reason: '防汛预案' }]))
    await vi.waitFor(() => expect(document.querySelector('.work-dialog')).toBeNull())
    await userEvent.click(button('作废'))
    await userEvent.type(document.querySelector('.work-dialog textarea') as HTMLElement, '不发了')
    await userEvent.click(button('作废'))
    await vi.waitFor(() => expect(asked('numbers.giveUp')).toEqual([{ prefix: '柳政', year: 2026, seq: 14, reason: '不发了' }]))
  })

  test('who only looks on has no buttons; a refusal and a missing line are told, and asked again', async () => {
    open(book, false)
    await see('下一个号')
    expect(words()).not.toContain('预留下一个号…')
    root?.unmount()
    document.body.replaceChildren()
    open('NET-OFFLINE')
    await vi.waitFor(() => expect(document.querySelector('[role="alert"]')).not.toBeNull())
    const before = calls.length
    await userEvent.click(button('重试'))
    await vi.waitFor(() => expect(calls.length).toBeGreaterThan(before))
  })
})
