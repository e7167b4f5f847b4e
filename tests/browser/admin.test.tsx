import { afterEach, describe, expect, test, vi } from 'vitest'
import { page as screen, userEvent } from 'vitest/browser'
import { v7 } from 'uuid'
import { explain } from '../../src-renderer/ui/messages.ts'
import type { CallName } from '../../src-shared/ipc/contract.ts'
import type { CheckedImport } from '../../src-shared/organisation/messages.ts'
import type { Finding, Grant } from '../../src-shared/organisation/model.ts'
import type { AdminRole } from '../../src-shared/organisation/tables.ts'
import type { Directory } from '../../src-shared/workflow/directory.ts'
import { smallCounty } from '../support/small-county.ts'
import { answerOf, asked, button, closeAdmin, NOW, openAdmin, see } from '../support/ui/admin-window.tsx'
import { openWindow } from '../support/ui/window.tsx'

vi.mock('../../src-renderer/data/queries.ts', () => import('../support/ui/fake-queries.ts'))
vi.mock('../../src-renderer/data/open-desk-data.ts', () => import('../support/ui/fake-open-desk.ts'))

const grant = (name: string, post: Grant['post']): Grant => ({
  id: v7(),
  kind: post ? 'post' : 'account',
  userId: `u-${name}`,
  login: name,
  name,
  post,
  askedBy: '程远',
  askedAt: NOW - 3_600_000,
})
const seat = { id: 'p-9', unitId: 'liuhe', unitName: '柳河镇人民政府', title: '副镇长', role: 'deputyLeader' as const }

const checked = (findings: Finding[] = []): CheckedImport => ({
  base: 'e.1.0',
  plan: {
    units: [{ kind: 'added', id: 'mzj', label: '青禾县民政局', row: 9, fields: [], waits: false }],
    people: [],
    posts: [
      { kind: 'added', id: 'n1', label: 'liqing 副局长', row: 4, fields: [], waits: true },
      { kind: 'removed', id: 'p-2', label: 'zhao 主任', row: null, fields: [], waits: false },
    ],
    reordered: false,
  },
  findings,
})
const trouble = (row: number): Finding => ({
  level: 'error',
  code: 'ORG-POST-UNIT',
  file: '岗位.csv',
  table: 'posts',
  row,
  column: '单位编号',
  value: 'nowhere',
  other: null,
})

afterEach(closeAdmin)

describe('the organisation', () => {
  test('AD-42 units as a tree, their posts beside it, found by name and by who is in them', async () => {
    await openAdmin('sysadmin', { 'admin.look': answerOf() })
    await see('柳河镇人民政府')
    const first = smallCounty.posts[0]
    await userEvent.type(screen.getByPlaceholder('查找单位、姓名、登录名'), first?.name ?? '')
    const unit = smallCounty.units.find(({ id }) => id === first?.unitId)
    await screen.getByTitle(new RegExp(`^${unit?.name}`)).click()
    await see(first?.title ?? '')
    const row = [...document.querySelectorAll('.admin-unit tbody tr')].find((one) => one.textContent?.includes(first?.name ?? ''))
    expect(row?.textContent).toContain('待确认')
  })

  test('AD-42 without a line it says so and can be asked again', async () => {
    await openAdmin('sysadmin', { 'admin.look': 'NET-OFFLINE' })
    await see('再试一次')
    const before = asked('admin.look').length
    await button('再试一次').click()
    await vi.waitFor(() => expect(asked('admin.look').length).toBe(before + 1))
  })

  test.each<[AdminRole, boolean]>([
    ['sysadmin', true],
    ['secadmin', false],
    ['auditor', false],
  ])('AD-42 import and export are offered to 系统管理员 alone (%s)', async (role, offered) => {
    await openAdmin(role, { 'admin.look': answerOf() })
    await see('单位岗位')
    expect(button(/^导入/).elements().length).toBe(offered ? 1 : 0)
    expect(button(/^导出/).elements().length).toBe(offered ? 1 : 0)
  })
})

describe('import', () => {
  const start = async (answers: Partial<Record<CallName, unknown>>) => {
    await openAdmin('sysadmin', { 'admin.look': answerOf(), ...answers })
    await button(/^导入/).click()
    await button('选择文件…').click()
  }

  test('AD-40 what would change is shown, and only then applied, on the state it was shown for', async () => {
    await start({ 'admin.check': { files: ['机构.xlsx'], checked: checked() }, 'admin.apply': checked() })
    await see('其中 1 项是新的账号或权限')
    await see('撤销的账号和岗位导入后立即失去权限')
    expect(asked('admin.apply')).toEqual([])
    await button(/^导\s?入$/).click()
    await see('已导入')
    expect(asked('admin.apply')).toEqual([{ base: 'e.1.0' }])
    await vi.waitFor(() => expect(asked('admin.look')).toHaveLength(2))
  })

  test('AD-40 while anything must be mended there is nothing to apply; each trouble has its row and column', async () => {
    const found = Array.from({ length: 400 }, (_, i) => trouble(i + 2))
    await start({ 'admin.check': { files: ['岗位.csv'], checked: checked(found) }, 'admin.save': { place: '/tmp/清单.csv' } })
    await see('有 400 处必须改正')
    await see('岗位.csv · 岗位表 · 第 2 行 · “单位编号”列')
    await see('没有这个单位。')
    expect(button(/^导\s?入$/).elements()).toHaveLength(0)
    // the list that is saved has all of them, also those that are not listed
    await see('只列出前 300 处，共 400 处')
    await button('保存清单…').click()
    await vi.waitFor(() => expect(asked('admin.save')).toHaveLength(1))
    const { text } = asked('admin.save')[0] as { text: string }
    expect(text.trimEnd().split('\r\n')).toHaveLength(401)
    expect(text).toContain('"须改正","岗位.csv","岗位","401","单位编号","ORG-POST-UNIT"')
  })

  test('AD-40 somebody was quicker: it is told, nothing is done, and one checks anew', async () => {
    await start({ 'admin.check': { files: ['机构.xlsx'], checked: checked() }, 'admin.apply': 'ORG-STALE' })
    await button(/^导\s?入$/).click()
    await see(explain('ORG-STALE').what)
    expect(button('选择文件…').elements()).toHaveLength(1)
    expect(button(/^导\s?入$/).elements()).toHaveLength(0)
  })
})

describe('what waits for 安全保密员', () => {
  const grants = [grant('李青', null), grant('李青', seat)]

  test('AD-41 chosen ones are confirmed; first passwords are shown once and closed on purpose', async () => {
    await openAdmin('secadmin', {
      'admin.look': answerOf({ grants }),
      'admin.grants': { passwords: [{ login: 'liqing', name: '李青', password: 'abcd-efgh-jkmn' }] },
    })
    await see('分管领导 · 柳河镇人民政府 · 副镇长')
    expect(button(/^确\s?认$/).element()).toHaveProperty('disabled', true)
    await screen.getByText('全选').click()
    await button(/^确认 2 项$/).click()
    await see('abcd-efgh-jkmn')
    expect(asked('admin.grants')).toEqual([{ ids: grants.map(({ id }) => id), verdict: 'confirm' }])
    await userEvent.keyboard('{Escape}')
    expect(document.body.textContent).toContain('abcd-efgh-jkmn')
    await button('我已妥善记下').click()
    await vi.waitFor(() => expect(document.body.textContent).not.toContain('abcd-efgh-jkmn'))
  })

  test('AD-41 of thousands only so many are listed and chosen as can be decided at once; a search finds the others', async () => {
    const many = Array.from({ length: 900 }, (_, i) => grant(`人${i}`, null))
    await openAdmin('secadmin', { 'admin.look': answerOf({ grants: many }) })
    await see('共 900 项，先列出 200 项')
    await screen.getByText('全选').click()
    await see('确认 200 项')
    await userEvent.type(screen.getByPlaceholder('查找姓名、登录名、单位'), '人899')
    await vi.waitFor(() => expect(document.querySelectorAll('.admin-grants li')).toHaveLength(1))
    // what is not in sight is not decided
    expect(button(/^确\s?认$/).element()).toHaveProperty('disabled', true)
  })

  test('AD-41 others look on', async () => {
    await openAdmin('sysadmin', { 'admin.look': answerOf({ grants }) })
    await screen.getByRole('tab', { name: '待确认授权 2' }).click()
    await see('由安全保密员确认')
    expect(document.querySelectorAll('.admin-grants input[type="checkbox"]')).toHaveLength(0)
  })
})

test('AD-44 a year without a notice is told as such, one with it with its days', async () => {
  await openAdmin('sysadmin', { 'admin.look': answerOf() })
  await screen.getByRole('tab', { name: '工作日安排' }).click()
  await see('节假日安排未发布')
  const years = [...document.querySelectorAll('.admin-calendar section')]
  expect(years.map((one) => one.getAttribute('aria-label'))).toEqual(['2027', '2026', '2025', '2024'])
  expect(years[0]?.textContent).toContain('节假日安排未发布')
  expect(years[1]?.textContent).toContain('9月25日至27日')
})

describe('a year of holidays', () => {
  const notice = {
    year: 2027,
    papers: ['https://www.gov.cn/2027'],
    off: ['2027-01-01', '2027-01-02', '2027-01-03', '2027-10-01', '2027-10-02'],
    work: ['2027-10-09'],
  }
  const looked = (more: object = {}) => ({
    file: '2027.json',
    checked: { base: 'e.1.0', notice, before: null, findings: [], ...more },
  })
  const start = async (answers: Partial<Record<CallName, unknown>>, role: AdminRole = 'sysadmin', directory?: Directory) => {
    await openAdmin(role, { 'admin.look': answerOf(), ...answers }, directory)
    await screen.getByRole('tab', { name: '工作日安排' }).click()
  }
  const choose = async () => {
    await button('导入节假日安排…').click()
    await button('选择文件…').click()
  }
  const year = (n: number) => document.querySelector(`.admin-calendar section[aria-label="${n}"]`)?.textContent

  test('AD-48 what would change is shown, then applied on the state it was shown for, and the pane has it at once', async () => {
    await start({ 'admin.checkHolidays': looked(), 'admin.applyHolidays': looked().checked })
    expect(year(2027)).toContain('节假日安排未发布')
    await choose()
    await see('2027 年：放假 5 天，上班的周末 1 天。这一年现在还没有安排。')
    await see('1月1日至3日、10月1日至2日')
    expect(asked('admin.applyHolidays')).toEqual([])
    await button(/^导\s?入$/).click()
    await see('已导入 2027 年的安排')
    expect(asked('admin.applyHolidays')).toEqual([{ base: 'e.1.0' }])
    await button(/^完\s?成$/).click()
    await vi.waitFor(() => expect(year(2027)).toContain('本县导入'))
    expect(year(2027)).toContain('10月9日')
  })

  test('AD-48 a year that counts already shows what is no longer so', async () => {
    const before = { ...notice, off: [...notice.off, '2027-10-03'], work: [] }
    await start({ 'admin.checkHolidays': looked({ before }) })
    await choose()
    await see('这一年已有安排')
    expect(document.querySelector('.admin-notice')?.textContent).toBe('上班的周末10月9日不再放假10月3日')
    await button('另选文件…').click()
    await vi.waitFor(() => expect(asked('admin.checkHolidays')).toHaveLength(2))
    expect(button(/^导\s?入$/).elements()).toHaveLength(1)
  })

  test('AD-48 the same year once more has nothing to apply', async () => {
    await start({ 'admin.checkHolidays': looked({ before: { ...notice, papers: [] } }) })
    await choose()
    await see('与现在的安排完全一样')
    expect(button(/^导\s?入$/).elements()).toHaveLength(0)
  })

  test('AD-48 what must be mended is told with its code, and there is nothing to apply', async () => {
    const findings = [
      { level: 'error', code: 'CAL-TWICE', on: '2027-01-01' },
      { level: 'error', code: 'CAL-OTHER-YEAR', on: '2028-01-01' },
    ]
    await start({ 'admin.checkHolidays': looked({ notice: null, findings }) })
    await choose()
    await see('2027-01-01 列了两次。')
    await see('CAL-OTHER-YEAR')
    expect(button(/^导\s?入$/).elements()).toHaveLength(0)
  })

  test('AD-48 a refusal at the last moment says so, and one checks anew', async () => {
    await start({ 'admin.checkHolidays': looked(), 'admin.applyHolidays': 'ORG-STALE' })
    await choose()
    await button(/^导\s?入$/).click()
    await see(explain('ORG-STALE').what)
    expect(year(2027)).toContain('节假日安排未发布')
    expect(button('选择文件…').elements()).toHaveLength(1)
  })

  test.each<AdminRole>(['secadmin', 'auditor'])(
    'AD-49 %s sees the years, what came with the directory among them, and imports none',
    async (role) => {
      await start({}, role, { ...smallCounty, holidays: [notice] })
      expect(year(2027)).toContain('本县导入')
      expect(button(/导入/).elements()).toHaveLength(0)
    },
  )
})

test('AD-45 who is no administrator has no 管理, not even by its address', async () => {
  await openWindow('zhao', 'check')
  expect([...document.querySelectorAll('.places button')].map((one) => one.textContent)).not.toContain('管理')
  location.hash = '#/admin'
  await vi.waitFor(() => expect(document.querySelector('.place.here')?.textContent).toContain('待办'))
  expect(document.querySelector('.admin')).toBeNull()
})
