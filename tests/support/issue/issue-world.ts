import { followingId } from '../../../src-shared/ids.ts'
import type { DecideContext } from '../../../src-shared/workflow/decide-context.ts'
import type { Directory, Unit } from '../../../src-shared/workflow/directory.ts'
import type { DocumentState } from '../../../src-shared/workflow/document-state.ts'
import { post, smallCounty } from '../small-county.ts'
import { signedState } from '../states.ts'

/** 2026-07-15, midday in Beijing: the day after it was signed. */
export const T0 = Date.UTC(2026, 6, 15, 4)

const organ = (id: string, name: string): Unit => ({
  id,
  name,
  shortName: name,
  category: '部门',
  parentId: null,
  prefixes: [],
  inner: false,
})

/** 柳河镇 with the posts that come after 签发, two units that receive, and one nobody receives for. */
export const issueCounty: Directory = {
  ...smallCounty,
  units: [...smallCounty.units, organ('fgj', '发展和改革局'), organ('nobody', '筹备组')],
  posts: [
    ...smallCounty.posts,
    post('ma', '马文秀', '文印员', 'clerk'),
    post('yin', '尹守章', '用印员', 'sealKeeper'),
    // a small office: the clerk keeps a seal, too
    { ...post('ma', '马文秀', '文印员', 'sealKeeper'), id: 'p-ma-seal' },
    post('dang', '党文', '档案员', 'archivist'),
    post('shi', '石磊', '登记员', 'registrar', 'shiqiao'),
    post('fang', '方圆', '办公室主任', 'officeChecker', 'fgj'),
  ],
}

/** The number book of a test, and how many ids were drawn. */
export type Book = { next: number }
export const bookOf = (): Book => ({ next: 1 })

let drawn = 0
const uuid = (): string => `01900000-0000-7000-8000-${(++drawn).toString(16).padStart(12, '0')}`
export const taskIdOf = uuid

/** A document of 柳河镇 that is signed and has its clean copy. */
export function toSigned(): DocumentState {
  const doc = signedState()
  const header = { ...doc.header, docType: '通知', title: '关于防汛的通知', mainTo: '石桥乡人民政府' }
  return { ...doc, header, clean: { version: doc.bodyVersion, sm3: 'c'.repeat(64), by: doc.drafter, at: T0 } }
}

/** What a decision rests on at the server, where the book gives a number to whoever would be given one. */
export function issueContext(book: Book, who: string, name: string, args: object, now: number): DecideContext {
  const found = issueCounty.posts.find((one) => one.userId === who)
  const unit = issueCounty.units.find((one) => one.id === found?.unitId)
  if (!found || !unit) throw new Error(`no ${who}`)
  const unitIds = 'unitIds' in args ? (args.unitIds as string[]) : []
  return {
    actor: { userId: who, name: found.name, unitId: unit.id, unitName: unit.name },
    now,
    authoredAt: now,
    directory: issueCounty,
    device: 'here',
    commandId: uuid(),
    issue: {
      ...(name === 'AllocateNumber' ? { number: { prefix: '柳政', year: 2026, seq: book.next++ } } : {}),
      copies: new Map(unitIds.map((unitId) => [unitId, followingId(uuid())])),
      packed: [{ kind: 'original', name: '正本', sm3: 'c'.repeat(64) }],
    },
  }
}
