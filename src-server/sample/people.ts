import type { Post, RoleCode } from '../../src-shared/workflow/directory.ts'
import type { SeedUser } from '../store/county-seed.ts'
import { makeName } from './names.ts'
import { seeded } from './random.ts'
import { unitPlans, type UnitPlan } from './units.ts'

/** All people of the county (domain.md §1.3: 98家部门单位、4663名公务人员). */
export const PEOPLE = 4663
/** Fewest people a unit has: enough that no step of its route lacks a person. */
const SMALLEST = 15

type Place = { unitId: string; role: RoleCode; title: string; section?: number }
type Known = { name: string; login: string; places: Place[] }

const known = (name: string, login: string, ...places: Place[]): Known => ({ name, login, places })
const at = (unitId: string, role: RoleCode, title: string, section?: number): Place => ({
  unitId,
  role,
  title,
  ...(section === undefined ? {} : { section }),
})

/** The named people of the twelve scenarios (domain.md §5), all invented. The first place is where they sit. */
export const knownPeople: readonly Known[] = [
  known('王芳', 'wangfang', at('liuhe', 'drafter', '党政办公室科员', 0)),
  known('李建国', 'lijianguo', at('liuhe', 'sectionHead', '水利站站长', 5)),
  known('赵敏', 'zhaomin', at('liuhe', 'officeChecker', '党政办公室主任', 0)),
  known('周强', 'zhouqiang', at('liuhe', 'deputyLeader', '副镇长')),
  known('陈立新', 'chenlixin', at('liuhe', 'leader', '镇长')),
  known(
    '钱进',
    'qianjin',
    at('liuhe', 'clerk', '机要文印', 0),
    at('liuhe', 'registrar', '收文登记员', 0),
    at('liuhe', 'archivist', '档案员', 0),
  ),
  known('孙悦', 'sunyue', at('liuhe', 'sealKeeper', '用印员', 0)),
  known('林国栋', 'linguodong', at('xzf', 'leader', '县长'), at('xzfb', 'leader', '县长')),
  known(
    '高文',
    'gaowen',
    at('xzf', 'deputyLeader', '副县长'),
    at('xzfb', 'deputyLeader', '副县长'),
    at('xzfb', 'leader', '副县长'),
  ),
  known(
    '马骏',
    'majun',
    at('xzfb', 'officeChecker', '县政府办公室主任'),
    at('xzfb', 'leader', '县政府办公室主任'),
    at('xzf', 'officeChecker', '县政府办公室主任'),
  ),
  known(
    '何伟',
    'hewei',
    at('xzfb', 'proposer', '秘书科科长', 0),
    at('xzfb', 'sectionHead', '秘书科科长', 0),
    at('xzf', 'sectionHead', '秘书科科长', 0),
    at('xzf', 'proposer', '秘书科科长', 0),
  ),
  // what is addressed to the 县政府 is taken in, numbered and kept by its office
  known('孙丽', 'sunli', at('xzfb', 'registrar', '收文登记员', 2), at('xzf', 'registrar', '收文登记员')),
  known('吴倩', 'wuqian', at('xzfb', 'clerk', '机要文印', 2), at('xzf', 'clerk', '机要文印')),
  known('郑涛', 'zhengtao', at('xzfb', 'supervisor', '督办员', 3)),
  known('冯雪', 'fengxue', at('xzfb', 'archivist', '档案员', 4), at('xzf', 'archivist', '档案员')),
  known('刘洋', 'liuyang', at('czj', 'deputyLeader', '副局长')),
  known('许波', 'xubo', at('slj', 'deputyLeader', '副局长')),
  known('丁宁', 'dingning', at('yjj', 'deputyLeader', '副局长')),
  // 三员: none of them holds any other post
  known('程远', 'sysadmin01', at('xzfb', 'sysadmin', '系统管理员', 5)),
  known('方静', 'secadmin01', at('xzfb', 'secadmin', '安全保密员', 5)),
  known('石磊', 'auditor01', at('xzfb', 'auditor', '安全审计员', 5)),
]

/** Head counts that add up to PEOPLE exactly, by weight (largest remainder). */
function headCounts(): ReadonlyMap<string, number> {
  const total = unitPlans.reduce((sum, plan) => sum + plan.weight, 0)
  const spare = PEOPLE - SMALLEST * unitPlans.length
  const shares = unitPlans.map((plan) => ({ id: plan.id, share: (spare * plan.weight) / total }))
  const counts = new Map(shares.map(({ id, share }) => [id, SMALLEST + Math.floor(share)]))
  let left = PEOPLE - [...counts.values()].reduce((a, b) => a + b, 0)
  for (const { id } of shares.toSorted((a, b) => (b.share % 1) - (a.share % 1))) {
    if (left-- <= 0) break
    counts.set(id, (counts.get(id) ?? 0) + 1)
  }
  return counts
}

type Seat = { title: string; section?: number; roles: RoleCode[] }

const seat = (title: string, section: number | undefined, ...roles: RoleCode[]): Seat => ({
  title,
  roles,
  ...(section === undefined ? {} : { section }),
})

/** How the head of a section is called. */
function headOf(section: string): string {
  if (section.endsWith('站')) return '站长'
  if (section.endsWith('所')) return '所长'
  if (section.endsWith('大队')) return '大队长'
  if (section.endsWith('科')) return '科长'
  if (section.endsWith('处')) return '处长'
  return '主任'
}

const staffTitle = (plan: UnitPlan): string =>
  ['国有企业', '学校医院', '事业单位'].includes(plan.category) ? '工作人员' : '科员'

/** The `i`-th seat of the staff, who draft; they are spread over the sections. */
function staffSeat(plan: UnitPlan, i: number): Seat {
  const section = i % plan.sections.length
  return seat(`${plan.sections[section]?.[1] ?? ''}${staffTitle(plan)}`, section, 'drafter')
}

/** The seats of duty in a unit of `n` people; everyone else is staff. */
function dutySeats(plan: UnitPlan, n: number): Seat[] {
  const office = plan.sections[0]?.[1] ?? '办公室'
  const deputies = plan.id === 'xzf' ? 6 : Math.max(2, Math.min(6, Math.round(n / 18)))
  return [
    seat(plan.head, undefined, 'leader'),
    ...Array.from({ length: deputies }, () => seat(`副${plan.head}`, undefined, 'deputyLeader')),
    seat(`${office}${headOf(office)}`, 0, 'officeChecker'),
    ...plan.sections.map(([, name], i) => seat(`${name}${i === 0 ? '副' : ''}${headOf(name)}`, i, 'sectionHead')),
    seat('机要文印', 0, 'clerk'),
    seat('用印员', 0, 'sealKeeper'), // 用印 by a second person (domain.md §4.5)
    seat('收文登记员', 0, 'registrar', 'archivist'),
    seat('督办员', 0, 'supervisor', 'proposer'),
  ]
}

/** The seats left when the named people of a unit have taken those of their roles; staff fills up to the head count. */
function openSeats(plan: UnitPlan, n: number): Seat[] {
  const seats = dutySeats(plan, n)
  for (const place of knownPeople.flatMap((person) => person.places.filter((p) => p.unitId === plan.id))) {
    const same = seats.findIndex(
      (s) => s.roles.includes(place.role) && (place.section === undefined || s.section === place.section),
    )
    const index = same >= 0 ? same : seats.findIndex((s) => s.roles.includes(place.role))
    if (index >= 0) seats.splice(index, 1)
  }
  const target = n - knownPeople.filter((person) => person.places[0]?.unitId === plan.id).length
  for (let i = 0; seats.length < target; i++) seats.push(staffSeat(plan, i))
  return seats
}

/** All people and their posts, the named ones in the seats of their roles. */
export function samplePeople(seed: number, passwordHash: string): { users: SeedUser[]; posts: Post[] } {
  const random = seeded(seed)
  const counts = headCounts()
  const reserved = new Set(knownPeople.map((p) => p.name))
  const logins = new Map<string, number>(knownPeople.map((p) => [p.login, 1]))
  const users: SeedUser[] = []
  const posts: Post[] = []

  const addUser = (name: string, login: string): SeedUser => {
    const user = { id: `u-${login}`, login, name, passwordHash }
    users.push(user)
    return user
  }
  const addPost = (user: SeedUser, plan: UnitPlan, role: RoleCode, title: string, section?: number): void => {
    const unitId = section === undefined ? plan.id : (plan.sections[section]?.[0] ?? plan.id)
    posts.push({ id: `p-${String(posts.length + 1).padStart(5, '0')}`, userId: user.id, name: user.name, title, unitId, role })
  }
  const freshLogin = (pinyin: string): string => {
    const n = (logins.get(pinyin) ?? 0) + 1
    logins.set(pinyin, n)
    return n === 1 ? pinyin : `${pinyin}${n}`
  }

  const knownUsers = new Map(knownPeople.map((person) => [person.login, addUser(person.name, person.login)]))
  for (const plan of unitPlans) {
    for (const person of knownPeople) {
      const user = knownUsers.get(person.login)
      for (const place of person.places)
        if (user && place.unitId === plan.id) addPost(user, plan, place.role, place.title, place.section)
    }
    const here = new Set(reserved) // no two people of one unit share a name
    for (const { roles, title, section } of openSeats(plan, counts.get(plan.id) ?? SMALLEST)) {
      const { name, pinyin } = makeName(random, here)
      here.add(name)
      const user = addUser(name, freshLogin(pinyin))
      for (const role of roles) addPost(user, plan, role, title, section)
    }
  }
  return { users, posts }
}
