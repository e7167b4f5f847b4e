import { App as AntApp } from 'antd'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import '../../src-renderer/ui/tokens.css'
import { BatchActs } from '../../src-renderer/work/batch/BatchActs.tsx'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import { broughtTo } from '../support/incoming-acts.ts'
import { delivered, incomingDirectory, incomingPerson, incomingText } from '../support/incoming.ts'
import { makeFakeDesk, type FakeDesk } from '../support/ui/fake-desk.ts'
import { setFakeDesk } from '../support/ui/fake-queries.ts'

vi.mock('../../src-renderer/data/queries.ts', () => import('../support/ui/fake-queries.ts'))

const NOW = Date.now()
const spaceless = (text: string | null | undefined): string => (text ?? '').replaceAll(/\s/g, '')
const shown = (): string => spaceless(document.querySelector('.ant-modal')?.textContent)
const lines = (): string[] => [...document.querySelectorAll('.batch-line')].map((one) => spaceless(one.textContent))
const ok = (): HTMLButtonElement => {
  const found = document.querySelector<HTMLButtonElement>('.ant-modal-footer .ant-btn-primary')
  if (!found) throw new Error('no button')
  return found
}

let root: Root | undefined
let desk: FakeDesk
let arrived: DocumentState[]
let closed: boolean
beforeEach(() => {
  closed = false
  desk = makeFakeDesk({ me: incomingPerson('sun'), directory: incomingDirectory })
  arrived = ['甲', '乙', '丙'].map((title) => delivered(NOW, {}, { title: `关于${title}事项的请示` }))
  for (const one of arrived) desk.add(one, incomingText())
  setFakeDesk(desk)
})
afterEach(() => {
  root?.unmount()
  document.body.replaceChildren()
})

function open(documents: readonly DocumentState[], online = true): void {
  const host = document.createElement('div')
  document.body.append(host)
  root = createRoot(host)
  root.render(
    <AntApp>
      <BatchActs
        data={desk.data}
        me="sun"
        directory={incomingDirectory}
        online={online}
        now={NOW}
        documents={documents.map(({ id, header }) => ({ id, title: header.title }))}
        onClose={() => (closed = true)}
      />
    </AntApp>,
  )
}

describe('UI-98 批量办理', () => {
  test('shows what can be done with how many, does it with those only, and tells each one’s fate', async () => {
    const further = broughtTo(delivered(NOW), 'S4', NOW)
    desk.add(further, incomingText())
    open([...arrived, further])
    await vi.waitFor(() => expect(shown()).toContain('签收（3件）'))
    for (const other of ['阅知（0件）', '催办（0件）', '另有1件不能这样办']) expect(shown()).toContain(other)
    expect(lines()).toHaveLength(3)
    expect(spaceless(ok().textContent)).toBe('签收3件')
    // the second has a file that is not whole: it is told and does not stop the rest
    const command = desk.data.command
    const damaged = arrived[1]?.id
    desk.data.command = async (name, args) =>
      'docId' in args && args.docId === damaged ? { ok: false, code: 'WF-DAMAGED', rule: 'WF-51' } : command(name, args)
    await userEvent.click(ok())
    await vi.waitFor(() => expect(shown()).toContain('完成2件，未完成1件。'))
    expect(lines().map((one) => one.includes('未完成'))).toEqual([false, true, false])
    expect(desk.commands.map(({ name }) => name)).toEqual(['SignFor', 'SignFor'])
    expect(arrived.map(({ id }) => desk.state(id)?.state)).toEqual(['S1', 'S0', 'S1'])
    // again, once it is mended
    desk.data.command = command
    expect(spaceless(ok().textContent)).toBe('重试未完成的1件')
    await userEvent.click(ok())
    await vi.waitFor(() => expect(shown()).toContain('1件全部完成。'))
    expect(desk.state(arrived[1]?.id as DocumentState['id'])?.state).toBe('S1')
    await userEvent.keyboard('{Escape}')
    await vi.waitFor(() => expect(closed).toBe(true))
  })

  test('what the server alone can do waits for a line; where nothing can be done it says so', async () => {
    open(arrived.slice(0, 1), false)
    await vi.waitFor(() => expect(shown()).toContain('签收（1件）'))
    expect(ok().disabled).toBe(true)
    root?.unmount()
    document.body.replaceChildren()
    open([broughtTo(delivered(NOW), 'S9', NOW)])
    await vi.waitFor(() => expect(shown()).toContain('选中的公文现在都不能批量办理'))
    expect(document.querySelector('.ant-modal-footer .ant-btn-primary')).toBeNull()
  })
})
