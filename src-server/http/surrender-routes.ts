import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { deviceId } from '../../src-shared/ids.ts'
import {
  contactHeader,
  contactToken,
  paths,
  sha256Hex,
  surrenderLimits,
  surrenderRequest,
  wipedRequest,
  type SurrenderReceipt,
  type SurrenderState,
} from '../../src-shared/sync/protocol.ts'
import type { Environment } from '../commands/environment.ts'
import { HttpError } from '../errors.ts'
import { machineOf } from '../store/machines.ts'
import { giveReceipt, noteWiped, pieceState, takePiece } from '../store/quarantine.ts'

const LIST_BYTES = 2 * 1024 * 1024

const onMachine = z.object({ device: deviceId })
const ofFile = onMachine.extend({ sha256: sha256Hex })
const place = z.object({
  from: z.coerce.number().int().nonnegative(),
  total: z.coerce.number().int().nonnegative().max(surrenderLimits.fileBytes),
})

/**
 * What a desk that was reported lost hands in, sealed as it lies there, file by file in pieces that can be taken up where
 * they were cut off; then the receipt, with which it may delete its own, and the word that it has (SE-74, SE-75). Nobody is
 * signed in: the contact token proves the machine, before a body is read, and opens nothing on one that is not lost.
 */
export function surrenderRoutes(app: FastifyInstance, env: Environment): void {
  app.register(async (scope) => {
    scope.addContentTypeParser(
      'application/octet-stream',
      { parseAs: 'buffer', bodyLimit: surrenderLimits.chunkBytes },
      (_request, body, done) => done(null, body),
    )
    scope.addHook('onRequest', async (request) => {
      const { device } = onMachine.parse(request.params)
      const token = contactToken.safeParse(request.headers[contactHeader])
      const machine = token.success ? await machineOf(env.db, device, token.data) : undefined
      if (!machine) throw new HttpError(401, 'SE-CONTACT')
      // one that was found meanwhile may still say that it had wiped itself
      if (machine.lostAt === null && !request.url.endsWith('/wiped')) throw new HttpError(403, 'SE-NOT-LOST')
    })
    const fileOf = (request: FastifyRequest) => ofFile.parse(request.params)

    scope.get(`${paths.surrender}/:device/:sha256`, async (request): Promise<SurrenderState> => {
      const { device, sha256 } = fileOf(request)
      return pieceState(env.db, device, sha256)
    })
    scope.put(
      `${paths.surrender}/:device/:sha256`,
      { bodyLimit: surrenderLimits.chunkBytes },
      async (request): Promise<SurrenderState> => {
        const bytes = request.body instanceof Buffer ? request.body : Buffer.alloc(0)
        const { from, total } = place.parse(request.query)
        if (from + bytes.length > total || (bytes.length === 0 && total > 0)) throw new HttpError(400, 'SY-MALFORMED')
        return takePiece(env, { ...fileOf(request), from, total, bytes })
      },
    )
    scope.post(`${paths.surrender}/:device`, { bodyLimit: LIST_BYTES }, async (request): Promise<SurrenderReceipt> => {
      const { files } = surrenderRequest.parse(request.body)
      return giveReceipt(env, onMachine.parse(request.params).device, files)
    })
    scope.post(`${paths.surrender}/:device/wiped`, async (request, reply) => {
      await noteWiped(env, onMachine.parse(request.params).device, wipedRequest.parse(request.body).receipt)
      return reply.code(204).send()
    })
  })
}
