import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { documentId } from '../../src-shared/ids.ts'
import { paths, type OfferedSeal, type SealsResponse } from '../../src-shared/sync/protocol.ts'
import { holdersOf } from '../../src-shared/workflow/directory.ts'
import { jointSealOf } from '../../src-shared/workflow/issue/joint-seal.ts'
import { mayRead } from '../commands/authorise.ts'
import type { Environment } from '../commands/environment.ts'
import { HttpError } from '../errors.ts'
import { sealsInForce, type SealRow } from '../store/seals.ts'
import { sessionOf } from './session.ts'

/** The electronic seals a document may be sealed with, for the seal keepers of its organ, or of one that issues along, alone (SE-116). */
export function sealRoutes(app: FastifyInstance, env: Environment): void {
  app.get(`${paths.seals}/:doc`, async (request): Promise<SealsResponse> => {
    const input = z.object({ doc: documentId }).parse(request.params)
    const { userId } = sessionOf(request)
    const county = await env.county.read(env.db)
    const doc = (await env.db.selectFrom('doc').select('data').where('id', '=', input.doc).executeTakeFirst())?.data
    if (!doc || !mayRead(county, doc, userId)) throw new HttpError(404, 'SY-NOT-FOUND')
    const keeps = (unitId: string): boolean =>
      holdersOf(county.directory, unitId, ['sealKeeper']).some((one) => one.userId === userId)
    const inForce = async (unitId: string): Promise<OfferedSeal[]> => (await sealsInForce(env.db, unitId, env.now())).map(offered)
    if (keeps(doc.unitId)) {
      const along = await Promise.all(
        (doc.issue?.joint ?? []).map(async ({ unitId, sealing }) =>
          (await inForce(unitId)).filter(({ id }) => id === sealing?.given?.seal.id),
        ),
      )
      return { seals: await inForce(doc.unitId), along: along.flat() }
    }
    const organ = jointSealOf(doc, userId)?.organ
    if (!organ || !keeps(organ.unitId)) throw new HttpError(403, 'WF-NOT-YOURS')
    return { seals: await inForce(organ.unitId) }
  })
}

const offered = ({ id, unit_id, name, image, image_sm3, width_mm, height_mm }: SealRow): OfferedSeal => ({
  id,
  unitId: unit_id,
  name,
  imageSm3: image_sm3,
  imageSize: image.length,
  image: image.toString('base64'),
  width: width_mm,
  height: height_mm,
})
