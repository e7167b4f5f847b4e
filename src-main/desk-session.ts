import path from 'node:path'
import type { DeskSession } from '../src-shared/ipc/contract.ts'
import { deviceId } from '../src-shared/ids.ts'
import type { Session } from '../src-shared/sync/protocol.ts'
import { TransportError } from '../src-shared/sync/ports.ts'
import type { Accounts } from './accounts.ts'
import { DeskError } from '../src-shared/ipc/desk-error.ts'
import { openJournal, type Journal } from './journal.ts'
import type { Network } from './network.ts'

/**
 * Who sits at the desk. Signing in needs the server once; afterwards the person's own password opens their cache without
 * a line, and is kept in memory only until the line is back, to sign in at the server then.
 */
export type Desk = {
  current: () => DeskSession | null
  signIn: (login: string, password: string) => Promise<DeskSession>
  signOut: () => Promise<void>
  /** The signed-in person's journal. */
  journal: () => Journal
}

type Here = { desk: DeskSession; journal: Journal; login: string; password: string }

export function openDesk(profile: string, appVersion: string, accounts: Accounts, network: Network): Desk {
  let here: Here | undefined

  const enter = async (
    mode: DeskSession['mode'],
    signedIn: Omit<Session, 'token'>,
    login: string,
    password: string,
  ): Promise<DeskSession> => {
    const desk: DeskSession = { mode, device: deviceId.parse(accounts.device), session: signedIn }
    // the user id comes from our own server, but it names a folder
    const folder = path.join(profile, 'journal', signedIn.user.id.replaceAll(/[^\w-]/g, '_'))
    here = { desk, journal: await openJournal(folder, Date.now), login, password }
    return desk
  }

  const online = async (login: string, password: string): Promise<Omit<Session, 'token'>> => {
    const { token: _kept, ...signedIn } = await network.signIn({
      login,
      password,
      device: accounts.device,
      app: appVersion,
    } as Parameters<Network['signIn']>[0])
    return signedIn
  }

  network.onExpired(async () => {
    if (!here) return false
    try {
      const signedIn = await online(here.login, here.password)
      if (signedIn.user.id !== here.desk.session.user.id) return false
      here = { ...here, desk: { ...here.desk, mode: 'online', session: signedIn } }
      return true
    } catch {
      return false
    }
  })

  return {
    current: () => here?.desk ?? null,
    signIn: async (login, password) => {
      if (here) await leave()
      try {
        const signedIn = await online(login, password)
        await accounts.remember(login, password, signedIn)
        return await enter('online', signedIn, login, password)
      } catch (error) {
        if (!(error instanceof TransportError)) throw error
        const failure = error.failure
        if (failure.kind === 'refused') throw new DeskError(failure.code)
        if (failure.kind === 'tooOld') throw new DeskError('SY-TOO-OLD')
        // no line, or a server too busy to answer: the desk's own verifier
        const local = await accounts.check(login, password, Date.now())
        if (!local.ok) throw new DeskError(local.code)
        return enter('offline', local.session, login, password)
      }
    },
    signOut: leave,
    journal: () => {
      if (!here) throw new DeskError('SE-SIGNED-OUT')
      return here.journal
    },
  }

  async function leave(): Promise<void> {
    await network.signOut()
    await here?.journal.close()
    here = undefined
  }
}
