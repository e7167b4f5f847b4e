import { App as AntApp, ConfigProvider, Form } from 'antd'
import zhCN from 'antd/locale/zh_CN'
import { useState } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, expect, test, vi } from 'vitest'
import { page as screen, userEvent } from 'vitest/browser'
import { PhrasesDialog } from '../../src-renderer/app/PhrasesDialog.tsx'
import { OpinionField } from '../../src-renderer/ui/OpinionField.tsx'
import { PhrasesContext } from '../../src-renderer/ui/phrases.ts'
import { theme } from '../../src-renderer/ui/theme.ts'
import '../../src-renderer/document/document.css'
import '../../src-renderer/ui/tokens.css'

let root: Root | undefined
let kept: (readonly string[])[] = []
afterEach(() => {
  root?.unmount()
  document.body.replaceChildren()
})

const unit = ['请按程序办理。', '同意报县政府。']

/** An opinion as a dialog has it, with one's own words and the organ's; `dialog`: one's own are being written. */
function Desk({ dialog, usual }: { dialog: boolean; usual: readonly string[] }) {
  const [form] = Form.useForm<{ text: string }>()
  const [own, setOwn] = useState<readonly string[]>(['请抓紧。'])
  const [open, setOpen] = useState(dialog)
  const keepOwn = async (words: readonly string[]): Promise<void> => {
    kept.push(words)
    setOwn(words)
  }
  return (
    <PhrasesContext value={{ own, unit, keepOwn }}>
      {open ? (
        <PhrasesDialog onClose={() => setOpen(false)} />
      ) : (
        <Form form={form} initialValues={{ text: usual[0] ?? '' }}>
          <OpinionField label="意见" phrases={usual} onPhrase={(text) => form.setFieldsValue({ text })} />
        </Form>
      )}
    </PhrasesContext>
  )
}

async function open(usual: readonly string[], dialog = false): Promise<void> {
  await screen.viewport(1366, 768)
  kept = []
  const mount = document.createElement('div')
  document.body.append(mount)
  root = createRoot(mount)
  root.render(
    <ConfigProvider
      theme={{ ...theme, token: { ...theme.token, motion: false } }}
      locale={zhCN}
      button={{ autoInsertSpace: false }}
    >
      <AntApp>
        <Desk dialog={dialog} usual={usual} />
      </AntApp>
    </ConfigProvider>,
  )
  await vi.waitFor(() => expect(document.querySelector('textarea')).not.toBeNull())
}
const area = () => document.querySelector<HTMLTextAreaElement>('textarea')
const shows = (text: string) => vi.waitFor(() => expect(area()?.value).toBe(text))
const offered = () => [...document.querySelectorAll('.phrases .phrase')].map((one) => one.textContent)

test('AD-61 the step’s words come first, then one’s own, then the organ’s, none twice; each has its key', async () => {
  await open(['同意。', '请按程序办理。'])
  expect(offered()).toEqual(['同意。', '请按程序办理。', '请抓紧。', '同意报县政府。'])
  expect(document.querySelectorAll('.phrase')[3]?.getAttribute('aria-keyshortcuts')).toBe('Alt+4')
})

test('AD-61 by keyboard: a usual phrase gives way, what was written stays and the phrase goes where one writes', async () => {
  await open(['同意。'])
  area()?.focus()
  await userEvent.keyboard('{Alt>}2{/Alt}')
  await shows('请抓紧。')
  await userEvent.keyboard('{Home}县长：')
  await shows('县长：请抓紧。')
  await userEvent.keyboard('{End}{Alt>}4{/Alt}')
  await shows('县长：请抓紧。同意报县政府。')
  // no such phrase, and a figure without Alt is a figure
  await userEvent.keyboard('{Alt>}9{/Alt}5')
  await shows('县长：请抓紧。同意报县政府。5')
})

test('AD-61 a click does the same, also in a field that has no usual words', async () => {
  await open([])
  await screen.getByRole('button', { name: '同意报县政府。' }).click()
  await shows('同意报县政府。')
})

test('AD-62 one’s own: one a line, too long ones are told, kept words are offered at once', async () => {
  await open(['同意。'], true)
  expect(area()?.value).toBe('请抓紧。')
  const field = screen.getByRole('textbox', { name: '常用语，每行一条' })
  await field.fill('长'.repeat(61))
  await vi.waitFor(() => expect(document.body.textContent).toContain('超过 60 字'))
  expect(screen.getByRole('button', { name: '保存' }).element()).toHaveProperty('disabled', true)
  await field.fill('请抓紧。\n\n已阅，请办公室研究。\n请抓紧。')
  await screen.screenshot({ path: '../../artifacts/own-phrases.png' })
  await screen.getByRole('button', { name: '保存' }).click()
  await vi.waitFor(() => expect(kept).toEqual([['请抓紧。', '已阅，请办公室研究。']]))
  await vi.waitFor(() => expect(offered()).toContain('已阅，请办公室研究。'))
  await screen.screenshot({ path: '../../artifacts/opinion-phrases.png' })
})
