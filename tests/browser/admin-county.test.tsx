import { afterEach, describe, expect, test, vi } from 'vitest'
import { page as screen, userEvent } from 'vitest/browser'
import { v7 } from 'uuid'
import { explain } from '../../src-renderer/ui/messages.ts'
import type { CallName } from '../../src-shared/ipc/contract.ts'
import type { AdminRole } from '../../src-shared/organisation/tables.ts'
import { smallCounty } from '../support/small-county.ts'
import { answerOf, asked, button, closeAdmin, NOW, openAdmin, see } from '../support/ui/admin-window.tsx'

vi.mock('../../src-renderer/data/queries.ts', () => import('../support/ui/fake-queries.ts'))
vi.mock('../../src-renderer/data/open-desk-data.ts', () => import('../support/ui/fake-open-desk.ts'))
afterEach(closeAdmin)

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

test('AD-43 a route is drawn step by step with role, limit, and who works side by side', async () => {
  const [route] = smallCounty.routes
  if (!route) throw new Error('no route')
  const [first, ...rest] = route.steps
  if (!first) throw new Error('no step')
  const steps = [first, { ...first, name: '会签', mode: 'parallel' as const, join: 2, optional: true }, ...rest]
  await openAdmin('auditor', { 'admin.look': answerOf() }, { ...smallCounty, routes: [{ ...route, version: 3, steps }] })
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
    await openAdmin(role, { 'admin.look': answerOf(), ...answers })
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
    await openAdmin(role, { 'admin.look': answerOf(), ...answers }, { ...smallCounty, phrases })
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
    await openAdmin(role, { 'admin.look': answerOf(), ...answers })
    await screen.getByRole('tab', { name: '印章' }).click()
  }

  test('AD-70 each with picture, size, state and who presses it; only 安全保密员 has one cut or withdrawn', async () => {
    const withdrawn = seal({ withdrawnAt: NOW - 3_600_000 })
    await start('auditor', { 'admin.seals': { seals: [seal(), seal({ to: NOW - 1 }), withdrawn] } })
    await see('42 × 42')
    const rows = [...document.querySelectorAll('.admin-seals tbody tr')].map((row) => row.textContent ?? '')
    expect(rows.map((row) => /在用|已过有效期|2026-07-14 缴销/.exec(row)?.[0])).toEqual(['在用', '已过有效期', '2026-07-14 缴销'])
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
