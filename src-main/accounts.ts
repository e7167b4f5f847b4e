import { randomBytes, randomUUID, scrypt, timingSafeEqual } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { session } from '../src-shared/sync/protocol.ts'
import type { Log } from './log.ts'

/**
 * Who has signed in at this desk before, with a verifier of their password, so that they can open their own cache
 * without a line. The verifier is scrypt (N = 2^15, about 100 ms); it opens nothing on the server (SE-31).
 */
const known = z.object({
  login: z.string(),
  salt: z.string(),
  hash: z.string(),
  session: session.omit({ token: true }),
  failures: z.number().int(),
  lockedUntil: z.number(),
})
type Known = z.infer<typeof known>
const file = z.object({ device: z.uuid(), accounts: z.array(known) })

const cost = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 }
const derive = promisify<string, Buffer, number, typeof cost, Buffer>(scrypt)
const maxFailures = 5
const lockMs = 15 * 60_000

export type OfflineSignIn =
  | { ok: true; session: Known['session'] }
  | { ok: false; code: 'SE-WRONG-PASSWORD' | 'SE-LOCKED' | 'SE-OFFLINE-UNKNOWN' }

export type Accounts = {
  device: string
  remember: (login: string, password: string, signedIn: Known['session']) => Promise<void>
  check: (login: string, password: string, now: number) => Promise<OfflineSignIn>
}

/**
 * Reads `accounts.json` of the profile; a damaged file is set aside and a new device id drawn. Only a fresh device id must
 * reach the disk; on a full disk the rest counts for as long as the desk is open, and is logged.
 */
export async function openAccounts(folder: string, log: Log): Promise<Accounts> {
  const target = path.join(folder, 'accounts.json')
  const stored = await read(target, log)
  let state = stored ?? { device: randomUUID(), accounts: [] }
  const save = async (): Promise<void> => {
    const temp = `${target}.new`
    const handle = await fs.open(temp, 'w', 0o600)
    await handle.writeFile(JSON.stringify(state))
    await handle.sync()
    await handle.close()
    await fs.rename(temp, target)
  }
  if (!stored) await save()
  const put = async (entry: Known): Promise<void> => {
    state = { ...state, accounts: [...state.accounts.filter((a) => a.login !== entry.login), entry] }
    await save().catch((error: unknown) => log('warn', 'SE-ACCOUNTS-WRITE', error instanceof Error ? error.message : ''))
  }
  return {
    device: state.device,
    remember: async (login, password, signedIn) => {
      const salt = randomBytes(16)
      const hash = await derive(password, salt, 32, cost)
      await put({ login, salt: salt.toString('hex'), hash: hash.toString('hex'), session: signedIn, failures: 0, lockedUntil: 0 })
    },
    check: async (login, password, now) => {
      const entry = state.accounts.find((a) => a.login === login)
      if (!entry) return { ok: false, code: 'SE-OFFLINE-UNKNOWN' }
      if (now < entry.lockedUntil) return { ok: false, code: 'SE-LOCKED' }
      const hash = await derive(password, Buffer.from(entry.salt, 'hex'), 32, cost)
      if (!timingSafeEqual(hash, Buffer.from(entry.hash, 'hex'))) {
        const failures = entry.failures + 1
        const locked = failures >= maxFailures
        await put({ ...entry, failures: locked ? 0 : failures, lockedUntil: locked ? now + lockMs : 0 })
        return { ok: false, code: locked ? 'SE-LOCKED' : 'SE-WRONG-PASSWORD' }
      }
      if (entry.failures > 0) await put({ ...entry, failures: 0, lockedUntil: 0 })
      return { ok: true, session: entry.session }
    },
  }
}

async function read(target: string, log: Log): Promise<z.infer<typeof file> | undefined> {
  try {
    return file.parse(JSON.parse(await fs.readFile(target, 'utf8')))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) {
      await fs.rename(target, `${target}.damaged-${Date.now()}`)
      log('warn', 'SE-ACCOUNTS-DAMAGED')
    }
    return undefined
  }
}
