import { v7 } from 'uuid'
import { bodyJson } from '../../src-shared/document/body-json.ts'
import { makeDocument } from '../../src-shared/document/make.ts'
import { headerOf } from '../../src-shared/document/header.ts'
import type { DocumentId } from '../../src-shared/ids.ts'
import type { Directory, RoleCode, Unit } from '../../src-shared/workflow/directory.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import { arrivalOf } from '../../src-shared/workflow/incoming/arrive.ts'
import type { IncomingPart } from '../../src-shared/workflow/incoming/part.ts'
import { incomingRoles } from '../../src-shared/workflow/incoming/roles.ts'
import type { Person } from '../../src-shared/workflow/person.ts'
import { openedForRole } from '../../src-shared/workflow/turn.ts'
import { post, route } from './small-county.ts'

const unit = (id: string, name: string, parentId: string | null, inner = false): Unit => ({
  id,
  name,
  shortName: name,
  category: 'office',
  parentId,
  prefixes: inner ? [] : [`青${id}`],
  inner,
})

/** 县政府 with everybody 收文 needs, two bureaus that handle, and the town whose 请示 comes in (SC-1). */
export const incomingUnits: Unit[] = [
  unit('xzf', '青禾县人民政府', null),
  unit('xzf-mishu', '秘书科', 'xzf', true),
  unit('czj', '财政局', 'xzf'),
  unit('slj', '水利局', 'xzf'),
  unit('yjj', '应急局', 'xzf'),
  unit('liuhe', '柳河镇人民政府', 'xzf'),
]

export const incomingPeople: [id: string, name: string, role: RoleCode, unitId: string][] = [
  ['sun', '孙丽', 'registrar', 'xzf-mishu'],
  ['zhou', '周敏', 'registrar', 'xzf-mishu'],
  ['he', '何伟', 'proposer', 'xzf-mishu'],
  ['lin', '林国栋', 'leader', 'xzf'],
  ['gao', '高文', 'deputyLeader', 'xzf'],
  ['zheng', '郑涛', 'supervisor', 'xzf'],
  ['feng', '冯雪', 'archivist', 'xzf'],
  ['liu', '刘洋', 'leader', 'czj'],
  ['bao', '鲍明', 'officeChecker', 'czj'],
  ['xu', '许波', 'leader', 'slj'],
  ['ding', '丁宁', 'leader', 'yjj'],
  ['qian', '钱进', 'registrar', 'liuhe'],
  ['chen', '陈立新', 'leader', 'liuhe'],
]

export const incomingDirectory: Directory = {
  version: 1,
  county: '青禾县',
  units: incomingUnits,
  posts: incomingPeople.map(([id, name, role, unitId]) => post(id, name, '', role, unitId)),
  routes: [route],
}

/** Somebody of that county, for the unit of their post. */
export function incomingPerson(userId: string): Person {
  const [, name = '', , unitId = ''] = incomingPeople.find(([id]) => id === userId) ?? []
  return { userId, name, unitId, unitName: incomingUnits.find((one) => one.id === unitId)?.name ?? '' }
}

export const REQUEST = '柳河镇人民政府关于解决柳河堤防应急加固工程资金的请示'

/** A text of the 要素 alone, or with paragraphs, as JSON. */
export const incomingText = (title = REQUEST, paragraphs: string[] = [], urgency = '') =>
  makeDocument({ codes: { docType: '请示', urgency }, elements: { title, mainTo: '青禾县人民政府' }, paragraphs }, v7)

/** A 收文 as 分发 leaves it in front of 县政府: S0, waiting for a registrar. */
export function delivered(
  at: number,
  incoming: Partial<IncomingPart> = {},
  { title = REQUEST, urgency = '', unitId = 'xzf', sm3 = '0'.repeat(64) } = {},
): DocumentState {
  const docId = v7() as DocumentId
  const text = incomingText(title, ['现将有关情况请示如下。'], urgency)
  const unit = incomingUnits.find((one) => one.id === unitId) ?? { id: unitId, name: unitId }
  const ctx = { directory: incomingDirectory, now: at } as Parameters<typeof openedForRole>[1]
  const turn = openedForRole({ unitId }, ctx, { id: v7(), step: 'receive', roles: incomingRoles.receive })
  return arrivalOf({
    docId,
    unit,
    by: incomingPerson('qian'),
    header: headerOf(text),
    body: { version: 1, sm3 },
    route,
    incoming: { fromUnit: '柳河镇人民政府', number: '柳政〔2026〕12号', fromUnitId: 'liuhe', ...incoming },
    turn,
    now: at,
  })
}

/** The JSON of a text with its 要素. */
export const incomingJson = (title?: string, paragraphs?: string[]): Record<string, unknown> =>
  bodyJson(incomingText(title, paragraphs))
