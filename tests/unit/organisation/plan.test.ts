import { describe, expect, test } from 'vitest'
import { isEmptyPlan } from '../../../src-shared/organisation/model.ts'
import { sampleCounty } from '../../../src-server/sample/county.ts'
import { check, sheet, sheetsOf, smallOrganisation, told } from '../../support/organisation/organisation.ts'

const now = smallOrganisation()
const units = '单位编号,单位名称,上级单位编号,机关代字,内设机构'
const posts = '岗位编号,登录名,单位编号,角色,职务'
/** The small county's people as a table, to which rows are added. */
const people = (...more: string[]) =>
  sheet('people', '登录名,姓名', ...now.people.map(({ login, name }) => `${login},${name}`), ...more)
const keptPosts = now.posts.map((post) => `${post.id},${post.userId.slice(2)},${post.unitId},${post.role},${post.title}`)
const keptUnits = now.units.map(
  (unit) => `${unit.id},${unit.name},${unit.parentId ?? ''},${unit.prefixes.join('、')},${unit.inner ? '是' : '否'}`,
)

describe('what an import would do', () => {
  test('AD-01 the organisation as it was exported changes nothing, whole or one table at a time', () => {
    expect(isEmptyPlan(check(now, sheetsOf(now)).plan)).toBe(true)
    for (const table of ['units', 'people', 'posts'] as const) {
      const checked = check(now, sheetsOf(now, [table]))
      expect([told(checked), isEmptyPlan(checked.plan)]).toEqual([[], true])
    }
  })

  test('AD-01 the sample county of 98 units and 4,663 people passes its own check', () => {
    const county = sampleCounty({ seed: 20260714, now: Date.UTC(2026, 6, 14), passwordHash: '' })
    const organisation = {
      units: county.units,
      people: county.users.map(({ id, login, name }) => ({ id, login, name, waiting: false })),
      posts: county.posts.map(({ name: _name, ...post }) => ({ ...post, waiting: false })),
    }
    const checked = check(organisation, sheetsOf(organisation))
    expect([told(checked), isEmptyPlan(checked.plan)]).toEqual([[], true])
  })

  test('AD-02 added, changed and removed are told by field, and what gives rights waits for 安全保密员', () => {
    const checked = check(now, [
      sheet('units', units, ...keptUnits, 'mzj,青禾县民政局,county,青民,否'),
      people('liqing,李青'),
      sheet('posts', posts, ...keptPosts.slice(1).map((row) => row.replace('股长', '副股长')), ',liqing,mzj,拟稿人,科员'),
    ])
    expect(told(checked)).toEqual([])
    expect(checked.plan.units).toMatchObject([{ kind: 'added', id: 'mzj', row: now.units.length + 2, waits: false }])
    expect(checked.plan.people).toMatchObject([{ kind: 'added', id: 'u-liqing', waits: true }])
    expect(checked.plan.posts).toMatchObject([
      { kind: 'changed', waits: false, fields: [{ field: '职务', before: '股长', after: '副股长' }] },
      { kind: 'added', id: 'new-1', waits: true },
      { kind: 'removed', id: 'p-u-draft', row: null, waits: false },
    ])
  })

  test('AD-02 another role in the same post waits, another name or title does not', () => {
    const [post = '', ...rest] = keptPosts
    const role = check(now, [sheet('posts', posts, post.replace('drafter', '科室负责人'), ...rest)])
    expect(role.plan.posts).toMatchObject([{ kind: 'changed', id: 'p-u-draft', waits: true }])
    const renamed = check(now, [sheet('people', '登录名,姓名', ...now.people.map(({ login }) => `${login},新名`))])
    expect(renamed.plan.people.every(({ waits }) => !waits)).toBe(true)
  })

  test('AD-03 posts without ids are those that are there, by person, unit and role', () => {
    const bare = check(now, [
      sheet('posts', '登录名,单位编号,角色', ...now.posts.map((p) => `${p.userId.slice(2)},${p.unitId},${p.role}`)),
    ])
    expect([told(bare), isEmptyPlan(bare.plan)]).toEqual([[], true])
  })

  test('AD-03 two posts of one place keep their titles, whichever row comes first', () => {
    const [post] = now.posts
    if (!post) throw new Error('no post')
    const both = { ...now, posts: [post, { ...post, id: 'p-second', title: '副科长' }, ...now.posts.slice(1)] }
    const rows = both.posts.map((one) => `${one.userId.slice(2)},${one.unitId},${one.role},${one.title}`)
    const turned = [rows[1] ?? '', rows[0] ?? '', ...rows.slice(2)]
    const { plan } = check(both, [sheet('posts', '登录名,单位编号,角色,职务', ...turned)])
    expect(plan).toMatchObject({ posts: [], reordered: true })
  })

  test('AD-03 an account that was closed is opened again under its old id', () => {
    const former = [{ id: 'u-old-7', login: 'zhanglan', name: '张兰', waiting: false }]
    const { plan, target } = check(now, [people('zhanglan,张兰')], { former })
    expect(plan.people).toMatchObject([{ kind: 'added', id: 'u-old-7', waits: true }])
    expect(target.people.at(-1)).toEqual({ id: 'u-old-7', login: 'zhanglan', name: '张兰' })
  })
})

describe('what stands in the way, by row and column', () => {
  const row = now.units.length + 2
  test.each<[what: string, rows: string[], found: string[]]>([
    ['an unknown parent', ['x,某局,nowhere,,否'], [`ORG-PARENT-UNKNOWN units ${row} 上级单位编号`]],
    ['an id twice', ['liuhe,柳河镇,county,,否'], [`ORG-ID-TWICE units ${row} 单位编号`]],
    ['an id that differs in capitals only', ['LIUHE,柳河镇,county,,否'], [`ORG-ID-TWICE units ${row} 单位编号`]],
    ['an id with other signs', ['县 局,某局,county,,否'], [`ORG-ID-FORM units ${row} 单位编号`]],
    ['no name', ['x,,county,,否'], [`ORG-CELL-EMPTY units ${row} 单位名称`]],
    ['a circle of two', ['x,甲局,y,,否', 'y,乙局,x,,否'], [`ORG-CYCLE units ${row} 上级单位编号`]],
    ['a unit above itself', ['x,甲局,x,,否'], [`ORG-CYCLE units ${row} 上级单位编号`]],
    ['a 代字 of another unit', ['x,甲局,county,青fgj,否'], [`ORG-PREFIX-TWICE units ${row} 机关代字`]],
    ['a 代字 of an inner section', ['x,甲科,fgj,青甲,是'], [`ORG-INNER-PREFIX units ${row} 机关代字`]],
    ['an inner section of nothing', ['x,甲科,,,是'], [`ORG-INNER-ALONE units ${row} 上级单位编号`]],
    ['neither yes nor no', ['x,甲局,county,,也许'], [`ORG-YES-NO units ${row} 内设机构`]],
    ['a cell too many', ['x,甲局,county,,否,多'], [`ORG-CELLS-MANY units ${row} -`]],
    ['a sign nobody sees', ['x,甲\u200b局,county,,否'], [`ORG-CELL-CHARS units ${row} 单位名称`]],
    ['a name too long', [`x,${'长'.repeat(101)},county,,否`], [`ORG-CELL-LONG units ${row} 单位名称`]],
  ])('AD-04 %s', (_what, rows, found) => {
    expect(told(check(now, [sheet('units', units, ...keptUnits, ...rows)]))).toEqual(found)
  })

  const at = now.posts.length + 2
  test.each<[what: string, rows: string[], found: string[]]>([
    ['a post in no unit', [',draft,nowhere,拟稿人,'], [`ORG-POST-UNIT posts ${at} 单位编号`]],
    ['a post of nobody', [',nobody,fgj,拟稿人,'], [`ORG-POST-PERSON posts ${at} 登录名`]],
    ['a role there is not', [',draft,fgj,厅长,'], [`ORG-ROLE-UNKNOWN posts ${at} 角色`]],
    ['the same post twice', [',draft,fgj-zh,拟稿人,科员'], [`ORG-POST-TWICE posts ${at} 角色`]],
    ['two of the 三员', [',admin,county,安全审计员,'], [`ORG-ROLES-EXCLUDE posts ${at} 角色`]],
    ['an administrator with documents', [',admin,county,主要领导,'], [`ORG-ADMIN-POSTS posts ${at} 角色`]],
  ])('AD-05 %s', (_what, rows, found) => {
    expect(told(check(now, [sheet('posts', posts, ...keptPosts, ...rows)]))).toEqual(found)
  })

  test('AD-04 logins twice, and one that differs from an account only in capitals', () => {
    const n = now.people.length + 2
    expect(told(check(now, [people('draft,林知秋')]))).toEqual([`ORG-LOGIN-TWICE people ${n} 登录名`])
    const capital = now.people.map(({ login, name }) => `${login === 'draft' ? 'Draft' : login},${name}`)
    expect(told(check(now, [sheet('people', '登录名,姓名', ...capital)]))).toEqual(['ORG-LOGIN-FORM people 2 登录名'])
  })

  test('AD-06 a unit with open work does not vanish; with finished documents one is warned; its posts and sections are named', () => {
    const without = keptUnits.filter((one) => !one.startsWith('liuhe,'))
    const elsewhere = keptPosts.filter((one) => !one.includes(',liuhe,'))
    const only = [sheet('units', units, ...without), sheet('posts', posts, ...elsewhere)]
    expect(told(check(now, only))).toEqual([])
    expect(told(check(now, only, { openWork: { units: new Map([['liuhe', 3]]), people: new Map() } }))).toEqual([
      'ORG-UNIT-OPEN-WORK units - 单位编号',
    ])
    expect(told(check(now, only, { finished: new Map([['liuhe', 8]]) }), true)).toContain('ORG-UNIT-DOCUMENTS units - 单位编号')
    // the posts' table is not among the files: they are still there
    expect(told(check(now, [sheet('units', units, ...without)]))).toEqual([
      'ORG-POST-UNIT posts - 单位编号',
      'ORG-POST-UNIT posts - 单位编号',
    ])
    const headless = keptUnits.filter((one) => !one.startsWith('fgj,'))
    expect(told(check(now, [sheet('units', units, ...headless)])).filter((one) => one.includes('PARENT'))).toHaveLength(2)
  })

  test('AD-07 who imports cannot close their own account, and no kind of the 三员 loses its last', () => {
    const rows = now.people.filter(({ login }) => login !== 'admin').map(({ login, name }) => `${login},${name}`)
    const gone = [
      sheet('people', '登录名,姓名', ...rows),
      sheet('posts', posts, ...keptPosts.filter((one) => !one.includes(',admin,'))),
    ]
    expect(told(check(now, gone, { actor: 'u-admin' }))).toEqual(['ORG-SELF people - 登录名', 'ORG-LAST-ADMIN posts - 角色'])
  })

  test('AD-07 somebody who leaves with open work is a warning: an account must be closable at once', () => {
    const rows = now.people.filter(({ login }) => login !== 'head').map(({ login, name }) => `${login},${name}`)
    const gone = [
      sheet('people', '登录名,姓名', ...rows),
      sheet('posts', posts, ...keptPosts.filter((one) => !one.includes(',head,'))),
    ]
    const checked = check(now, gone, { openWork: { units: new Map(), people: new Map([['u-head', 2]]) } })
    expect(told(checked)).toEqual([])
    expect(checked.findings).toMatchObject([{ code: 'ORG-PERSON-OPEN-WORK', value: 'head 周正', other: 2 }])
  })

  test('AD-08 tables are known by their columns, in any order; what is none of them is told', () => {
    const turned = sheet('people', '姓名,手机,登录名', ...now.people.map(({ login, name }) => `${name},1,${login}`))
    expect(told(check(now, [turned]), true)).toEqual(['ORG-COLUMN-IGNORED people 1 手机'])
    expect(told(check(now, [sheet('people', '甲,乙', '1,2')]))).toEqual(['ORG-TABLE-UNKNOWN - - -'])
    expect(told(check(now, [people(), people()]))).toContain('ORG-TABLE-TWICE people - -')
    expect(told(check(now, [sheet('people', '登录名,姓名,登录名', 'a,b,c')]))).toContain('ORG-COLUMN-TWICE people 1 登录名')
    expect(told(check(now, [sheet('units', '单位编号,单位名称', 'a,甲')]))).toEqual(['ORG-COLUMN-MISSING units 1 上级单位编号'])
    expect(told(check(now, [{ file: 'x.csv', name: '', rows: [['']] }]))).toEqual(['ORG-FILE-EMPTY - - -'])
    const notes = { file: '机构.xlsx', name: '说明', rows: [['请勿改动表头']] }
    expect(told(check(now, [...sheetsOf(now), notes]), true)).toEqual(['ORG-SHEET-IGNORED - - -'])
  })

  test('AD-08 a tree 40,000 units deep and one with 20,000 circles are checked without going astray', () => {
    const deep = Array.from({ length: 40_000 }, (_, i) => `d${i},单位${i},d${i + 1},,否`)
    expect(told(check(now, [sheet('units', units, ...keptUnits, ...deep, 'd40000,顶,,,否')]))).toEqual([])
    const circles = Array.from({ length: 20_000 }, (_, i) => `c${i},单位${i},c${i % 2 === 0 ? i + 1 : i - 1},,否`)
    expect(told(check(now, [sheet('units', units, ...keptUnits, ...circles)]))).toHaveLength(10_000)
  })
})
