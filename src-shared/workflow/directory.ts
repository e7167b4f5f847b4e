import { z } from 'zod'
import { calendarYear } from '../calendar/calendar-year.ts'
import { shortId } from '../ids.ts'
import type { Person } from './person.ts'

/** What a post may do (domain.md §4.5). One user may hold several posts. */
export const roleCodes = [
  'drafter', // 拟稿人
  'sectionHead', // 科室负责人
  'officeChecker', // 办公室核稿
  'deputyLeader', // 分管领导
  'leader', // 主要领导
  'clerk', // 机要文印
  'sealKeeper', // 用印员
  'registrar', // 收文登记员
  'proposer', // 拟办人
  'supervisor', // 督办员
  'archivist', // 档案员
  'sysadmin', // 系统管理员
  'secadmin', // 安全保密员
  'auditor', // 安全审计员
] as const
export const roleCode = z.enum(roleCodes)
export type RoleCode = z.infer<typeof roleCode>

export const unit = z.object({
  id: shortId,
  name: z.string(),
  /** 规范化简称 */
  shortName: z.string(),
  category: z.string(),
  parentId: shortId.nullable(),
  /** 机关代字, such as 青政办; empty for an inner section (内设机构), which may not issue */
  prefixes: z.array(z.string()),
  /** true for a 内设机构 */
  inner: z.boolean(),
})
export type Unit = z.infer<typeof unit>

export const post = z.object({
  id: shortId,
  userId: shortId,
  name: z.string(),
  title: z.string(),
  unitId: shortId,
  role: roleCode,
})
export type Post = z.infer<typeof post>

/**
 * The steps of domain.md §4.2 and §4.3 a person may have a turn at, each with its kind as its id. A route template chooses
 * among those up to 签发; what comes after is the same for every document (条例第二十四、二十五条).
 */
export const stepIds = [
  'draft', // 拟稿
  'review', // 部门审核
  'consult', // 征求意见、会签
  'check', // 办公室核稿
  'cosign', // 审签
  'sign', // 签发
  'recheck', // 复核
  'number', // 登记编号
  'seal', // 排版用印
  'distribute', // 分发
  'close', // 办结
  'archive', // 归档
  'receive', // 签收
  'register', // 收文登记
  'precheck', // 初审
  'propose', // 拟办
  'instruct', // 批示
  'handle', // 承办
  'read', // 传阅
  'reply', // 答复
] as const
export const stepId = z.enum(stepIds)
export type StepId = z.infer<typeof stepId>

/**
 * One step of a route: who may take it (a role in the issuing unit) and what it is called. `mode` parallel: several
 * persons at once, and `join` says how many of them suffice; `optional`: may be left out when the document is handed on.
 */
export const routeStep = z.object({
  id: stepId,
  name: z.string(),
  role: roleCode,
  /** time limit in working hours; null where none is set */
  limitHours: z.number().int().positive().nullable(),
  mode: z.enum(['serial', 'parallel']).optional(),
  join: z.union([z.enum(['all', 'any']), z.number().int().min(1).max(50)]).optional(),
  optional: z.boolean().optional(),
})
export type RouteStep = z.infer<typeof routeStep>

/** A route template (流转模板). An instance keeps the version it started with (C-11). */
export const routeTemplate = z.object({
  id: shortId,
  version: z.number().int().positive(),
  name: z.string(),
  steps: z.array(routeStep).min(2),
})
export type RouteTemplate = z.infer<typeof routeTemplate>

/** The county's address book as a desk caches it. */
export const directory = z.object({
  version: z.number().int(),
  county: z.string(),
  units: z.array(unit),
  posts: z.array(post),
  routes: z.array(routeTemplate),
  /** the years of holidays the county imported, over those the program ships (CA-08) */
  holidays: z.array(calendarYear).optional(),
  /** 常用语 by organ; an organ without a list has the program's own words only (AD-60) */
  phrases: z.array(z.object({ unitId: shortId, words: z.array(z.string()) })).optional(),
})
export type Directory = z.infer<typeof directory>

/** The organ a unit issues through: itself, or the nearest ancestor that is no inner section. */
export function issuingUnit(directory: Directory, unitId: string): Unit | undefined {
  let unit = directory.units.find((u) => u.id === unitId)
  while (unit?.inner && unit.parentId !== null) {
    const parentId: string = unit.parentId
    unit = directory.units.find((u) => u.id === parentId)
  }
  return unit
}

/** Posts that may take a step for documents of `unitId`: the step's role in the issuing unit or its sections. */
export function candidates(directory: Directory, unitId: string, step: RouteStep): Post[] {
  const organ = issuingUnit(directory, unitId)
  if (!organ) return []
  return directory.posts.filter((p) => p.role === step.role && issuingUnit(directory, p.unitId)?.id === organ.id)
}

/** Everybody who holds one of the roles in the organ a unit issues through, as the persons they act as there. */
export function holdersOf(directory: Directory, unitId: string, roles: readonly RoleCode[]): Person[] {
  const organ = issuingUnit(directory, unitId)
  if (!organ) return []
  const posts = directory.posts.filter((p) => roles.includes(p.role) && issuingUnit(directory, p.unitId)?.id === organ.id)
  const unitName = (id: string): string => directory.units.find((u) => u.id === id)?.name ?? ''
  const persons = posts.map((p) => ({ userId: p.userId, name: p.name, unitId: p.unitId, unitName: unitName(p.unitId) }))
  return [...new Map(persons.map((one) => [one.userId, one])).values()]
}

/**
 * A person as the one who acts for a unit without a turn: with the unit of the post there, else of the post in the same
 * organ, else of their first post. Desk and server ask the same, so that what a desk foresees is what is decided.
 */
export function personFor(
  directory: Directory | undefined,
  who: Pick<Person, 'userId' | 'name'>,
  unitId: string,
  posts: readonly Post[] = directory?.posts.filter((post) => post.userId === who.userId) ?? [],
): Person {
  const organOf = (id: string): string | undefined => directory && issuingUnit(directory, id)?.id
  const organ = organOf(unitId)
  const post = posts.find((one) => one.unitId === unitId) ?? posts.find((one) => organOf(one.unitId) === organ) ?? posts[0]
  const unit = directory?.units.find((one) => one.id === post?.unitId)
  return { userId: who.userId, name: who.name, unitId: unit?.id ?? '', unitName: unit?.name ?? '' }
}
