import { v7 } from 'uuid'
import { sm3OfJson } from '../../../src-server/sm3.ts'
import type { CountySeed } from '../../../src-server/store/county-seed.ts'
import { bodyJson } from '../../../src-shared/document/body-json.ts'
import { cleanCopy } from '../../../src-shared/revision/clean-copy.ts'
import type { RoleCode } from '../../../src-shared/workflow/directory.ts'
import type { CommandName } from '../../../src-shared/workflow/commands.ts'
import { verdicts } from '../../../src-shared/workflow/document-state.ts'
import { recheckQuestions } from '../../../src-shared/workflow/issue/commands.ts'
import { post } from '../small-county.ts'
import { smallCounty } from '../server/county.ts'
import { openDesks, type Desk } from '../server/desk.ts'
import { must } from '../server/must.ts'
import { nodeOf, openStory, type Story } from '../server/story.ts'

const more: [login: string, name: string, role: RoleCode, unitId: string][] = [
  ['clerk', '马文秀', 'clerk', 'fgj-bgs'],
  ['seal', '尹守章', 'sealKeeper', 'fgj-bgs'],
  ['liuhe-seal', '石守印', 'sealKeeper', 'liuhe'],
  ['archive', '党文', 'archivist', 'fgj-bgs'],
  ['liuhe-reg', '孙梅', 'registrar', 'liuhe'],
  ['county-reg', '钱进', 'registrar', 'county'],
]

/** The county of the server tests with the posts that come after 签发, in the organ and where its documents go; `farUnits`: so many more that receive. */
export function issueSeed(farUnits = 0): CountySeed {
  const base = smallCounty()
  const far = Array.from({ length: farUnits }, (_, i) => `far-${i + 1}`)
  const { passwordHash } = must(base.users[0])
  return smallCounty({
    units: [
      ...base.units,
      ...far.map((id) => ({
        ...must(base.units.find((one) => one.id === 'liuhe')),
        id,
        name: `${id}单位`,
        shortName: id,
        prefixes: [],
      })),
    ],
    users: [
      ...base.users,
      ...more.map(([login, name]) => ({ id: `u-${login}`, login, name, passwordHash })),
      ...far.map((id) => ({ id: `u-${id}`, login: id, name: `${id}登记员`, passwordHash: null })),
    ],
    posts: [
      ...base.posts,
      ...more.map(([login, name, role, unitId]) => post(`u-${login}`, name, name, role, unitId)),
      ...far.map((id) => post(`u-${id}`, `${id}登记员`, '登记员', 'registrar', id)),
    ],
  })
}

export type IssueStory = Story & {
  clerk: Desk
  seal: Desk
  archive: Desk
  liuhe: Desk
  county: Desk
  /** a document that was signed, and rechecked: it waits for its number */
  toNumber: () => Promise<string>
  /** the same, one step earlier: signed, with its clean copy */
  toRecheck: () => Promise<string>
  /** the office makes the 清稿 of a signed document */
  cleaned: (docId: string) => Promise<void>
}

/** Sends a command no test expects to be refused. */
export async function does(desk: Desk, name: CommandName, docId: string, args: object = {}): Promise<void> {
  const verdict = await desk.send(name, { docId, ...args })
  if (verdict.status !== 'applied') throw new Error(`${name}: ${verdict.code} ${verdict.detail ?? ''}`)
}

export const nextTask = (): { nextTaskId: string } => ({ nextTaskId: v7() })
export const numbering = { prefix: '青fgj', mainTo: ['liuhe'], copyTo: ['county'], copies: 20 }

/** A county server with desks for the whole life of a 发文. */
export async function openIssueStory(farUnits = 0): Promise<IssueStory> {
  const story = await openStory({ seed: issueSeed(farUnits) })
  const desks = await openDesks(story.server, 'clerk', 'seal', 'archive', 'liuhe-reg', 'county-reg')
  const cleaned = async (docId: string): Promise<void> => {
    const body = await story.bodyOf(docId)
    const decided = verdicts(must(await story.check.state(docId)))
    const clean = cleanCopy(nodeOf(body), (id) => decided.get(id))
    await does(story.check, 'MakeCleanCopy', docId, { bodySm3: body.sm3, sm3: sm3OfJson(bodyJson(clean)) })
  }
  const toRecheck = async (): Promise<string> => {
    const { docId, task } = await story.inReview()
    await story.sign(docId, await story.pass(docId, task, 'review', 'check', 'cosign'))
    await cleaned(docId)
    return docId
  }
  return {
    ...story,
    clerk: desks.clerk,
    seal: desks.seal,
    archive: desks.archive,
    liuhe: desks['liuhe-reg'],
    county: desks['county-reg'],
    toRecheck,
    cleaned,
    toNumber: async () => {
      const docId = await toRecheck()
      await does(story.check, 'Recheck', docId, { ticked: [...recheckQuestions], ...nextTask() })
      return docId
    },
  }
}
