import { randomBytes, randomUUID } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { deviceId, type DeviceId } from '../src-shared/ids.ts'
import { contactToken } from '../src-shared/sync/protocol.ts'
import { replaceFile } from './durable.ts'
import type { Log } from './log.ts'

const stored = z.object({ device: deviceId, contactToken })

/**
 * Which desk this is. `contactToken`: 256 random bits the server is told at sign-in, by which the desk may ask for its own
 * fate when nobody is signed in (SE-71); no right to anything else.
 */
export type Device = { id: DeviceId; contactToken: string }

/**
 * The id of this desk, in `device.json` of the profile. A damaged file is set aside and a new id drawn: to the server it is
 * a new desk then, and the commands already sent keep their ids.
 */
export async function openDevice(folder: string, log: Log): Promise<Device> {
  const file = path.join(folder, 'device.json')
  try {
    const { device, contactToken: token } = stored.parse(JSON.parse(await fs.readFile(file, 'utf8')))
    return { id: device, contactToken: token }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) {
      await fs.rename(file, `${file}.damaged-${Date.now()}`)
      log('warn', 'SE-DEVICE-DAMAGED')
    }
  }
  const made = { device: deviceId.parse(randomUUID()), contactToken: randomBytes(32).toString('base64url') }
  await replaceFile(file, Buffer.from(JSON.stringify(made), 'utf8'))
  return { id: made.device, contactToken: made.contactToken }
}
