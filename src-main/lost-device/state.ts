import fs from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { codeOf, replaceFile } from '../durable.ts'
import type { Log } from '../log.ts'

/**
 * How far a machine that was reported lost is (SE-73 … SE-75): `lost`: nobody opens anything, what was not sent is being
 * handed in; `surrendered`: the server has it all and gave its receipt, so everything goes; `wiped`: nothing is left.
 */
export const fate = z.discriminatedUnion('state', [
  z.object({ state: z.literal('lost'), at: z.number() }),
  z.object({ state: z.literal('surrendered'), at: z.number(), receipt: z.uuid() }),
  z.object({ state: z.literal('wiped'), at: z.number(), receipt: z.uuid(), reported: z.boolean() }),
])
export type Fate = z.infer<typeof fate>

export const fateFile = 'lost.json'

/** What is known from before; null: nothing of a loss. A damaged file says only that there was one: the server is asked anyway. */
export async function readFate(profile: string): Promise<Fate | null> {
  try {
    return fate.parse(JSON.parse(await fs.readFile(path.join(profile, fateFile), 'utf8')))
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? null : { state: 'lost', at: 0 }
  }
}

/** Writes it down, or takes the file away for null. A disk that does not take it does not stop what is to be done. */
export async function writeFate(profile: string, next: Fate | null, log: Log): Promise<void> {
  const file = path.join(profile, fateFile)
  try {
    if (next) await replaceFile(file, Buffer.from(JSON.stringify(next), 'utf8'))
    else await fs.rm(file, { force: true })
  } catch (error) {
    log('error', 'SE-LOST-WRITE', codeOf(error))
  }
}
