import type { CallInput, CallName, CallOutput, DeskBridge, EventName, EventPayload } from '../src-shared/ipc/contract.ts'
import { DeskError } from '../src-shared/ipc/desk-error.ts'

declare global {
  interface Window {
    desk?: DeskBridge
  }
}

/** The bridge the preload put on the window: the page's only way to anything outside itself. */
export function bridge(): DeskBridge {
  if (!window.desk) throw new Error('window.desk is missing')
  return window.desk
}

/** One call to main; throws DeskError with the code main answered. */
export async function call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> {
  const settled = await bridge().invoke(name, input)
  if (!settled.ok) throw new DeskError(settled.code, settled.detail)
  return settled.value
}

/** Listens to an event from main; returns the unsubscribe function. */
export const on = <N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): (() => void) =>
  bridge().on(name, listener)

/** The code of any thrown value, for messages. */
export function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^[A-Z]{2,3}-/.test(code) ? code : 'UI-UNEXPECTED'
}
