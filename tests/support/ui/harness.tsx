import { createRoot } from 'react-dom/client'
import { App } from '../../../src-renderer/app/App.tsx'
import '../../../src-renderer/desk.ts'
import type { DeskBridge, DeskSession } from '../../../src-shared/ipc/contract.ts'
import 'prosemirror-view/style/prosemirror.css'
import '../../../src-renderer/ui/tokens.css'
import { personOf, smallCounty } from '../small-county.ts'
import { setFakeDesk } from './fake-queries.ts'
import { crowded, longRequest, sampleDesk, type Step } from './scenes.ts'
import kindergarten from './kindergarten.txt?raw'
import { fakeDevice, makeFakeDesk, type FakeDesk } from './fake-desk.ts'
import { v7 } from 'uuid'

/* The whole window over a desk in memory: harness.html?as=zhao&step=check. For looking at, and for screenshots. */

const query = new URLSearchParams(location.search)
const as = query.get('as') ?? 'zhao'
const scene = query.get('scene') ?? 'full'
const paragraphs = kindergarten.split('\n').filter(Boolean)
const { desk, first } =
  scene === 'empty'
    ? { desk: makeFakeDesk({ me: personOf(as), directory: smallCounty }), first: null }
    : sampleDesk(as, (query.get('step') ?? 'check') as Step, paragraphs)
const opened = scene === 'crowd' ? crowded(desk) : scene === 'long' ? longRequest(desk) : first
if (scene === 'offline') {
  desk.setStatus({ connection: 'offline', lastSyncAt: Date.now() - 3_600_000, savedAt: Date.now() - 60_000 })
  desk.setOutbox(
    (['SubmitBody', 'Approve', 'DecideChanges'] as const).map((commandName, i) => ({
      cmdId: v7(),
      docId: first ?? desk.rows('todo')[0]?.id ?? ('' as never),
      title: '柳河镇人民政府关于解决柳河堤防应急加固工程资金的请示',
      commandName,
      authoredAt: Date.now() - (3 - i) * 600_000,
      status: i === 0 ? 'inflight' : 'queued',
    })),
  )
}
if (scene === 'attention' && first) {
  const base = {
    docId: first,
    title: '柳河镇人民政府关于解决柳河堤防应急加固工程资金的请示',
    detail: undefined,
    authoredAt: Date.now() - 5_400_000,
    at: Date.now() - 1_800_000,
    parkedBy: undefined,
  }
  desk.setAttention([
    {
      ...base,
      id: v7(),
      code: 'WF-TASK-CLOSED',
      article: undefined,
      commandName: 'Approve',
      args: {
        docId: first,
        taskId: desk.state(first)?.tasks.find((task) => task.step === 'check')?.id,
        text: '同意，请按程序办理。资金缺口请财政局核实。',
        signedOn: desk.data.today(),
        basisSm3: desk.state(first)?.bodySm3,
        nextTaskId: v7(),
      },
      cmdId: v7(),
      body: undefined,
      settled: undefined,
    },
    {
      ...base,
      id: v7(),
      code: 'RV-BASE-ALTERED',
      article: undefined,
      commandName: 'SubmitBody',
      args: {},
      cmdId: null,
      body: JSON.parse(
        JSON.stringify(desk.head(first) ?? {})
          .replaceAll('应急加固', '除险加固')
          .replace('302万元资金缺口', '302.5万元缺口'),
      ),
      settled: undefined,
    },
  ])
}
setFakeDesk(desk)
;(window as { fakeDesk?: FakeDesk }).fakeDesk = desk

const me = personOf(as)
const session: DeskSession = {
  mode: 'online',
  device: fakeDevice,
  session: {
    user: { id: me.userId, name: me.name, login: me.userId },
    posts: smallCounty.posts.filter((post) => post.userId === me.userId),
    county: '青禾县',
    epoch: v7(),
    expiresAt: Date.now() + 86_400_000,
  },
}
const signedOut = scene === 'sign-in'
const answers: Record<string, unknown> = {
  'session.current': signedOut ? null : session,
  'session.sample': signedOut
    ? {
        county: '青禾县',
        password: 'liuhen',
        people: smallCounty.posts.map((post) => ({
          login: post.userId,
          name: post.name,
          title: post.title,
          unit: smallCounty.units.find((unit) => unit.id === post.unitId)?.shortName ?? '',
        })),
      }
    : null,
  'session.signIn': session,
  'app.info': {
    version: '0.1.0',
    electron: '41.7.1',
    chrome: '146',
    platform: 'linux',
    server: 'https://oa.qinghe.example',
    userDataFreeBytes: null,
    licences: null,
  },
  'file.where': [],
  'attachment.pick': { sm3: 'b'.repeat(64), name: '柳河堤防险工险段现状表.xlsx', size: 48_230, mime: 'application/octet-stream' },
}
window.desk = {
  invoke: (name: string) =>
    Promise.resolve(
      name === 'session.signIn' && query.get('code')
        ? { ok: false, code: query.get('code') }
        : { ok: true, value: answers[name] },
    ),
  on: () => () => undefined,
  requestPort: () => undefined,
} as unknown as DeskBridge

if (opened && !location.hash)
  location.hash =
    scene === 'attention'
      ? '#/attention'
      : scene === 'outbox'
        ? '#/outbox'
        : `#/${desk.rows('drafts').some((row) => row.id === opened) ? 'drafts' : desk.rows('todo').some((row) => row.id === opened) ? 'todo' : 'active'}/${opened}`
const root = document.getElementById('root')
if (root) createRoot(root).render(<App />)
