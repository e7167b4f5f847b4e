import { createRoot, type Root } from 'react-dom/client'
import { v7 } from 'uuid'
import { vi } from 'vitest'
import { page as screen } from 'vitest/browser'
import { App } from '../../../src-renderer/app/App.tsx'
import '../../../src-renderer/desk.ts'
import type { CallName, DeskBridge, DeskSession, EventName } from '../../../src-shared/ipc/contract.ts'
import '../../../src-renderer/ui/tokens.css'
import type { DocumentId } from '../../../src-shared/ids.ts'
import { personOf, smallCounty } from '../small-county.ts'
import { fakeDevice, type FakeDesk } from './fake-desk.ts'
import { setFakeDesk } from './fake-queries.ts'
import { pause } from './ime.ts'
import { sampleDesk, type Step } from './scenes.ts'
import { noUpdate } from './no-update.ts'

/* The whole window over a desk in memory, for tests; they mock `queries.ts` and `open-desk-data.ts` themselves. */

export type TestWindow = {
  desk: FakeDesk
  first: DocumentId
  calls: { name: CallName; input: unknown }[]
  /** what main answers, by call; null where nothing is said */
  answers: Partial<Record<CallName, unknown>>
  /** the codes main refuses calls with */
  refusals: Partial<Record<CallName, string>>
  listeners: Map<EventName, (payload: never) => void>
}

let root: Root | undefined

function sessionOf(userId: string): DeskSession {
  const me = personOf(userId)
  return {
    mode: 'online',
    device: fakeDevice,
    session: {
      user: { id: userId, name: me.name, login: userId },
      posts: smallCounty.posts.filter((post) => post.userId === userId),
      county: '青禾县',
      epoch: v7(),
      expiresAt: Date.now() + 1e8,
    },
  }
}

/** Opens the window of a person, at a document that has come as far as `step`; `change` may put another one there. */
export async function openWindow(
  userId: string,
  step: Step,
  change: (desk: FakeDesk, first: DocumentId) => DocumentId | undefined = () => undefined,
  size: { width: number; height: number } = { width: 1366, height: 768 },
): Promise<TestWindow> {
  await screen.viewport(size.width, size.height)
  const mount = document.createElement('div')
  mount.id = 'root'
  document.body.append(mount)
  root = createRoot(mount)
  const made = sampleDesk(userId, step, ['正文第一段。', '正文第二段。'])
  const opened: TestWindow = {
    desk: made.desk,
    first: change(made.desk, made.first) ?? made.first,
    calls: [],
    answers: { 'session.current': sessionOf(userId), 'file.where': [], 'turns.told': { turns: [] }, 'update.state': noUpdate },
    refusals: {},
    listeners: new Map(),
  }
  setFakeDesk(opened.desk)
  Object.assign(window, { fakeDesk: opened.desk })
  window.desk = {
    invoke: (name: CallName, input: unknown) => {
      opened.calls.push({ name, input })
      const code = opened.refusals[name]
      return Promise.resolve(code === undefined ? { ok: true, value: opened.answers[name] ?? null } : { ok: false, code })
    },
    on: (name: EventName, listener: (payload: never) => void) => {
      opened.listeners.set(name, listener)
      return () => undefined
    },
    requestPort: () => undefined,
  } as unknown as DeskBridge
  location.hash = `#/${step === 'draft' ? 'drafts' : 'todo'}/${opened.first}`
  root.render(<App />)
  await vi.waitFor(() => {
    if (!document.querySelector('.sheet .gw')) throw new Error('no page yet')
  }, 10_000)
  await pause(200)
  return opened
}

/** Closes what `openWindow` opened. */
export async function closeWindow(): Promise<void> {
  root?.unmount()
  root = undefined
  await pause(20)
  document.body.replaceChildren()
  localStorage.clear()
}

/** The page on the desk now: the one written on, or a reading of it. */
export function shownPage(): HTMLElement {
  const shown = [...document.querySelectorAll<HTMLElement>('.sheet .gw')].filter((one) => one.getClientRects().length > 0)
  const [page] = shown
  if (shown.length !== 1 || !page) throw new Error(`${shown.length} pages are shown`)
  return page
}
