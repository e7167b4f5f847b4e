import type { Directory, RouteTemplate } from '../../src-shared/workflow/directory.ts'
import type { CountySeed } from '../store/county-seed.ts'
import { liveThrough } from './history.ts'
import { knownPeople, samplePeople } from './people.ts'
import { documentPlans } from './plans.ts'
import { countyName, sampleUnits } from './units.ts'

/** The password of every account of the sample county; the sign-in page shows it. */
export const SAMPLE_PASSWORD = 'liuhen2026'

/** 拟稿 → 部门审核 → 核稿 → 审签 → 签发, limits in working hours. */
export const sampleRoute: RouteTemplate = {
  id: 'r-issue',
  version: 1,
  name: '一般发文',
  steps: [
    { id: 'draft', name: '拟稿', role: 'drafter', limitHours: null },
    { id: 'review', name: '部门审核', role: 'sectionHead', limitHours: 24 },
    { id: 'check', name: '核稿', role: 'officeChecker', limitHours: 16 },
    { id: 'cosign', name: '审签', role: 'deputyLeader', limitHours: 24 },
    { id: 'sign', name: '签发', role: 'leader', limitHours: 24 },
  ],
}

/** Who the sign-in page of the sample offers: one of each role of the main flow, and the three administrators (三员). */
const offered =
  'wangfang lijianguo zhaomin zhouqiang chenlixin sunli hewei majun gaowen linguodong sysadmin01 secadmin01 auditor01'.split(' ')

/**
 * The sample county 青禾县 (domain.md §5): 98 units in 12 categories, 4,663 people, files in every stage. Pure: the
 * same seed and moment give the same county. `passwordHash` is the argon2id hash of SAMPLE_PASSWORD.
 */
export function sampleCounty(input: { seed: number; now: number; passwordHash: string }): CountySeed {
  const units = sampleUnits()
  const { users, posts } = samplePeople(input.seed, input.passwordHash)
  const directory: Directory = { version: 1, county: countyName, units, posts, routes: [sampleRoute] }
  const documents = documentPlans().map((plan, i) => liveThrough(plan, directory, input.seed * 1000 + i, input.now))
  const signIns = offered.flatMap((login) => {
    const person = knownPeople.find((p) => p.login === login)
    const place = person?.places[0]
    const unit = units.find((u) => u.id === place?.unitId)
    return person && place && unit ? [{ login, name: person.name, title: place.title, unit: unit.name }] : []
  })
  return {
    county: countyName,
    sample: true,
    password: SAMPLE_PASSWORD,
    units,
    users,
    posts,
    routes: [sampleRoute],
    documents,
    signIns,
  }
}
