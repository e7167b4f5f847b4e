import { App as AntApp, ConfigProvider } from 'antd'
import zhCN from 'antd/locale/zh_CN'
import { createRoot, type Root } from 'react-dom/client'
import { expect, vi } from 'vitest'
import { page as screen } from 'vitest/browser'
import { AdminPlace } from '../../../src-renderer/admin/AdminPlace.tsx'
import { theme } from '../../../src-renderer/ui/theme.ts'
import '../../../src-renderer/ui/tokens.css'
import type { CallName, DeskBridge } from '../../../src-shared/ipc/contract.ts'
import type { OrganisationResponse } from '../../../src-shared/organisation/messages.ts'
import type { AdminRole } from '../../../src-shared/organisation/tables.ts'
import type { Directory } from '../../../src-shared/workflow/directory.ts'
import { smallCounty } from '../small-county.ts'
import { closeWindow } from './window.tsx'

/** 2026-07-14 10:00 in China. */
export const NOW = Date.UTC(2026, 6, 14, 2)

/** The organisation of the small county, as main answers. */
export function answerOf(more: Partial<OrganisationResponse> = {}): OrganisationResponse {
  const people = new Map(smallCounty.posts.map((post) => [post.userId, post.name]))
  return {
    base: 'e.1.0',
    organisation: {
      units: smallCounty.units,
      people: [...people].map(([id, name]) => ({ id, login: id, name, waiting: false })),
      posts: smallCounty.posts.map(({ name: _name, ...post }, i) => ({ ...post, waiting: i === 0 })),
    },
    grants: [],
    ...more,
  }
}

let root: Root | undefined
let calls: { name: CallName; input: unknown }[]
/** For `afterEach`. */
export async function closeAdmin(): Promise<void> {
  root?.unmount()
  root = undefined
  await closeWindow()
}

/** 管理 as one of the 三员 has it, over a main that answers with what the test says; a code is a refusal. */
export async function openAdmin(
  role: AdminRole,
  answers: Partial<Record<CallName, unknown>>,
  directory: Directory = smallCounty,
) {
  await screen.viewport(1366, 768)
  calls = []
  window.desk = {
    invoke: (name: CallName, input: unknown) => {
      calls.push({ name, input })
      const answer = answers[name] ?? null
      return Promise.resolve(typeof answer === 'string' ? { ok: false, code: answer } : { ok: true, value: answer })
    },
    on: () => () => undefined,
    requestPort: () => undefined,
  } as unknown as DeskBridge
  const mount = document.createElement('div')
  mount.style.height = '700px'
  document.body.append(mount)
  root = createRoot(mount)
  root.render(
    <ConfigProvider theme={{ ...theme, token: { ...theme.token, motion: false } }} locale={zhCN}>
      <AntApp style={{ height: '100%' }}>
        <AdminPlace role={role} directory={directory} now={NOW} />
      </AntApp>
    </ConfigProvider>,
  )
  await vi.waitFor(() => expect(calls.some(({ name }) => name === 'admin.look')).toBe(true))
}

export const see = (text: string) => vi.waitFor(() => expect(document.body.textContent).toContain(text))
export const button = (name: string | RegExp) => screen.getByRole('button', { name })
/** What main was asked under a name, in order. */
export const asked = (name: CallName) => calls.filter((one) => one.name === name).map(({ input }) => input)
