import type { FastifyInstance, FastifyRequest } from 'fastify'
import { documentId } from '../../src-shared/ids.ts'
import { dateOf } from '../../src-shared/calendar/working-days.ts'
import {
  bookQuery,
  giveUpRequest,
  numberPaths as paths,
  reserveRequest,
  type BookLine,
  type BookResponse,
} from '../../src-shared/numbers/messages.ts'
import { holdersOf, type RoleCode } from '../../src-shared/workflow/directory.ts'
import { reserveNumber, voidReserved } from '../admin/number-book.ts'
import { mayRead } from '../commands/authorise.ts'
import type { Environment } from '../commands/environment.ts'
import { HttpError, ServerError } from '../errors.ts'
import { sessionOf } from './session.ts'

/** Who reads an organ's number books; its clerks also keep numbers free and give them up (domain.md §4.5). */
const readers: readonly RoleCode[] = ['clerk', 'officeChecker', 'sealKeeper', 'archivist', 'leader']
const keepers: readonly RoleCode[] = ['clerk']

/** 发文号簿 for those who work with it: every number of a year with what became of it, 预留 and 作废 of what was kept free (WF-102). */
export function numberRoutes(app: FastifyInstance, env: Environment): void {
  app.get(paths.book, async (request): Promise<BookResponse> => {
    const { prefix, year } = bookQuery.parse(request.query)
    return book(env, await organOf(env, request, prefix, readers), prefix, year)
  })

  app.post(paths.reserve, async (request): Promise<BookResponse> => {
    const { prefix, reason } = reserveRequest.parse(request.body)
    const reader = await organOf(env, request, prefix, keepers)
    await reserveNumber(env.db, prefix, reason, env.now(), reader)
    return book(env, reader, prefix, Number(dateOf(env.now()).slice(0, 4)))
  })

  app.post(paths.giveUp, async (request): Promise<BookResponse> => {
    const { prefix, year, seq, reason } = giveUpRequest.parse(request.body)
    const reader = await organOf(env, request, prefix, keepers)
    try {
      await voidReserved(env.db, { prefix, year, seq }, reason, env.now(), reader)
    } catch (error) {
      throw error instanceof ServerError ? new HttpError(409, error.code) : error
    }
    return book(env, reader, prefix, year)
  })
}

/** Who asks, where they hold one of these posts in the organ the 机关代字 belongs to. */
async function organOf(env: Environment, request: FastifyRequest, prefix: string, roles: readonly RoleCode[]): Promise<string> {
  const { userId } = sessionOf(request)
  const { directory } = await env.county.read(env.db)
  const unit = directory.units.find(({ prefixes }) => prefixes.includes(prefix))
  if (!unit || !holdersOf(directory, unit.id, roles).some((one) => one.userId === userId))
    throw new HttpError(403, 'NB-NOT-YOURS')
  return userId
}

async function book(env: Environment, reader: string, prefix: string, year: number): Promise<BookResponse> {
  const county = await env.county.read(env.db)
  const nameOf = (userId: string): string => county.directory.posts.find((one) => one.userId === userId)?.name ?? ''
  return env.db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      const books = await tx.selectFrom('number_book').select(['year', 'next']).where('prefix', '=', prefix).execute()
      const rows = await tx
        .selectFrom('doc_number as n')
        .leftJoin('doc as d', 'd.id', 'n.doc_id')
        .select(['n.seq', 'n.status', 'n.doc_id', 'n.reason', 'n.by_user', 'n.at', 'd.data'])
        .where('n.prefix', '=', prefix)
        .where('n.year', '=', year)
        .orderBy('n.seq', 'desc')
        .execute()
      const lines = rows.map(({ seq, status, doc_id, reason, by_user, at, data }): BookLine => {
        const readable = data !== null && mayRead(county, data, reader)
        const docId = readable && doc_id !== null ? documentId.parse(doc_id) : null
        return {
          seq,
          status,
          docId,
          unread: data !== null && !readable,
          title: readable ? data.header.title : '',
          reason,
          by: nameOf(by_user),
          at,
        }
      })
      const years = [...new Set([year, ...books.map((one) => one.year)])].toSorted((a, b) => b - a)
      return { prefix, year, next: books.find((one) => one.year === year)?.next ?? 1, years, lines }
    })
}
