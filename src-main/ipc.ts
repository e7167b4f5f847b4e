import { ipcMain, type IpcMainEvent, type IpcMainInvokeEvent, type WebContents } from 'electron'
import {
  calls,
  type CallName,
  type CallOutput,
  type EventName,
  type EventPayload,
  type Settled,
} from '../src-shared/ipc/contract.ts'
import { DeskError } from '../src-shared/ipc/desk-error.ts'
import type { z } from 'zod'
import { isOwnPage } from './security.ts'

export type Handlers = {
  [N in CallName]: (input: z.output<(typeof calls)[N]['input']>, sender: WebContents) => Promise<CallOutput<N>> | CallOutput<N>
}

/** Only the desk's own top frame may call (SE-28). */
function isOurs(event: IpcMainInvokeEvent | IpcMainEvent): boolean {
  const frame = event.senderFrame
  return frame !== null && frame.parent === null && isOwnPage(frame.url)
}

/** What a locked desk still answers: what a lock page needs, and nothing of the person's work (SE-52). */
const whileLocked: ReadonlySet<CallName> = new Set<CallName>([
  'app.info',
  'device.lost',
  'session.current',
  'session.signIn',
  'session.signOut',
  'session.sample',
  'session.lock',
  'session.unlock',
  'session.rekey',
  'session.beginAnew',
  'flush.done',
  'log.write',
])

/**
 * Connects every call of the contract to its handler: sender checked, input parsed, errors turned into codes.
 * A missing handler does not compile. `locked`: whether the desk is; `failed` hears unexpected errors. `underWay`: the calls being answered.
 */
export function serveCalls(
  handlers: Handlers,
  locked: () => boolean,
  failed: (name: string, error: unknown) => void,
): { underWay: () => ReadonlySet<string> } {
  const running = new Map<string, number>()
  const count = (name: string, by: number): void => void running.set(name, (running.get(name) ?? 0) + by)
  for (const name of Object.keys(calls) as CallName[]) serve(name, handlers, locked, failed, count)
  return { underWay: () => new Set([...running].filter(([, times]) => times > 0).map(([name]) => name)) }
}

function serve<N extends CallName>(
  name: N,
  handlers: Handlers,
  locked: () => boolean,
  failed: (name: string, error: unknown) => void,
  count: (name: string, by: 1 | -1) => void,
): void {
  ipcMain.handle(name, async (event, raw: unknown): Promise<Settled<unknown>> => {
    if (!isOurs(event)) return { ok: false, code: 'IPC-SENDER' }
    const input = calls[name].input.safeParse(raw)
    if (!input.success) return { ok: false, code: 'IPC-INPUT' }
    if (locked() && !whileLocked.has(name)) return { ok: false, code: 'SE-DESK-LOCKED' }
    count(name, 1)
    try {
      const handler = handlers[name] as (input: unknown, sender: WebContents) => unknown
      return { ok: true, value: await handler(input.data, event.sender) }
    } catch (error) {
      if (error instanceof DeskError) return { ok: false, code: error.code, detail: error.detail }
      failed(name, error)
      return { ok: false, code: 'IPC-FAILED' }
    } finally {
      count(name, -1)
    }
  })
}

/** Hears the page's request for a fresh engine port. */
export function onPortRequest(answer: (contents: WebContents) => void): void {
  ipcMain.on('liuhen:port', (event) => {
    if (isOurs(event)) answer(event.sender)
  })
}

/** Sends an event of the contract to the page, if there is one. */
export function send<N extends EventName>(contents: WebContents | undefined, name: N, payload: EventPayload<N>): void {
  if (contents && !contents.isDestroyed()) contents.send(name, payload)
}
