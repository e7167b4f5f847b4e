import { z } from 'zod'
import type { TransportFailure } from './ports.ts'

/** Requests of the engine worker to main over the MessagePort, and main's answers. The payloads are those of `protocol.ts`. */
export const portRequest = z.object({
  id: z.number().int(),
  op: z.enum(['hello', 'push', 'pull', 'bodies', 'directory']),
  input: z.unknown(),
})
export type PortRequest = z.infer<typeof portRequest>

export type PortAnswer = { id: number; ok: true; value: unknown } | { id: number; ok: false; failure: TransportFailure }
