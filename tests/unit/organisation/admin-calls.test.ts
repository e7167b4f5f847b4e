import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { adminCalls } from '../../../src-main/organisation/admin-calls.ts'
import type { Network } from '../../../src-main/network.ts'
import { organisationLimits, organisationPaths as paths } from '../../../src-shared/organisation/messages.ts'
import { TransportError } from '../../../src-shared/sync/ports.ts'

let folder: string
let sent: { path: string; body: unknown }[]
let chosen: string[] | undefined
let refusal: string | undefined
let status: number
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'liuhen-admin-'))
  sent = []
  chosen = undefined
  refusal = undefined
  status = 200
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const answer = { base: 'e.1.0', plan: { units: [], people: [], posts: [], reordered: false }, findings: [] }
const office = () =>
  adminCalls({
    network: {
      request: async (_method: string, path: string, body: unknown) => {
        sent.push({ path, body })
        if (refusal !== undefined) throw new TransportError({ kind: 'refused', code: refusal })
        return answer
      },
      raw: async (_method: string, path: string) => new Response(path, { status }),
    } as unknown as Network,
    chooseTables: async () => chosen,
    chooseHolidays: async () => chosen?.[0],
    chooseSealPicture: async () => chosen?.[0],
    chooseFile: async (name) => join(folder, name),
    chooseFolder: async () => folder,
    now: () => Date.UTC(2026, 6, 14, 1, 30),
  })
// handlers of this room look at no sender
const nobody = undefined as never

test('AD-46 what is applied is what was checked, also when the file was changed since', async () => {
  const file = join(folder, '岗位.csv')
  await writeFile(file, 'first')
  chosen = [file]
  const calls = office()
  expect(await calls['admin.check'](undefined, nobody)).toEqual({ files: ['岗位.csv'], checked: answer })
  await writeFile(file, 'second')
  await calls['admin.apply']({ base: 'e.1.0' }, nobody)
  const files = [{ name: '岗位.csv', bytes: Buffer.from('first').toString('base64') }]
  expect(sent).toEqual([
    { path: paths.check, body: { files } },
    { path: paths.apply, body: { files, base: 'e.1.0' } },
  ])
  // applied: a second time there is nothing in hand
  await expect(calls['admin.apply']({ base: 'e.1.0' }, nobody)).rejects.toMatchObject({ code: 'ORG-NO-CHECK' })
})

test('AD-46 a cancelled dialog sends nothing; too many, too large and missing files are told', async () => {
  const calls = office()
  expect(await calls['admin.check'](undefined, nobody)).toBeNull()
  chosen = ['a', 'b', 'c', 'd']
  await expect(calls['admin.check'](undefined, nobody)).rejects.toMatchObject({ code: 'ORG-FILES-MANY' })
  chosen = [join(folder, 'none.csv')]
  await expect(calls['admin.check'](undefined, nobody)).rejects.toMatchObject({ code: 'ORG-FILE-UNREAD' })
  const large = join(folder, 'large.csv')
  await writeFile(large, Buffer.alloc(organisationLimits.fileBytes + 1))
  chosen = [large]
  await expect(calls['admin.check'](undefined, nobody)).rejects.toMatchObject({ code: 'ORG-FILE-LARGE' })
  expect(sent).toEqual([])
})

test('AD-46 the server’s refusals come as codes the page has words for', async () => {
  chosen = [join(folder, 'x.csv')]
  await writeFile(join(folder, 'x.csv'), 'x')
  const calls = office()
  await calls['admin.check'](undefined, nobody)
  refusal = 'ORG-STALE'
  await expect(calls['admin.apply']({ base: 'e.1.0' }, nobody)).rejects.toMatchObject({ code: 'ORG-STALE' })
})

test('AD-46 an export goes where the person says, whole or not at all', async () => {
  const calls = office()
  expect(await calls['admin.export']({ format: 'csv' }, nobody)).toEqual({ place: folder })
  const names = ['单位', '人员', '岗位'].map((table) => `机构人员 20260714-0930 ${table}.csv`)
  expect((await readdir(folder)).toSorted()).toEqual(names.toSorted())
  expect(await readFile(join(folder, names[2] ?? ''), 'utf8')).toBe(`${paths.export}?format=csv&table=posts`)
  status = 403
  await expect(calls['admin.export']({ format: 'xlsx' }, nobody)).rejects.toMatchObject({ code: 'ORG-NOT-YOURS' })
  expect(await readdir(folder)).toHaveLength(3)
})

test('AD-50 a year of holidays that is applied is the one that was checked; a huge file is not even read', async () => {
  const file = join(folder, '2027.json')
  await writeFile(file, 'first')
  chosen = [file]
  const calls = office()
  expect(await calls['admin.checkHolidays'](undefined, nobody)).toEqual({ file: '2027.json', checked: answer })
  await writeFile(file, 'x'.repeat(200_000))
  await calls['admin.applyHolidays']({ base: 'e.1.0' }, nobody)
  const bytes = Buffer.from('first').toString('base64')
  expect(sent.map(({ body }) => body)).toEqual([{ bytes }, { bytes, base: 'e.1.0' }])
  await expect(calls['admin.applyHolidays']({ base: 'e.1.0' }, nobody)).rejects.toMatchObject({ code: 'ORG-NO-CHECK' })
  await expect(calls['admin.checkHolidays'](undefined, nobody)).rejects.toMatchObject({ code: 'CAL-FILE-LARGE' })
  expect(sent).toHaveLength(2)
})
