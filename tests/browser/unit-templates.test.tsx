import { afterEach, expect, test, vi } from 'vitest'
import { page as screen, userEvent } from 'vitest/browser'
import { bodyJson } from '../../src-shared/document/body-json.ts'
import { makeDocument } from '../../src-shared/document/make.ts'
import { nodeOf } from '../../src-shared/sync/text.ts'
import type { KeepTemplate, UnitTemplate } from '../../src-shared/templates/messages.ts'
import { closeWindow, openWindow, shownPage, type TestWindow } from '../support/ui/window.tsx'

vi.mock('../../src-renderer/data/queries.ts', () => import('../support/ui/fake-queries.ts'))
vi.mock('../../src-renderer/data/open-desk-data.ts', () => import('../support/ui/fake-open-desk.ts'))
afterEach(closeWindow)

let n = 0
const template = (name: string, docType = '通知'): UnitTemplate => ({
  id: `t-${name}`,
  unitId: 'liuhe',
  name,
  docType,
  by: '赵敏',
  at: Date.UTC(2026, 6, 1),
  body: bodyJson(
    makeDocument(
      { codes: { docType }, elements: { title: `关于${name}的${docType}` }, paragraphs: ['时间：', '地点：'] },
      () => `t${++n}`,
    ),
  ),
})
const see = (text: string) => vi.waitFor(() => expect(document.body.textContent).toContain(text))
const dialog = () => document.querySelector<HTMLElement>('.work-dialog')
const asked = ({ calls }: TestWindow, name: string) => calls.filter((one) => one.name === name).map(({ input }) => input)
const openKeeping = async (): Promise<void> => {
  await screen.getByRole('button', { name: '更多', exact: true }).click()
  await screen.getByText('存为本机关范本…').click()
  await vi.waitFor(() => expect(dialog()).not.toBeNull())
}

test('UI-99 a draft begins from a template this desk kept, with no answer from the server', async () => {
  const opened = await openWindow('wang', 'draft', (desk, first) => {
    void desk.data.templates.keep({ tag: 'x', templates: [template('召开会议'), template('防汛值守')] })
    return first
  })
  opened.refusals['templates.list'] = 'NET-OFFLINE'
  await screen.getByRole('button', { name: /拟稿/ }).first().click()
  await screen.getByRole('button', { name: '通知 召开会议' }).click()
  await vi.waitFor(() => expect(shownPage().textContent).toContain('关于召开会议的通知'))
  expect(shownPage().textContent).toContain('地点：')
  expect(shownPage().textContent).toContain('柳河镇人民政府')
})

test('UI-99 what the server has is offered and stays on the desk; nothing new is not written', async () => {
  const opened = await openWindow('wang', 'draft')
  opened.answers['templates.list'] = { tag: 'y', templates: [template('防汛值守', '函')] }
  await screen.getByRole('button', { name: /拟稿/ }).first().click()
  await see('防汛值守')
  await vi.waitFor(async () => expect((await opened.desk.data.templates.held()).tag).toBe('y'))
  expect(asked(opened, 'templates.list').at(-1)).toEqual({ tag: '' })
  await screen.screenshot({ path: '../../artifacts/new-draft-templates.png' })
})

test('AD-74 who checks the organ’s documents keeps one: by the final text, under a name that says whom it replaces', async () => {
  const opened = await openWindow('zhao', 'check')
  const held = template('防汛值守')
  opened.answers['templates.list'] = { tag: 'y', templates: [held] }
  opened.answers['templates.keep'] = { tag: 'z', templates: [{ ...held, id: 't-2' }] }
  await openKeeping()
  await see('现有 1 个')
  await screen.getByLabelText('名称').fill('防汛值守')
  await see('已有同名范本')
  await screen.screenshot({ path: '../../artifacts/keep-template.png' })
  await screen.getByRole('button', { name: /^替\s?换$/ }).click()
  await see('已存为范本“防汛值守”')
  await vi.waitFor(() => expect(dialog()).toBeNull())
  const [wanted] = asked(opened, 'templates.keep') as KeepTemplate[]
  expect(wanted).toMatchObject({ unitId: 'liuhe', name: '防汛值守', before: 't-防汛值守' })
  const text = wanted && nodeOf(wanted.body)
  expect(text?.textContent).toContain('三、请示事项')
  const issuer = text?.firstChild?.children.find((one) => one.type.name === 'issuer')
  expect(issuer?.textContent).toBe('')
})

test('AD-74 a refusal is told with the list as it is now, and what was typed stays', async () => {
  const opened = await openWindow('zhao', 'check')
  opened.answers['templates.list'] = { tag: 'y', templates: [] }
  opened.refusals['templates.keep'] = 'TP-STALE'
  await openKeeping()
  await see('本机关还没有范本')
  await screen.getByLabelText('名称').fill('防汛值守')
  opened.answers['templates.list'] = { tag: 'z', templates: [template('防汛值守')] }
  await userEvent.keyboard('{Tab}')
  await screen.getByRole('button', { name: /^保\s?存$/ }).click()
  await see('同名的范本刚被别人换过或删除')
  await see('已有同名范本')
  expect(document.querySelector<HTMLInputElement>('.template-name input')?.value).toBe('防汛值守')
  opened.answers['templates.remove'] = { tag: 'w', templates: [] }
  await screen.getByRole('button', { name: '删除 防汛值守' }).click()
  await screen
    .getByRole('button', { name: /^删\s?除$/ })
    .last()
    .click()
  await see('已删除范本“防汛值守”')
  await see('本机关还没有范本')
  expect(asked(opened, 'templates.remove')).toEqual([{ id: 't-防汛值守' }])
})

test('AD-74 nobody else is offered to keep one', async () => {
  await openWindow('wang', 'draft')
  await screen.getByRole('button', { name: '更多', exact: true }).click()
  await see('立即保存')
  expect(document.body.textContent).not.toContain('存为本机关范本')
})
