import type { FastifyInstance, FastifyRequest } from 'fastify'
import {
  keepTemplateRequest,
  removeTemplateRequest,
  templatePaths as paths,
  templatesQuery,
  type TemplatesResponse,
} from '../../src-shared/templates/messages.ts'
import type { Environment } from '../commands/environment.ts'
import { keepTemplate, removeTemplate, templatesFor } from '../organisation/unit-templates.ts'
import { sessionOf } from './session.ts'

/** 本机关范本 for the people of an organ; who checks its documents keeps them (AD-73, AD-74). Each change answers with all. */
export function templateRoutes(app: FastifyInstance, env: Environment): void {
  const answer = async (request: FastifyRequest, known: string): Promise<TemplatesResponse> =>
    templatesFor(env.db, (await env.county.read(env.db)).directory, sessionOf(request).userId, known)

  app.get(paths.list, async (request) => answer(request, templatesQuery.parse(request.query).tag))

  app.post(paths.keep, async (request) => {
    const wanted = keepTemplateRequest.parse(request.body)
    const { directory } = await env.county.read(env.db)
    await keepTemplate(env.db, directory, wanted, { actor: sessionOf(request).userId, at: env.now() })
    return answer(request, '')
  })

  app.post(paths.remove, async (request) => {
    const { id } = removeTemplateRequest.parse(request.body)
    const { directory } = await env.county.read(env.db)
    await removeTemplate(env.db, directory, id, { actor: sessionOf(request).userId, at: env.now() })
    return answer(request, '')
  })
}
