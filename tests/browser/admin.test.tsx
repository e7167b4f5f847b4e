import { App as AntApp, ConfigProvider } from 'antd'
import zhCN from 'antd/locale/zh_CN'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { page as screen, userEvent } from 'vitest/browser'
import { v7 } from 'uuid'
import { AdminPlace } from '../../src-renderer/admin/AdminPlace.tsx'
import { explain } from '../../src-renderer/ui/messages.ts'
import { theme } from '../../src-renderer/ui/theme.ts'
import '../../src-renderer/ui/tokens.css'
import type { CallName, DeskBridge } from '../../src-shared/ipc/contract.ts'
import type { CheckedImport, OrganisationResponse } from '../../src-shared/organisation/messages.ts'
import type { Finding, Grant } from '../../src-shared/organisation/model.ts'
import type { AdminRole } from '../../src-shared/organisation/tables.ts'
import type { Directory } from '../../src-shared/workflow/directory.ts'
import { smallCounty } from '../support/small-county.ts'
import { closeWindow, openWindow } from '../support/ui/window.tsx'

vi.mock('../../src-renderer/data/queries.ts', () => import('../support/ui/fake-queries.ts'))
vi.mock('../../src-renderer/data/open-desk-data.ts', () => import('../support/ui/fake-open-desk.ts'))

/** 2026-07-14 10:00 in China. */
const NOW = Date.UTC(2026, 6, 14, 2)

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

function answerOf(more: Partial<OrganisationResponse> = {}): OrganisationResponse {
  const people = new Map(smallCounty.posts.map((post) => [post.userId, post.name]))
  return {
    base: 'e.1.0',
    organisation: {
      units: smallCounty.units,
      people: [...people].map(([id, name]) => ({ id, login: id, name, waiting: false })),
      posts: smallCounty.posts.map(({ name: _name, ...post }, i) => ({ ...post, waiting: i === 0 })),
    },
    grants: [],
    ...more,
  }
}

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

let root: Root | undefined
let calls: { name: CallName; input: unknown }[]
afterEach(async () => {
  root?.unmount()
  root = undefined
  await closeWindow()
})

/** 管理 as one of the 三员 has it, over a main that answers with what the test says; a code is a refusal. */
async function open(role: AdminRole, answers: Partial<Record<CallName, unknown>>, directory: Directory = smallCounty) {
  await screen.viewport(1366, 768)
  calls = []
  window.desk = {
    invoke: (name: CallName, input: unknown) => {
      calls.push({ name, input })
      const answer = answers[name] ?? null
      return Promise.resolve(typeof answer === 'string' ? { ok: false, code: answer } : { ok: true, value: answer })
    },
    on: () => () => undefined,
    requestPort: () => undefined,
  } as unknown as DeskBridge
  const mount = document.createElement('div')
  mount.style.height = '700px'
  document.body.append(mount)
  root = createRoot(mount)
  root.render(
    <ConfigProvider theme={theme} locale={zhCN}>
      <AntApp style={{ height: '100%' }}>
        <AdminPlace role={role} directory={directory} now={NOW} />
      </AntApp>
    </ConfigProvider>,
  )
  await vi.waitFor(() => expect(calls.some(({ name }) => name === 'admin.look')).toBe(true))
}

const see = (text: string) => vi.waitFor(() => expect(document.body.textContent).toContain(text))
const button = (name: string | RegExp) => screen.getByRole('button', { name })
const asked = (name: CallName) => calls.filter((one) => one.name === name).map(({ input }) => input)

/** A red ring as a PNG in base64. */
function sealPicture(): string {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 120
  const pen = canvas.getContext('2d')
  if (!pen) throw new Error('no canvas')
  pen.strokeStyle = '#c00'
  pen.lineWidth = 4
  pen.arc(60, 60, 56, 0, 7)
  pen.stroke()
  return canvas.toDataURL('image/png').split(',')[1] ?? ''
}

describe('the organisation', () => {
  test('AD-42 units as a tree, their posts beside it, found by name and by who is in them', async () => {
    await open('sysadmin', { 'admin.look': answerOf() })
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
    await open('sysadmin', { 'admin.look': 'NET-OFFLINE' })
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
    await open(role, { 'admin.look': answerOf() })
    await see('单位岗位')
    expect(button(/^导入/).elements().length).toBe(offered ? 1 : 0)
    expect(button(/^导出/).elements().length).toBe(offered ? 1 : 0)
  })
})

describe('import', () => {
  const start = async (answers: Partial<Record<CallName, unknown>>) => {
    await open('sysadmin', { 'admin.look': answerOf(), ...answers })
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
    await open('secadmin', {
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
    await open('secadmin', { 'admin.look': answerOf({ grants: many }) })
    await see('共 900 项，先列出 200 项')
    await screen.getByText('全选').click()
    await see('确认 200 项')
    await userEvent.type(screen.getByPlaceholder('查找姓名、登录名、单位'), '人899')
    await vi.waitFor(() => expect(document.querySelectorAll('.admin-grants li')).toHaveLength(1))
    // what is not in sight is not decided
    expect(button(/^确\s?认$/).element()).toHaveProperty('disabled', true)
  })

  test('AD-41 others look on', async () => {
    await open('sysadmin', { 'admin.look': answerOf({ grants }) })
    await screen.getByRole('tab', { name: '待确认授权 2' }).click()
    await see('由安全保密员确认')
    expect(document.querySelectorAll('.admin-grants input[type="checkbox"]')).toHaveLength(0)
  })
})

describe('routes and working days', () => {
  test('AD-43 a route is drawn step by step with role, limit, and who works side by side', async () => {
    const [route] = smallCounty.routes
    if (!route) throw new Error('no route')
    const [first, ...rest] = route.steps
    if (!first) throw new Error('no step')
    const steps = [first, { ...first, name: '会签', mode: 'parallel' as const, join: 2, optional: true }, ...rest]
    await open('auditor', { 'admin.look': answerOf() }, { ...smallCounty, routes: [{ ...route, version: 3, steps }] })
    await screen.getByRole('tab', { name: '流转模板' }).click()
    await see('第 3 版')
    const drawn = [...document.querySelectorAll('.admin-routes ol > li')]
    expect(drawn.map((one) => one.querySelector('b')?.textContent)).toEqual(steps.map(({ name }) => name))
    expect(drawn[1]?.textContent).toContain('同时办理，2 人办完即可')
    expect(drawn[1]?.className).toBe('parallel optional')
    expect(document.querySelector('.admin-routes')?.textContent).toContain('复核 → 编号 → 用印 → 分发')
  })

  describe('a route template is edited', () => {
    const [route] = smallCounty.routes
    if (!route) throw new Error('no route')
    const start = async (answers: Partial<Record<CallName, unknown>>, role: AdminRole = 'sysadmin') => {
      await open(role, { 'admin.look': answerOf(), ...answers })
      await screen.getByRole('tab', { name: '流转模板' }).click()
      await see('第 1 版')
    }
    const clean = { base: 'e.1.0', version: 2, running: 3, findings: [] }
    const next = { name: route.name, steps: route.steps.filter(({ id }) => id !== 'cosign') }

    test('AD-63 AD-65 what was checked is what is published, and the pane has it at once', async () => {
      await start({ 'admin.checkRoute': clean, 'admin.publishRoute': clean })
      await button('修改…').click()
      expect(button(/^检\s?查$/).element()).toHaveProperty('disabled', true)
      await button('去掉 审签').click()
      await button(/^检\s?查$/).click()
      await see('在办的 3 件公文仍按原来的版次走')
      expect(asked('admin.publishRoute')).toEqual([])
      await screen.screenshot({ path: '../../artifacts/admin-route-dialog.png' })
      // the least change asks for another check
      await button('加一步：审签').click()
      expect(button('发布第 2 版').elements()).toHaveLength(0)
      await button('去掉 审签').click()
      await button(/^检\s?查$/).click()
      await button('发布第 2 版').click()
      await see('已发布第 2 版')
      expect(asked('admin.publishRoute')).toEqual([{ id: route.id, draft: next, base: 'e.1.0' }])
      await button(/^完\s?成$/).click()
      await vi.waitFor(() => expect(document.querySelector('.admin-routes h2')?.textContent).toContain('第 2 版'))
      await screen.screenshot({ path: '../../artifacts/admin-routes.png' })
    })

    test('AD-64 what must be mended is told by step and code, and cannot be published', async () => {
      const findings = [
        { level: 'error', code: 'RT-ORDER', step: 2, organs: [] },
        { level: 'warning', code: 'RT-ORGANS', step: 1, organs: ['柳河镇人民政府'] },
      ]
      await start({ 'admin.checkRoute': { ...clean, findings } })
      await button('修改…').click()
      await button('下移 部门审核').click()
      await button(/^检\s?查$/).click()
      await see('第 3 步：部门审核应当在核稿之前。')
      await see('柳河镇人民政府没有人担任这个角色')
      expect(button(/^发布/).elements()).toHaveLength(0)
      const sent = asked('admin.checkRoute')[0] as { draft: { steps: { id: string }[] } }
      expect(sent.draft.steps.map(({ id }) => id)).toEqual(['draft', 'check', 'review', 'cosign', 'sign'])
    })

    test('AD-65 a version published since by somebody else is told and not undone', async () => {
      await start({ 'admin.checkRoute': { ...clean, version: 3 } })
      await button('修改…').click()
      await button('去掉 审签').click()
      await button(/^检\s?查$/).click()
      await see(explain('ORG-STALE').what)
      expect(button(/^发布/).elements()).toHaveLength(0)
    })

    test('AD-66 older versions are looked at by all three, nobody but 系统管理员 edits', async () => {
      const versions = [
        { ...route, version: 2, steps: next.steps, replaced: null },
        { ...route, version: 1, replaced: { by: '程远', at: NOW - 3_600_000 } },
      ]
      await start({ 'admin.routes': versions }, 'auditor')
      expect(button('修改…').elements()).toHaveLength(0)
      await button('历次版本…').click()
      await see('程远')
      const drawn = [...document.querySelectorAll('.admin-route section')].map((one) => one.querySelectorAll('li').length)
      expect(drawn).toEqual([4, 5])
      await screen.screenshot({ path: '../../artifacts/admin-route-history.png' })
    })
  })

  describe('常用语 of the organs', () => {
    const organ = smallCounty.units.find(({ inner }) => !inner)
    if (!organ) throw new Error('no organ')
    const phrases = [{ unitId: organ.id, words: ['请按程序办理。'] }]
    const start = async (role: AdminRole, answers: Partial<Record<CallName, unknown>> = {}) => {
      await open(role, { 'admin.look': answerOf(), ...answers }, { ...smallCounty, phrases })
      await screen.getByRole('tab', { name: '常用语' }).click()
      await screen.getByRole('combobox', { name: '机关' }).click()
      await userEvent.keyboard(`${organ.name}{Enter}`)
    }
    const field = () => screen.getByRole('textbox', { name: '常用语，每行一条' })

    test('AD-60 one a line, told where they are too many or too long, sent with the list they were written over', async () => {
      await start('sysadmin', { 'admin.phrases': {} })
      expect(field().element()).toHaveProperty('value', '请按程序办理。')
      expect(button(/^保\s?存$/).element()).toHaveProperty('disabled', true)
      await field().fill(`请按程序办理。\n${'长'.repeat(61)}`)
      await see('超过 60 字')
      expect(button(/^保\s?存$/).element()).toHaveProperty('disabled', true)
      await field().fill('请按程序办理。\n\n  同意报县政府。\n请按程序办理。')
      await button(/^保\s?存$/).click()
      await see('已保存 2 条')
      expect(asked('admin.phrases')).toEqual([
        { unitId: organ.id, words: ['请按程序办理。', '同意报县政府。'], before: ['请按程序办理。'] },
      ])
      await see(`${organ.name}（2 条）`)
      await screen.screenshot({ path: '../../artifacts/admin-phrases.png' })
    })

    test('AD-60 a refusal says so and keeps what was written', async () => {
      await start('sysadmin', { 'admin.phrases': 'ORG-STALE' })
      await field().fill('另一条。')
      await button(/^保\s?存$/).click()
      await see(explain('ORG-STALE').what)
      expect(field().element()).toHaveProperty('value', '另一条。')
    })

    test('AD-60 the others of the 三员 only look', async () => {
      await start('auditor')
      await see('请按程序办理。')
      expect(field().elements()).toHaveLength(0)
    })
  })

  describe('seals', () => {
    const organ = smallCounty.units.find(({ inner }) => !inner)
    if (!organ) throw new Error('no organ')
    const image = sealPicture()
    const seal = (more: object = {}) => ({
      id: v7(),
      unitId: organ.id,
      name: `${organ.name}印章`,
      image,
      widthMm: 42,
      heightMm: 42,
      from: NOW - 86_400_000,
      to: NOW + 1e10,
      withdrawnAt: null,
      ...more,
    })
    const start = async (role: AdminRole, answers: Partial<Record<CallName, unknown>>) => {
      await open(role, { 'admin.look': answerOf(), ...answers })
      await screen.getByRole('tab', { name: '印章' }).click()
    }

    test('AD-70 each with picture, size, state and who presses it; only 安全保密员 has one cut or withdrawn', async () => {
      const withdrawn = seal({ withdrawnAt: NOW - 3_600_000 })
      await start('auditor', { 'admin.seals': { seals: [seal(), seal({ to: NOW - 1 }), withdrawn] } })
      await see('42 × 42')
      const rows = [...document.querySelectorAll('.admin-seals tbody tr')].map((row) => row.textContent ?? '')
      expect(rows.map((row) => /在用|已过有效期|2026-07-14 缴销/.exec(row)?.[0])).toEqual([
        '在用',
        '已过有效期',
        '2026-07-14 缴销',
      ])
      const keepers = smallCounty.posts.filter(({ role }) => role === 'sealKeeper').map(({ name }) => name)
      expect(rows[0]).toContain(keepers[0] ?? '没有用印员')
      expect(button('制章…').elements()).toHaveLength(0)
      expect(button(/^缴\s?销$/).elements()).toHaveLength(0)
    })

    test('AD-71 an organ, a picture and a width are sent; a refusal keeps the dialog', async () => {
      const answers = {
        'admin.seals': { seals: [] },
        'admin.sealPicture': { file: '印章.png', image },
        'admin.newSeal': 'ORG-SEAL-SIZE',
      }
      await start('secadmin', answers)
      await see('还没有电子印章')
      await button('制章…').click()
      expect(button(/^制\s?章$/).element()).toHaveProperty('disabled', true)
      await screen.getByRole('combobox', { name: '机关' }).click()
      await userEvent.keyboard(`${organ.name}{Enter}`)
      await button('选择图片…').click()
      await vi.waitFor(() => expect(button(/^制\s?章$/).element()).toHaveProperty('disabled', false))
      await screen.screenshot({ path: '../../artifacts/admin-seal-new.png' })
      await button(/^制\s?章$/).click()
      await see(explain('ORG-SEAL-SIZE').what)
      expect(asked('admin.newSeal')).toEqual([{ unitId: organ.id, image, widthMm: 42 }])
    })

    test('AD-71 缴销 asks first, and the list is asked for anew', async () => {
      const one = seal()
      await start('secadmin', { 'admin.seals': { seals: [one, seal({ withdrawnAt: NOW })] }, 'admin.withdrawSeal': {} })
      await see('42 × 42')
      await screen.screenshot({ path: '../../artifacts/admin-seals.png' })
      await button(/^缴\s?销$/).click()
      await see('不能恢复')
      expect(asked('admin.withdrawSeal')).toEqual([])
      await screen
        .getByRole('dialog')
        .getByRole('button', { name: /^缴\s?销$/ })
        .click()
      await vi.waitFor(() => expect(asked('admin.withdrawSeal')).toEqual([{ id: one.id }]))
      await vi.waitFor(() => expect(asked('admin.seals')).toHaveLength(2))
    })
  })

  test('AD-44 a year without a notice is told as such, one with it with its days', async () => {
    await open('sysadmin', { 'admin.look': answerOf() })
    await screen.getByRole('tab', { name: '工作日安排' }).click()
    await see('节假日安排未发布')
    const years = [...document.querySelectorAll('.admin-calendar section')]
    expect(years.map((one) => one.getAttribute('aria-label'))).toEqual(['2027', '2026', '2025', '2024'])
    expect(years[0]?.textContent).toContain('节假日安排未发布')
    expect(years[1]?.textContent).toContain('9月25日至27日')
  })
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
    await open(role, { 'admin.look': answerOf(), ...answers }, directory)
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
