import { z } from 'zod'

/**
 * Ids are UUIDv7, branded so that one cannot stand where another is meant. In small letters only: the database writes them
 * so, and an id that came back in another spelling than it was hashed in would look like a forged record (SY-142).
 */
const uuid = z.uuid().lowercase()

export const documentId = uuid.brand<'DocumentId'>()
export type DocumentId = z.infer<typeof documentId>

export const commandId = uuid.brand<'CommandId'>()
export type CommandId = z.infer<typeof commandId>

export const deviceId = uuid.brand<'DeviceId'>()
export type DeviceId = z.infer<typeof deviceId>

export const taskId = uuid.brand<'TaskId'>()

/** Users, units and posts have readable ids, such as 'u-00017' or 'liuhe'. */
export const shortId = z.string().min(1).max(64)

/** SM3 of a text or file: 64 hex digits. */
export const sm3Hex = z.string().regex(/^[0-9a-f]{64}$/)

/** The number of a version of a text, as the database can hold it. */
export const versionNumber = z.number().int().positive().max(2_147_483_647)

/**
 * The id of what a command brings forth beside what it names, such as the turn after a signature: the command's own id with
 * its version nibble turned to 8 and `n` in its last digit, so that desk and server come to the same (RFC 9562 §5.8).
 */
export function followingId(command: string, n = 0): string {
  const last = (Number.parseInt(command.slice(-1), 16) ^ n) & 15
  return `${command.slice(0, 14)}8${command.slice(15, -1)}${last.toString(16)}`
}
