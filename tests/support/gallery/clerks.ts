import { v7 } from 'uuid'
import { samplePassword } from '../../../scripts/lib/desk-steps.mjs'
import type { CommandName } from '../../../src-shared/workflow/commands.ts'
import { openDesk, type Desk } from '../server/desk.ts'

/** What people of the sample county do past their desks: each signs in at the server when first asked for something. */
export function clerksOf(url: string) {
  const desks = new Map<string, Promise<Desk>>()
  const deskOf = (login: string): Promise<Desk> => {
    const known = desks.get(login) ?? openDesk({ url, clock: { now: Date.now } }, login, v7(), samplePassword)
    desks.set(login, known)
    return known
  }
  /** Sends a command of somebody's; throws where it is refused. */
  const does = async (login: string, name: CommandName, docId: string, args: object = {}): Promise<void> => {
    const verdict = await (await deskOf(login)).send(name, { docId, ...args })
    if (verdict.status !== 'applied') throw new Error(`${login} ${name}: ${verdict.code} ${verdict.detail ?? ''}`)
  }
  return { deskOf, does }
}
export type Clerks = ReturnType<typeof clerksOf>
