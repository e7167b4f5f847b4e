import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { decideGrants, waitingGrants } from '../../src-server/organisation/grants.ts'
import { applyImport, checkImport } from '../../src-server/organisation/import.ts'
import { readOrganisation } from '../../src-server/organisation/read-organisation.ts'
import { xlsxFile } from '../../src-server/organisation/files.ts'
import { verifyAuditChain } from '../../src-server/store/audit.ts'
import { hasErrors, isEmptyPlan, type Organisation } from '../../src-shared/organisation/model.ts'
import { isAdminRole } from '../../src-shared/organisation/tables.ts'
import { writeTables } from '../../src-shared/organisation/write-tables.ts'
import { roleCodes } from '../../src-shared/workflow/directory.ts'
import { administeredCounty } from '../support/organisation/office.ts'
import { startTestServer, type TestServer } from '../support/server/start-test-server.ts'

let server: TestServer
beforeAll(async () => void (server = await startTestServer({ seed: administeredCounty() })))
afterAll(() => server.close())

const read = (): Promise<Organisation> => server.db.transaction().execute(async (tx) => (await readOrganisation(tx)).organisation)
const businessRoles = roleCodes.filter((role) => !isAdminRole(role))

/** What a person does to the tables between export and import; numbers choose among what is there. */
const edit = fc.oneof(
  fc.record({ what: fc.constant('newUnit' as const), n: fc.nat(), at: fc.nat() }),
  fc.record({ what: fc.constant('newPerson' as const), n: fc.nat(999), at: fc.nat() }),
  fc.record({ what: fc.constant('newPost' as const), n: fc.nat(), at: fc.nat() }),
  fc.record({ what: fc.constant('role' as const), n: fc.nat(), at: fc.nat() }),
  fc.record({ what: fc.constant('title' as const), n: fc.nat(), at: fc.nat() }),
  fc.record({ what: fc.constant('leave' as const), n: fc.nat(), at: fc.nat() }),
  fc.record({ what: fc.constant('move' as const), n: fc.nat(), at: fc.nat() }),
)
type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never
const of = <T>(list: readonly T[], n: number): T | undefined => list[n % Math.max(1, list.length)]

function edited(organisation: Organisation, { what, n, at }: Edit): Organisation {
  const { units, people, posts } = organisation
  const admins = new Set(posts.filter(({ role }) => isAdminRole(role)).map(({ userId }) => userId))
  const workers = people.filter(({ id }) => !admins.has(id))
  const unitId = of(units, at)?.id ?? ''
  const role = of(businessRoles, n) ?? 'drafter'
  const post = of(
    posts.filter(({ userId }) => !admins.has(userId)),
    at,
  )
  const instead = (more: Partial<typeof post>) => posts.map((one) => (one === post ? { ...one, ...more } : one))
  if (what === 'newUnit')
    return {
      ...organisation,
      units: [
        ...units,
        { id: `n${n % 50}`, name: `新单位${n}`, shortName: '', category: '', parentId: unitId, prefixes: [], inner: false },
      ],
    }
  if (what === 'newPerson')
    return { ...organisation, people: [...people, { id: '', login: `new${n}`, name: `新人${n}`, waiting: false }] }
  if (what === 'newPost') {
    const userId = of(workers, n)?.id ?? ''
    return { ...organisation, posts: [...posts, { id: '', userId, unitId, role, title: `职务${n % 7}`, waiting: false }] }
  }
  if (what === 'role') return { ...organisation, posts: instead({ role }) }
  if (what === 'title') return { ...organisation, posts: instead({ title: `改${n % 9}` }) }
  if (what === 'move')
    return { ...organisation, posts: posts.toReversed(), units: units.toSorted((a, b) => (a.name < b.name ? -1 : 1)) }
  const gone = of(workers, n)?.id
  return { ...organisation, people: people.filter(({ id }) => id !== gone), posts: posts.filter(({ userId }) => userId !== gone) }
}

const seed = Number(process.env['SEED'] ?? 20260714)

test(`AD-25 whatever is edited: applied, the organisation is what the file says; what waits gives no right, confirmed it does (seed ${seed})`, async () => {
  let applied = 0
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 6 }), fc.boolean(), async (edits, confirm) => {
      const before = await read()
      const wanted = edits.reduce(edited, before)
      const files = [{ name: '机构.xlsx', bytes: await xlsxFile(writeTables(wanted)) }]
      const asked = { files, actor: 'u-admin', at: server.clock.now() }
      const { base, findings } = await checkImport(server.db, asked)
      if (hasErrors(findings)) {
        await expect(applyImport(server.db, asked, base)).rejects.toMatchObject({ code: 'ORG-ERRORS' })
        expect(await read()).toEqual(before)
        return
      }
      await applyImport(server.db, asked, base)
      applied++
      expect(isEmptyPlan((await checkImport(server.db, asked)).plan)).toBe(true)

      const waiting = await waitingGrants(server.db)
      const held = await server.db.selectFrom('post').select('id').execute()
      const inert = new Set(waiting.flatMap(({ post }) => (post ? [post.id] : [])))
      expect(held.filter(({ id }) => inert.has(id))).toEqual([])
      const closed = new Set(waiting.filter(({ kind }) => kind === 'account').map(({ userId }) => userId))
      const open = await server.db.selectFrom('account').select('id').where('disabled', '=', false).execute()
      expect(open.filter(({ id }) => closed.has(id))).toEqual([])
      const after = await read()
      expect(held.length + inert.size).toBe(after.posts.length)
      expect(open.length + closed.size).toBe(after.people.length)

      if (confirm && waiting.length > 0) {
        const ids = waiting.map(({ id }) => id)
        await decideGrants(server.db, ids, 'confirm', { actor: 'u-sec', at: server.clock.now() })
        const now = await read()
        expect([...now.people, ...now.posts].some((one) => one.waiting)).toBe(false)
        expect(isEmptyPlan((await checkImport(server.db, asked)).plan)).toBe(true)
      }
    }),
    { seed, numRuns: 60 },
  )
  expect(applied).toBeGreaterThan(20)
  expect(await verifyAuditChain(server.db)).toMatchObject({ ok: true })
})
