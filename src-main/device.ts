import { randomUUID } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { deviceId, type DeviceId } from '../src-shared/ids.ts'
import { replaceFile } from './durable.ts'
import type { Log } from './log.ts'

const stored = z.object({ device: deviceId })

/**
 * The id of this desk, in `device.json` of the profile. A damaged file is set aside and a new id drawn: to the server it is
 * a new desk then, and the commands already sent keep their ids.
 */
export async function openDevice(folder: string, log: Log): Promise<DeviceId> {
  const file = path.join(folder, 'device.json')
  try {
    return stored.parse(JSON.parse(await fs.readFile(file, 'utf8'))).device
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) {
      await fs.rename(file, `${file}.damaged-${Date.now()}`)
      log('warn', 'SE-DEVICE-DAMAGED')
    }
  }
  const device = deviceId.parse(randomUUID())
  await replaceFile(file, Buffer.from(JSON.stringify({ device }), 'utf8'))
  return device
}
