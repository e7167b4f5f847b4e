import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvFile, readSheets, xlsxFile } from '../../../src-server/organisation/files.ts'
import { isEmptyPlan, type Organisation } from '../../../src-shared/organisation/model.ts'
import { isAdminRole, tableNames } from '../../../src-shared/organisation/tables.ts'
import { writeTables } from '../../../src-shared/organisation/write-tables.ts'
import { roleCodes } from '../../../src-shared/workflow/directory.ts'
import { check, told } from '../../support/organisation/organisation.ts'

/** Names people and programs think of: quotes, marks, formulas, rare characters, spaces inside. */
const word = fc
  .array(fc.constantFrom(...'青禾县水利局𬱖䶮囿 ",;\t\'=+-@|、甲ab01（）'), { minLength: 1, maxLength: 12 })
  .map((letters) => letters.join('').replaceAll('\t', ' ').trim())
  .filter((text) => text !== '')
const prefix = word.map((text) => text.replace(/[、，,；;\s]/g, '')).filter((text) => text !== '')
const businessRoles = roleCodes.filter((role) => !isAdminRole(role))

/** An organisation that keeps every rule: a tree, posts in it, no post twice. */
const organisations: fc.Arbitrary<Organisation> = fc
  .record({
    units: fc.array(
      fc.record({
        name: word,
        shortName: word,
        category: fc.option(word, { nil: '' }),
        prefix,
        inner: fc.boolean(),
        above: fc.nat(),
      }),
      { minLength: 1, maxLength: 12 },
    ),
    people: fc.array(word, { minLength: 1, maxLength: 12 }),
    posts: fc.array(
      fc.record({ who: fc.nat(), where: fc.nat(), role: fc.constantFrom(...businessRoles), title: fc.option(word, { nil: '' }) }),
      {
        maxLength: 20,
      },
    ),
    waiting: fc.boolean(),
  })
  .map(({ units, people, posts, waiting }): Organisation => {
    const unique = new Map(
      posts.map((post) => [`${post.who % people.length} ${post.where % units.length} ${post.role} ${post.title}`, post]),
    )
    return {
      units: units.map((unit, i) => {
        const inner = unit.inner && i > 0
        const parentId = i === 0 ? null : `d${unit.above % i}`
        // 代字 are the unit's own: its number makes them so
        return {
          id: `d${i}`,
          name: unit.name,
          shortName: unit.shortName,
          category: unit.category,
          parentId,
          prefixes: inner ? [] : [`${unit.prefix}${i}`],
          inner,
        }
      }),
      people: people.map((name, i) => ({ id: `u-${i}`, login: `login.${i}`, name, waiting })),
      posts: [...unique.values()].map((post, i) => ({
        id: `p-${i}`,
        userId: `u-${post.who % people.length}`,
        unitId: `d${post.where % units.length}`,
        role: post.role,
        title: post.title,
        waiting,
      })),
    }
  })

const seed = Number(process.env['SEED'] ?? 20260714)

test(`AD-01 whatever the organisation, its export imported again changes nothing, as workbook and as CSV (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(organisations, async (organisation) => {
      const tables = writeTables(organisation)
      const workbook = [{ name: '机构.xlsx', bytes: await xlsxFile(tables) }]
      const files = tableNames.map((table) => ({ name: `${table}.csv`, bytes: csvFile(tables, table) }))
      for (const read of [await readSheets(workbook), await readSheets(files)]) {
        const checked = check(organisation, read.sheets)
        expect(read.findings).toEqual([])
        expect(told(checked)).toEqual([])
        expect(checked.plan).toEqual({ units: [], people: [], posts: [], reordered: false })
        expect(isEmptyPlan(checked.plan)).toBe(true)
      }
    }),
    { seed, numRuns: 150 },
  )
})
