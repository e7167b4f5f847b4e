import { contactHeader, contactResponse, paths, type ContactStatus } from '../../src-shared/sync/protocol.ts'
import { TransportError } from '../../src-shared/sync/ports.ts'
import type { Device } from '../device.ts'
import { codeOf } from '../durable.ts'
import type { KeyRing } from '../keys.ts'
import { jsonIn, surrender } from './surrender.ts'
import { readFate, writeFate, type Fate } from './state.ts'
import { eraseProfile } from './wipe.ts'
import type { Log } from '../log.ts'
import type { Network } from '../network.ts'

/**
 * A desk that was reported lost (SE-71 … SE-75). It learns so from the server alone, asked without anybody signed in. Then,
 * in this order: nobody opens anything any more, and what opens keys by a password is taken out of use; what was not sent is
 * handed in, sealed; only with the server's receipt in hand everything is deleted. Cut anywhere it goes on where it was.
 */
export type LostDevice = {
  /** null: nothing of a loss is known */
  fate: () => Fate | null
  /** Asks the server and does what follows; one round at a time. Never rejects: what fails waits for the next round. */
  ask: () => Promise<void>
}

type Parts = {
  profile: string
  device: Device
  network: Pick<Network, 'raw'>
  ring: Pick<KeyRing, 'leaveServerWrap'>
  log: Log
  now: () => number
  /** whoever is at the desk has what they typed written down and is out of it */
  leave: () => Promise<void>
  /** the page's cache can be deleted before there is a page only */
  restart: () => void
  /** the page is told */
  told: (fate: Fate | null) => void
}

/** What was known at the last end; `finishWipe` runs before it. */
export async function openLostDevice(parts: Parts): Promise<LostDevice> {
  const { profile, device, network, ring, log, now, leave, restart, told } = parts
  let known = await readFate(profile)
  let running: Promise<void> | undefined

  const become = async (next: Fate | null): Promise<void> => {
    known = next
    await writeFate(profile, next, log)
    told(next)
  }

  const post = (path: string, headers: Record<string, string>, body: unknown): Promise<Response> =>
    network.raw('POST', path, {
      headers: { ...headers, 'content-type': 'application/json' },
      body: Buffer.from(JSON.stringify(body), 'utf8'),
    })

  /** Undefined where the server does not say: a desk it does not know, too many questions, no line. */
  const contact = async (): Promise<ContactStatus | undefined> => {
    const answer = await post(paths.contact, {}, { device: device.id, contactToken: device.contactToken })
    return answer.ok ? contactResponse.parse(await jsonIn(answer)).status : undefined
  }

  const wipe = async (receipt: string): Promise<void> => {
    log('warn', 'SE-WIPING')
    await become({ state: 'surrendered', at: now(), receipt })
    await eraseProfile(profile, log)
    restart()
  }

  const report = async (done: Extract<Fate, { state: 'wiped' }>): Promise<void> => {
    const headers = { [contactHeader]: device.contactToken }
    const answer = await post(`${paths.surrender}/${device.id}/wiped`, headers, { receipt: done.receipt })
    if (answer.ok || answer.status === 404) await become({ ...done, reported: true })
  }

  const round = async (): Promise<void> => {
    // the system held something at the last start: it is tried again there, once a start
    if (known?.state === 'surrendered') return
    if (known?.state === 'wiped' && !known.reported) await report(known)
    // a start after a cut, with or without a line
    if (known?.state === 'lost') await ring.leaveServerWrap()
    const status = await contact()
    if (status === 'active' && known) {
      log('info', 'SE-FOUND-AGAIN')
      return become(null)
    }
    if (status !== 'lost' || known?.state === 'wiped') return
    if (!known) {
      log('warn', 'SE-LOST')
      await become({ state: 'lost', at: now() })
    }
    await leave()
    await ring.leaveServerWrap()
    const { receipt, files } = await surrender(profile, device, network)
    log('warn', 'SE-SURRENDERED', String(files))
    await wipe(receipt)
  }

  return {
    fate: () => known,
    ask: () => {
      running ??= round()
        .catch((error: unknown) => {
          // no line and nothing known: nothing to tell every few minutes
          if (error instanceof TransportError && error.failure.kind === 'offline' && !known) return
          log('warn', 'SE-CONTACT', error instanceof TransportError ? JSON.stringify(error.failure) : codeOf(error))
        })
        .finally(() => {
          running = undefined
        })
      return running
    },
  }
}
