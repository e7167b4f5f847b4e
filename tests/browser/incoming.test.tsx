import { pressOn } from '../support/ui/press.ts'
import { App, ConfigProvider } from 'antd'
import { useState } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { page as screen, userEvent } from 'vitest/browser'
import '../../src-renderer/ui/tokens.css'
import type { DeskData } from '../../src-renderer/data/api.ts'
import { setFakeDesk } from '../support/ui/fake-queries.ts'
import { makeFakeDesk } from '../support/ui/fake-desk.ts'
import { PrintTableContext } from '../../src-renderer/ui/print-sheet.ts'
import type { TableSheet } from '../../src-shared/paper/sheets/model.ts'
import { OpenDocumentContext } from '../../src-renderer/ui/open-document.ts'
import { RegisterPlace } from '../../src-renderer/work/incoming/RegisterPlace.tsx'
import { useIncoming } from '../../src-renderer/work/incoming/use-incoming.tsx'
import type { DeskSession } from '../../src-shared/ipc/contract.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import { delivered, incomingDirectory, incomingPerson, incomingText } from '../support/incoming.ts'
import { act, broughtTo, readers, saying, type Act } from '../support/incoming-acts.ts'

vi.mock('../../src-renderer/data/queries.ts', () => import('../support/ui/fake-queries.ts'))

const NOW = Date.parse('2026-09-18T09:00:00+08:00')
const start = (): DocumentState => delivered(NOW, { fromDocId: crypto.randomUUID() as DocumentState['id'] })
const spaceless = (text: string | null | undefined): string => (text ?? '').replaceAll(/\s/g, '')
const shown = (): string => spaceless(document.body.textContent)

let root: Root | undefined
let state: DocumentState
let results: Act[]
/** until it resolves, a command that shows already is not on disk */
let written: Promise<void>
beforeEach(() => {
  results = []
  written = Promise.resolve()
  setFakeDesk(makeFakeDesk({ me: incomingPerson('sun'), directory: incomingDirectory }))
})
afterEach(() => {
  root?.unmount()
  document.body.replaceChildren()
  setFakeDesk(undefined)
})
const mount = (what: React.ReactNode): void => {
  const host = document.createElement('div')
  document.body.append(host)
  root = createRoot(host)
  // a dialog that still grows takes no click
  root.render(
    <ConfigProvider theme={{ token: { motion: false } }}>
      <App>{what}</App>
    </ConfigProvider>,
  )
}
const sessionOf = (id: string) => ({ session: { user: { id } } }) as DeskSession

/** The chapter on a page of its own, over the true rules. */
function Page({ me, online = true }: { me: string; online?: boolean }) {
  const [doc, setDoc] = useState(state)
  const chapter = useIncoming({
    data: { today: () => '2026-09-18' } as DeskData,
    session: sessionOf(me),
    state: doc,
    directory: incomingDirectory,
    online,
    now: NOW,
    acts: {
      busy: false,
      prepare: () => Promise.resolve(true),
      act: (name, args) => {
        const result = act(doc, me, name, args, NOW)
        results.push(result)
        if (result.ok) setDoc((state = result.doc))
        return written.then(() => result.ok)
      },
    },
  })
  return (
    <>
      {chapter.bar}
      {chapter.primary && (
        <button type="button" title={chapter.primary.blocked ?? ''} onClick={chapter.primary.run}>
          主：{chapter.primary.label}
        </button>
      )}
      {chapter.menu.map((item) =>
        item && 'onClick' in item ? (
          <button key={item.key} type="button" onClick={() => item.onClick?.({} as never)}>
            {'label' in item ? item.label : ''}
          </button>
        ) : null,
      )}
      {chapter.dialog}
    </>
  )
}
const open = (me: string, doc: DocumentState, online = true): void => {
  state = doc
  mount(<Page me={me} online={online} />)
}
const named = (words: string): HTMLElement => {
  const all = [...document.querySelectorAll<HTMLElement>('button, label, .ant-select-item-option')]
  const seen = all.filter((one) => one.getClientRects().length > 0)
  const found = seen.findLast((one) => spaceless(one.textContent) === words)
  if (!found) throw new Error(`no ${words}`)
  return found
}
const press = (words: string): Promise<void> => pressOn(() => named(words))
const choose = async (label: string, words: string): Promise<void> => {
  const field = await vi.waitFor(() => {
    const found = document.querySelector<HTMLElement>(`.ant-modal [aria-label="${label}"]`)
    if (!found) throw new Error(`no ${label}`)
    return found
  })
  field.focus()
  await userEvent.click(field)
  await press(words)
  await userEvent.keyboard('{Escape}')
}
const into = (state_: string) => vi.waitFor(() => expect(state.state).toBe(state_))
const write = (words: string) => {
  const all = document.querySelectorAll<HTMLTextAreaElement>('.ant-modal textarea')
  return userEvent.fill(all[all.length - 1] as HTMLTextAreaElement, words)
}

describe('收文办理 on a document’s page', () => {
  test('WF-51 签收, then 登记; without a line the button says why', async () => {
    open('sun', start(), false)
    await vi.waitFor(() => named('主：签收'))
    expect(named('主：签收').title).not.toBe('')
    await press('主：签收')
    await press('签收')
    await into('S1')
    expect(named('主：登记').title).toBe('编号须联网')
    await press('主：登记')
    await press('登记')
    await into('S2')
    await vi.waitFor(() => expect(shown()).toContain('收文号2026-0345'))
  })

  test('WF-52 登记 says what it looks like first, and asks whether it is the same', async () => {
    const desk = makeFakeDesk({ me: incomingPerson('sun'), directory: incomingDirectory })
    const known = broughtTo(start(), 'S4', NOW)
    desk.add(known, incomingText())
    setFakeDesk(desk)
    open('sun', broughtTo(start(), 'S1', NOW))
    await press('主：登记')
    await vi.waitFor(() => expect(shown()).toContain('登记簿里已有相同的收文：2026-0345'))
    expect((named('登记') as HTMLButtonElement).disabled).toBe(true)
    await press('不是同一件：照常登记')
    await press('登记')
    await into('S2')
    expect(results.every((one) => one.ok)).toBe(true)
  })

  test('WF-55 初审: one question unticked makes it a 退回, with its reason', async () => {
    open('sun', broughtTo(start(), 'S2', NOW))
    await press('主：初审')
    await press('符合行文规则')
    await press('退回来文单位')
    await vi.waitFor(() => expect(shown()).toContain('请写明理由'))
    expect(state.state).toBe('S2')
    await write('越级行文')
    await vi.waitFor(() => expect(document.querySelector('.ant-form-item-explain-error')).toBeNull())
    await press('退回来文单位')
    await into('XR')
    expect(state.incoming?.rejected?.reason).toBe('越级行文')
  })

  test('WF-53 拟办: 主办, 协办 and a leader are picked; 批示 by 圈阅 hands it out', async () => {
    open('he', broughtTo(start(), 'S4', NOW))
    await press('主：拟办')
    await press('送批示')
    await vi.waitFor(() => expect(shown()).toContain('请选一个主办单位'))
    await choose('主办', '财政局')
    await choose('协办', '水利局')
    await press('送批示')
    await into('S5')
    expect(state.incoming?.proposals[0]?.handlers.map((one) => [one.as, one.unitName])).toEqual([
      ['lead', '财政局'],
      ['assist', '水利局'],
    ])
    root?.unmount()
    open('lin', state)
    await press('主：批示')
    await vi.waitFor(() => expect(shown()).toContain('拟由财政局主办，水利局协办，15个工作日内办结'))
    await press('批示')
    await into('S6')
    expect(state.opinions.at(-1)).toMatchObject({ step: 'instruct', text: '圈阅' })
  })

  test('CA-02 a limit over a year without holidays says that it is provisional, in the colour of its days', async () => {
    const doc = broughtTo(start(), 'S6', NOW)
    const clock = doc.incoming?.clock
    if (!doc.incoming || !clock) throw new Error('no clock')
    open('liu', { ...doc, incoming: { ...doc.incoming, clock: { ...clock, provisional: true } } })
    await vi.waitFor(() => expect(shown()).toContain('（节假日安排未发布，按周末推算）'))
    expect(document.querySelector('.incoming-bar [class^="incoming-"]')?.className).toMatch(/^incoming-(calm|yellow)$/)
  })

  test('WF-56 承办: accepted, then ended; a 协办 that gave nothing is let off by name and with a reason', async () => {
    open('liu', broughtTo(start(), 'S6', NOW))
    await press('主：承办签收')
    await press('主：办结')
    await write('已安排资金')
    await press('办结')
    await vi.waitFor(() => expect(shown()).toContain('请写明理由'))
    const reason = document.querySelector('.ant-modal input[type="text"]') as HTMLInputElement
    await userEvent.fill(reason, '已电话答复')
    await vi.waitFor(() => expect(document.querySelector('.ant-form-item-explain-error')).toBeNull())
    await press('办结')
    await into('S7')
    expect(state.incoming?.handlers[1]?.waived?.reason).toBe('已电话答复')
  })

  test('WF-56 what is opened while 承办签收 is still being written stays open', async () => {
    let onDisk = (): void => undefined
    written = new Promise((resolve) => (onDisk = resolve))
    open('liu', broughtTo(start(), 'S6', NOW))
    await press('主：承办签收')
    await press('主：办结')
    await vi.waitFor(() => expect(document.querySelector('.ant-modal textarea')).not.toBeNull())
    onDisk()
    await written
    await write('已安排资金')
    expect(shown()).toContain('承办办结')
  })

  test('WF-93 what answers it is a press away where it lies on this desk, by its number of now; else it is told in words', async () => {
    const desk = makeFakeDesk({ me: incomingPerson('liu'), directory: incomingDirectory })
    const reply = {
      ...start(),
      id: crypto.randomUUID() as DocumentState['id'],
      header: { ...start().header, title: '关于堤防的批复' },
    }
    desk.add(reply, incomingText())
    setFakeDesk(desk)
    const away = crypto.randomUUID() as DocumentState['id']
    const links: DocumentState['links'] = [
      { docId: reply.id, as: 'answeredBy', title: '批复', number: '' },
      { docId: away, as: 'answers', title: '关于桥梁的请示', number: '柳政〔2026〕3号' },
    ]
    const opened: string[] = []
    state = { ...broughtTo(start(), 'S6', NOW), links }
    mount(
      <OpenDocumentContext value={(id) => void opened.push(id)}>
        <Page me="liu" />
      </OpenDocumentContext>,
    )
    const number = reply.incoming?.number ?? ''
    expect(number).not.toBe('')
    await press(`${number}《关于堤防的批复》`)
    expect(opened).toEqual([reply.id])
    expect(shown()).toContain('答复的公文：柳政〔2026〕3号《关于桥梁的请示》')
    expect(() => named('柳政〔2026〕3号《关于桥梁的请示》')).toThrow()
  })

  test('WF-57 去向 names who has read and who has not', async () => {
    const s4 = broughtTo(start(), 'S4', NOW)
    const given = { ...saying(s4, 'he', '请阅', NOW), kind: 'read', assists: [], readers: readers('gao', 'xu') }
    const round = act(s4, 'he', 'Propose', given, NOW)
    const read = round.ok && act(round.doc, 'gao', 'NoteRead', saying(round.doc, 'gao', '', NOW), NOW)
    if (!read || !read.ok) throw new Error('not read')
    open('he', read.doc)
    await press('已阅1/2')
    await vi.waitFor(() =>
      expect(spaceless(document.querySelector('.incoming-readers')?.textContent)).toContain('许波水利局未阅'),
    )
  })
})

describe('收文登记簿', () => {
  test('WF-63 lists every 收文 of the unit by number, finds by any word; paper is registered there', async () => {
    const desk = makeFakeDesk({ me: incomingPerson('sun'), directory: incomingDirectory })
    desk.add(broughtTo(start(), 'S4', NOW), incomingText())
    desk.add(delivered(NOW, { fromUnit: '石桥乡人民政府', number: '石政〔2026〕3号' }, { title: '石桥乡的报告' }), incomingText())
    desk.add(delivered(NOW, {}, { title: '别的单位的收文', unitId: 'liuhe' }), incomingText())
    setFakeDesk(desk)
    await screen.viewport(1366, 768)
    let paper = false
    const opened: string[] = []
    const tables: Omit<TableSheet, 'kind'>[] = []
    const place = (isOpen: boolean) => (
      <PrintTableContext value={(table) => void tables.push(table)}>
        <RegisterPlace
          data={desk.data}
          session={sessionOf('sun')}
          directory={incomingDirectory}
          online={false}
          paper={isOpen}
          onPaper={(next) => (paper = next)}
          onOpen={(id) => opened.push(id)}
        />
      </PrintTableContext>
    )
    mount(place(false))
    const lines = () => [...document.querySelectorAll('tbody tr')].map((row) => spaceless(row.textContent))
    await vi.waitFor(() => expect(lines()).toHaveLength(2))
    expect(lines()[1]).toContain('2026-0345')
    await press('打印…')
    expect(tables).toMatchObject([
      { title: '青禾县人民政府收文登记簿', rows: [expect.anything(), expect.arrayContaining(['2026-0345'])] },
    ])
    for (const { heads, widths } of tables)
      expect([heads.length, widths.reduce((sum, one) => sum + one)]).toEqual([widths.length, 24])
    await userEvent.fill(document.querySelector('input[aria-label="筛选"]') as HTMLInputElement, '石桥')
    await vi.waitFor(() => expect(lines()).toHaveLength(1))
    await press('纸质来文登记')
    expect(paper).toBe(true)
    root?.unmount()
    mount(place(true))
    await vi.waitFor(() => expect(shown()).toContain('先编临时号临-1'))
    const [from, number, title] = document.querySelectorAll<HTMLInputElement>('.ant-modal input[type="text"]')
    await userEvent.fill(from as HTMLInputElement, '柳河镇人民政府')
    await userEvent.fill(number as HTMLInputElement, '柳政[2026]12号')
    await vi.waitFor(() => expect(shown()).toContain('登记簿里已有相同的收文'))
    await userEvent.fill(title as HTMLInputElement, '另一件')
    // nobody guesses whether it is the same
    const ok = () => document.querySelector<HTMLButtonElement>('.ant-modal-footer .ant-btn-primary')
    expect(ok()?.disabled).toBe(true)
    await userEvent.click(document.querySelector<HTMLElement>('.incoming-choice label:last-child') as HTMLElement)
    await vi.waitFor(() => expect(ok()?.disabled).toBe(false))
    await press('登记')
    await vi.waitFor(() => expect(desk.commands.at(-1)?.name).toBe('RegisterPaper'))
    const given = { fromUnit: '柳河镇人民政府', temporary: '临-1', unitId: 'xzf-mishu', distinct: true }
    expect(desk.commands.at(-1)?.args).toMatchObject(given)
    await press('打开，添加扫描件')
    expect(desk.commands.at(-1)?.args).toMatchObject({ docId: opened[0] })
  })
})
