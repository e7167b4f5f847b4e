import { randomBytes } from 'node:crypto'
import type { Network } from '../../src-main/network.ts'
import type { ChangePassword } from '../../src-shared/organisation/password.ts'
import { TransportError } from '../../src-shared/sync/ports.ts'

/** A county server of one county in memory, as main's network shows it: passwords to change, a line to cut. */
export function fakeLine() {
  const persons = new Map<string, { id: string; name: string; password: string }>()
  const state = { online: true, expired: async (): Promise<boolean> => false, signedOut: 0 }
  /** the server's secrets, by device and user; none where it is an older server */
  const secrets = new Map<string, string>()
  const hands = { secrets: false }
  const secretOf = (device: string, userId: string): string => {
    const known = secrets.get(`${device}|${userId}`) ?? randomBytes(32).toString('base64url')
    secrets.set(`${device}|${userId}`, known)
    return known
  }
  const network = {
    signIn: async ({ login, password, device }: { login: string; password: string; device: string }) => {
      if (!state.online) throw new TransportError({ kind: 'offline' })
      const person = persons.get(login)
      if (person?.password !== password) throw new TransportError({ kind: 'refused', code: 'SE-WRONG-PASSWORD' })
      return {
        token: 'token',
        user: { id: person.id, name: person.name, login },
        posts: [],
        county: '青禾县',
        epoch: '0190a000-0000-7000-8000-000000000000',
        expiresAt: 0,
        ...(hands.secrets ? { deviceSecret: secretOf(device, person.id) } : {}),
      }
    },
    request: async (_method: string, _path: string, { oldPassword, newPassword }: ChangePassword) => {
      if (!state.online) throw new TransportError({ kind: 'offline' })
      const person = [...persons.values()].find(({ password }) => password === oldPassword)
      if (!person) throw new TransportError({ kind: 'refused', code: 'SE-WRONG-PASSWORD' })
      person.password = newPassword
    },
    signOut: async () => void state.signedOut++,
    onExpired: (retry: () => Promise<boolean>) => {
      state.expired = retry
    },
    raw: async () => {
      throw new TransportError({ kind: 'offline' })
    },
  } as unknown as Network
  return { state, persons, secrets, hands, network }
}
