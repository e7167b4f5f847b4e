import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { sm3OfJson } from '../../src-server/sm3.ts'
import { readBody } from '../../src-server/store/body-store.ts'
import { bodyJson } from '../../src-shared/document/body-json.ts'
import { schema } from '../../src-shared/document/schema.ts'
import { applySteps } from '../../src-shared/revision/apply-steps.ts'
import { codesOf, harmed, liveThrough, onRowsOf, type Lived } from '../support/server/lived-through.ts'
import { must } from '../support/server/must.ts'
import { placeOf } from '../support/server/tracked.ts'

let lived: Lived
beforeAll(async () => {
  lived = await liveThrough()
})
afterAll(() => lived.close())

/** The text the forged version rests on. */
const fifth = async () => schema.nodeFromJSON(must(await readBody(lived.story.server.db, lived.docId, 5)).json)

describe('RV-54 a chain of versions forged with every SM3 made right', () => {
  afterEach(async () => expect((await lived.verify()).findings).toEqual([]))

  /** Forges the steps of a version and makes every hash in the chain of versions right again, as an owner of the database could. */
  async function forged(version: number, forge: (steps: string) => string, code: string): Promise<void> {
    const rows = await lived.story.server.db
      .selectFrom('body_version')
      .selectAll()
      .where('doc_id', '=', lived.docId)
      .orderBy('version')
      .execute()
    let node = schema.nodeFromJSON(must(rows[0]).doc)
    const updates: string[] = []
    for (const row of rows.slice(1)) {
      const steps = row.version === version ? forge(JSON.stringify(row.steps)) : JSON.stringify(row.steps)
      node = applySteps(node, JSON.parse(steps) as unknown[])
      const json = bodyJson(node)
      const doc = row.doc === null ? 'null' : `'${JSON.stringify(json)}'`
      updates.push(
        `update body_version set steps = '${steps}', doc = ${doc}, sm3 = '${sm3OfJson(json)}' ${onRowsOf(lived.docId).mine(`version = ${row.version}`)}`,
      )
    }
    await harmed(lived, 'body_version', updates.join('; '), async () => {
      const report = await lived.verify()
      expect(codesOf(report)).toContain(code)
      // the chain of versions agrees with itself, but not with what was done
      expect(codesOf(report)).not.toContain('HASH')
      expect(codesOf(report)).toContain('EVENT')
    })
  }
  test('a change signed by somebody else: AUTHOR', () => forged(6, (steps) => steps.replaceAll('u-check', 'u-leader'), 'AUTHOR'))
  test('a change signed at a step its author never held: STEP', () =>
    forged(6, (steps) => steps.replaceAll('"check"', '"sign"'), 'STEP'))
  test('a change dated into the future: AUTHOR', () =>
    forged(6, (steps) => steps.replaceAll(/"at":(\d+)/g, (_all, at: string) => `"at":${Number(at) + 9e8}`), 'AUTHOR'))
  test('text altered without a change: BASE', async () => {
    const { from } = placeOf(await fifth(), '各股室')
    await forged(
      6,
      (steps) =>
        steps
          .replace('[', `[{"stepType":"replace","from":${from},"to":${from + 1}},`)
          .replace(
            /\[\{"stepType":"replace","from":\d+,"to":\d+\},.*/,
            `[{"stepType":"replace","from":${from},"to":${from + 1}}]`,
          ),
      'BASE',
    )
  })
  test('an earlier change re-signed: CHANGE', async () => {
    const body = await fifth()
    const { from, to } = placeOf(body, '（试行）')
    const mark = must(body.nodeAt(from)?.marks[0]).toJSON() as { attrs: object }
    const steps = [
      { stepType: 'removeMark', mark, from, to },
      { stepType: 'addMark', mark: { ...mark, attrs: { ...mark.attrs, at: 1 } }, from, to },
    ]
    await forged(6, () => JSON.stringify(steps), 'CHANGE')
  })
  test('a block without an id: SCHEMA', async () => {
    const { from } = placeOf(await fifth(), '各股室')
    await forged(6, () => JSON.stringify([{ stepType: 'attr', pos: from - 1, attr: 'id', value: null }]), 'SCHEMA')
  })
})
