import { hashSync } from '@node-rs/argon2'
import type { CountySeed } from '../../../src-server/store/county-seed.ts'
import type { Post, RoleCode, Unit } from '../../../src-shared/workflow/directory.ts'
import { post, route } from '../small-county.ts'
import { must } from './must.ts'

export const PASSWORD = 'Qinghe-2026!'

const unit = (id: string, name: string, parentId: string | null, inner = false): Unit => ({
  id,
  name,
  shortName: name,
  category: inner ? 'section' : 'office',
  parentId,
  prefixes: inner ? [] : [`青${id}`],
  inner,
})

/** One organ with two sections, a second organ, and the county above them. */
const units = [
  unit('county', '青禾县人民政府', null),
  unit('fgj', '青禾县发展和改革局', 'county'),
  unit('fgj-zh', '综合股', 'fgj', true),
  unit('fgj-bgs', '办公室', 'fgj', true),
  unit('liuhe', '柳河镇人民政府', 'county'),
]

const people: [id: string, name: string, title: string, unitId: string, role: RoleCode][] = [
  ['u-draft', '林知秋', '科员', 'fgj-zh', 'drafter'],
  ['u-head', '周正', '股长', 'fgj-zh', 'sectionHead'],
  ['u-check', '许文静', '办公室主任', 'fgj-bgs', 'officeChecker'],
  ['u-deputy', '沈立', '副局长', 'fgj', 'deputyLeader'],
  ['u-leader', '高远', '局长', 'fgj', 'leader'],
  ['u-liuhe', '田苗', '科员', 'liuhe', 'drafter'],
  ['u-liuhe-leader', '石磊', '镇长', 'liuhe', 'leader'],
  ['u-admin', '管理员', '系统管理员', 'county', 'sysadmin'],
]

const posts: Post[] = people.map(([userId, name, title, unitId, role]) => post(userId, name, title, role, unitId))

/** The one post of a person. */
export const postOf = (userId: string): Post => must(posts.find((one) => one.userId === userId))

// as cheap as argon2id goes: the tests prove the rules around it, not its cost
const passwordHash = hashSync(PASSWORD, { memoryCost: 64, timeCost: 1 })

/** A small county: eight people who can sign in with the same password, and no documents. */
export function smallCounty(more: Partial<CountySeed> = {}): CountySeed {
  return {
    county: '青禾县',
    sample: false,
    password: PASSWORD,
    units,
    users: people.map(([id, name]) => ({ id, login: id.slice(2), name, passwordHash })),
    posts,
    routes: [route],
    documents: [],
    signIns: [{ login: 'draft', name: '林知秋', title: '科员', unit: '综合股' }],
    ...more,
  }
}
