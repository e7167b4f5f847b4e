import type { FastifyInstance } from 'fastify'
import { searchPath, searchRequest, type SearchResponse } from '../../src-shared/search/query.ts'
import type { Environment } from '../commands/environment.ts'
import { find } from '../search/find.ts'
import { indexDue } from '../search/index-due.ts'
import { sessionOf } from './session.ts'

/** What moved a moment ago is looked into before the answer, if it is no more than this. */
const firstLook = 20

/** 查找 over everything the person may read at this moment (FD-09). */
export function searchRoutes(app: FastifyInstance, env: Environment): void {
  app.post(searchPath, async (request): Promise<SearchResponse> => {
    const session = sessionOf(request)
    const input = searchRequest.parse(request.body)
    await indexDue(env, firstLook)
    return find(env, session, input)
  })
}
