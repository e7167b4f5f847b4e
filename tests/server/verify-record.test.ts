import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { v7 } from 'uuid'
import { documentChain } from '../../src-server/store/audit.ts'
import { expectFound, liveThrough, onRowsOf, type Harm, type Lived } from '../support/server/lived-through.ts'
import { must } from '../support/server/must.ts'

let lived: Lived
beforeAll(async () => {
  lived = await liveThrough()
})
afterAll(() => lived.close())

const harms = (docId: string): Harm[] => {
  const { mine, ofEvent, inEvent } = onRowsOf(docId)
  return [
    ['an event is gone', 'EVENT', 'doc_event', `delete from doc_event ${ofEvent('Signed')}`],
    ['an opinion’s text is altered', 'EVENT', 'doc_event', inEvent('Signed', '同意', '不同意')],
    ['an event has another actor', 'EVENT', 'doc_event', `update doc_event set actor = 'u-deputy' ${ofEvent('Signed')}`],
    ['an event has another time', 'EVENT', 'doc_event', `update doc_event set at = at + 1 ${ofEvent('Signed')}`],
    [
      'an event is put in',
      'EVENT',
      'doc_event',
      `insert into doc_event select doc_id, 99, 0, event, actor, '${v7()}', at from doc_event ${ofEvent('TaskOpened')}`,
    ],
    [
      'an event is put in without a command',
      'EVENT',
      'doc_event',
      `insert into doc_event select doc_id, 99, 0, event, actor, null, at from doc_event ${ofEvent('TaskOpened')}`,
    ],
    [
      'the document’s title is altered where it stands',
      'STATE',
      'doc',
      `update doc set data = jsonb_set(data, '{header,title}', '"别的标题"') where id = '${docId}'`,
      'serverOnly',
    ],
    [
      'the document’s own columns are altered',
      'STATE',
      'doc',
      `update doc set body_version = 5 where id = '${docId}'`,
      'serverOnly',
    ],
    ['a decision by somebody whose turn it was not', 'DECISION', 'doc_event', inEvent('ChangesDecided', 'u-check', 'u-head')],
    [
      'a decision on a change that is not there',
      'DECISION',
      'doc_event',
      `update doc_event set event = jsonb_set(event, '{decisions,0,changeIds,0}', '"${v7()}"') ${ofEvent('ChangesDecided')}`,
    ],
    [
      'a signature on another text',
      'SIGNATURE',
      'doc_event',
      `update doc_event set event = jsonb_set(event, '{signed,bodySm3}', '"${'b'.repeat(64)}"') ${ofEvent('Signed')}`,
    ],
    [
      'a signature with other open changes',
      'SIGNATURE',
      'doc_event',
      `update doc_event set event = jsonb_set(event, '{signed,openChanges}', '[]') ${ofEvent('Signed')}`,
    ],
    ['a signature by somebody else', 'SIGNATURE', 'doc_event', inEvent('Signed', 'u-leader', 'u-deputy')],
    [
      'an opinion on a text that never was',
      'BASIS',
      'doc_event',
      `update doc_event set event = jsonb_set(event, '{opinion,basisSm3}', '"${'c'.repeat(64)}"') ${ofEvent('Approved')}`,
    ],
    [
      'an audit line is altered',
      'AUDIT',
      'audit_event',
      `update audit_event set actor = 'u-leader' ${mine("detail like '%DecideChanges%'")}`,
    ],
    ['an audit line is gone', 'AUDIT', 'audit_event', `delete from audit_event ${mine("kind = 'command.rejected'")}`],
    [
      'another document’s line in the chain is altered',
      'AUDIT',
      'audit_event',
      `update audit_event set at = at + 1 where chain = '${documentChain(docId)}' and doc_id <> '${docId}'`,
      'serverOnly',
    ],
    [
      'the chain’s head is another',
      'AUDIT',
      'audit_chain',
      `update audit_chain set hash = '${'d'.repeat(64)}' where chain = '${documentChain(docId)}'`,
      'serverOnly',
    ],
    [
      'a command’s arguments are altered',
      'ARGS',
      'command_log',
      `update command_log set args = replace(args, '同意', '照办') ${mine("name = 'Sign'")}`,
    ],
    ['a command is gone from the log', 'ARGS', 'command_log', `delete from command_log ${mine("name = 'Sign'")}`],
    [
      'a command has another sender',
      'ARGS',
      'command_log',
      `update command_log set user_id = 'u-deputy' ${mine("name = 'Sign'")}`,
      'serverOnly',
    ],
    [
      'a command’s verdict is turned round',
      'ARGS',
      'command_log',
      `update command_log set status = 'applied' ${mine("status = 'rejected'")}`,
      'serverOnly',
    ],
    [
      'a command came at another time',
      'ARGS',
      'command_log',
      `update command_log set received_at = received_at + 1 ${mine("name = 'Sign'")}`,
      'serverOnly',
    ],
    [
      'a command nobody sent is in the log',
      'AUDIT',
      'command_log',
      `insert into command_log select '${v7()}', device_id, user_id, seq + 1000, doc_id, name, ver, args, arg_sm3, status, result, authored_at, received_at from command_log ${mine("name = 'Sign'")}`,
      'serverOnly',
    ],
  ]
}

describe('RV-54 damage to events, audit lines and commands has a finding of its own', () => {
  // takes back nothing it should not: the document is sound before and after each
  afterEach(async () => expect((await lived.verify()).findings).toEqual([]))

  test.each(harms('').map(([name, code], i) => [name, code, i] as const))('%s: %s', (_name, _code, i) =>
    expectFound(lived, must(harms(lived.docId)[i])),
  )
})
