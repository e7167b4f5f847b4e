import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { z } from 'zod'
import * as protocol from '../../src-shared/sync/protocol.ts'
import { commandArgs } from '../../src-shared/workflow/commands.ts'

/*
 * If this fails, a message changed its shape: raise PROTOCOL_VERSION (and say so in protocol.ts), keep the older shape
 * readable for two versions, then update the pinned values here.
 */
const pinned = { version: 1, hash: 'PIN' }

it('SY-01 the shape of every message is pinned to the protocol version', () => {
  const schemas = Object.entries({ ...protocol, ...commandArgs })
    .filter((entry): entry is [string, z.ZodType] => entry[1] instanceof z.ZodType)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, schema]) => [name, z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })])
  const hash = createHash('sha256').update(JSON.stringify(schemas)).digest('hex').slice(0, 16)
  expect({ version: protocol.PROTOCOL_VERSION, hash }).toEqual(pinned)
})
