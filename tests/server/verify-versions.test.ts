import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { expectFound, liveThrough, onRowsOf, type Harm, type Lived } from '../support/server/lived-through.ts'
import { must } from '../support/server/must.ts'

let lived: Lived
beforeAll(async () => {
  lived = await liveThrough()
})
afterAll(() => lived.close())

const harms = (docId: string): Harm[] => {
  const { mine } = onRowsOf(docId)
  return [
    ['a version is gone', 'HOLE', 'body_version', `delete from body_version ${mine('version = 4')}`],
    ['the last version is gone', 'HOLE', 'body_version', `delete from body_version ${mine('version = 7')}`],
    ['the first version is gone', 'HOLE', 'body_version', `delete from body_version ${mine('version = 1')}`],
    [
      'a byte of the first text is flipped',
      'HASH',
      'body_version',
      `update body_version set doc = replace(doc::text, '各股室', '各股宝')::json ${mine('version = 1')}`,
    ],
    [
      'a byte of a step is flipped',
      'HASH',
      'body_version',
      `update body_version set steps = replace(steps::text, '具体', '县体')::json ${mine('version = 4')}`,
    ],
    [
      'a version’s SM3 is another',
      'HASH',
      'body_version',
      `update body_version set sm3 = '${'a'.repeat(64)}' ${mine('version = 4')}`,
    ],
    [
      'the whole document kept beside the steps is another',
      'KEPT',
      'body_version',
      `update body_version set doc = replace(doc::text, '落实', '落空')::json ${mine('version = 7')}`,
      'serverOnly',
    ],
    [
      'the first text is not kept',
      'KEPT',
      'body_version',
      `update body_version set doc = null ${mine('version = 1')}`,
      'serverOnly',
    ],
    [
      'steps do not fit',
      'STEPS',
      'body_version',
      `update body_version set steps = replace(steps::text, '"from":', '"from":99')::json ${mine('version = 4')}`,
    ],
    [
      'steps are not those sent in',
      'STEPS',
      'body_version',
      `update body_version set steps = (select steps from body_version ${mine('version = 5')}) ${mine('version = 4')}`,
    ],
    [
      'a version says another author',
      'EVENT',
      'body_version',
      `update body_version set author = 'u-leader' ${mine('version = 4')}`,
    ],
    ['a version says another time', 'EVENT', 'body_version', `update body_version set at = at + 1 ${mine('version = 4')}`],
    [
      'a version says another desk time',
      'EVENT',
      'body_version',
      `update body_version set authored_at = authored_at + 1 ${mine('version = 4')}`,
    ],
    ['a version says another step', 'EVENT', 'body_version', `update body_version set step = 'sign' ${mine('version = 4')}`],
    ['a version says another base', 'EVENT', 'body_version', `update body_version set base_version = 3 ${mine('version = 6')}`],
    [
      'a version says it was not tracked',
      'EVENT',
      'body_version',
      `update body_version set tracked = false ${mine('version = 4')}`,
    ],
    [
      'two versions are swapped',
      'EVENT',
      'body_version',
      `update body_version set version = version + 100 ${mine('version in (4, 5)')}; update body_version set version = 109 - version ${mine('version > 100')}`,
    ],
    ['a row of the table of changes is gone', 'ROWS', 'change', `delete from change ${mine('version = 4')}`],
    [
      'a row of the table of changes names another author',
      'ROWS',
      'change',
      `update change set author = 'u-leader' ${mine('version = 4')}`,
    ],
    [
      'a row of the table of changes stands at a version that is none',
      'ROWS',
      'change',
      `update change set version = 99 ${mine('version = 4')}`,
    ],
    ['a decision is gone from its table', 'ROWS', 'change_decision', `delete from change_decision ${mine("verdict = 'undo'")}`],
    [
      'a decision is turned round in its table',
      'ROWS',
      'change_decision',
      `update change_decision set verdict = 'reject' ${mine("verdict = 'accept'")}`,
    ],
  ]
}

describe('RV-54 damage to versions, changes and decisions has a finding of its own', () => {
  // takes back nothing it should not: the document is sound before and after each
  afterEach(async () => expect((await lived.verify()).findings).toEqual([]))

  test.each(harms('').map(([name, code], i) => [name, code, i] as const))('%s: %s', (_name, _code, i) =>
    expectFound(lived, must(harms(lived.docId)[i])),
  )
})
