import { describe, expect, it } from 'vitest'
import { mayMakeClean } from '../../src-shared/workflow/clean-right.ts'
import { onlineOnly, parseCommand, type Command } from '../../src-shared/workflow/commands.ts'
import { decide } from '../../src-shared/workflow/decide.ts'
import type { DecideContext } from '../../src-shared/workflow/decide-context.ts'
import type { Directory } from '../../src-shared/workflow/directory.ts'
import { documentState, type DocumentState } from '../../src-shared/workflow/document-state.ts'
import { evolveAll } from '../../src-shared/workflow/evolve.ts'
import { personOf, post, smallCounty } from '../support/small-county.ts'
import { signedState } from '../support/states.ts'

const doc = signedState()
const sm3 = 'c'.repeat(64)
const make = (args: object = {}): Command => {
  const parsed = parseCommand('MakeCleanCopy', { docId: doc.id, bodySm3: doc.bodySm3, sm3, ...args })
  if (!parsed) throw new Error('arguments')
  return parsed
}
const ctx = (userId: string, more: Partial<DecideContext> = {}): DecideContext => ({
  actor: personOf(userId),
  now: 9_000,
  authoredAt: 9_000,
  directory: smallCounty,
  device: 'here',
  commandId: 'command',
  ...more,
})
const code = (of: DocumentState, command: Command, context: DecideContext) => {
  const decided = decide(of, command, context)
  return decided.ok ? 'applied' : decided.code
}

describe('RV-65 清稿 as a command', () => {
  it('is made of the signed version, once; text, versions and signature stay as they are', () => {
    const decided = decide(doc, make(), ctx('zhao', { clean: { sm3 } }))
    if (!decided.ok) throw new Error(decided.code)
    const next = evolveAll(doc, decided.events, 9_000)
    expect(documentState.safeParse(next).success).toBe(true)
    expect(next).toEqual({
      ...doc,
      rev: doc.rev + 1,
      updatedAt: 9_000,
      clean: { version: doc.bodyVersion, sm3, by: personOf('zhao'), at: 9_000 },
    })
    expect(code(next, make(), ctx('zhao', { clean: { sm3 } }))).toBe('WF-CLEAN')
    expect(onlineOnly).toContain('MakeCleanCopy')
  })

  it('what the desk made must be what the server makes, of the very text that was signed', () => {
    expect(code(doc, make(), ctx('zhao', { clean: { sm3: 'd'.repeat(64) } }))).toBe('WF-CLEAN')
    expect(code(doc, make({ bodySm3: 'b'.repeat(64) }), ctx('zhao'))).toBe('WF-CLEAN')
    expect(code({ ...doc, bodySm3: 'b'.repeat(64) }, make(), ctx('zhao'))).toBe('WF-CLEAN')
  })

  it('only after 签发, and only by the office: 复核 is not the drafter’s, nor the signer’s (domain.md row 13)', () => {
    for (const user of ['wang', 'li', 'zhou', 'chen', 'shi']) {
      expect(code(doc, make(), ctx(user))).toBe('WF-NOT-YOURS')
      expect(mayMakeClean(doc, user, smallCounty)).toBe(false)
    }
    expect(mayMakeClean(doc, 'zhao', smallCounty)).toBe(true)
    expect(mayMakeClean({ ...doc, state: 'F5' }, 'zhao', smallCounty)).toBe(false)
    expect(code({ ...doc, state: 'F5', signed: null }, make(), ctx('zhao'))).toBe('WF-STATE')
    expect(code({ ...doc, state: 'X2' }, make(), ctx('zhao'))).toBe('WF-STATE')
  })

  it('whoever holds 核稿 in the organ now may, also where another did it for this document; of another organ nobody', () => {
    const next: Directory = {
      ...smallCounty,
      posts: smallCounty.posts.map((one) => (one.userId === 'zhao' ? { ...one, userId: 'li2', name: '李新' } : one)),
    }
    expect(mayMakeClean(doc, 'zhao', next)).toBe(false)
    expect(mayMakeClean(doc, 'li2', next)).toBe(true)
    const elsewhere = { ...smallCounty, posts: [...smallCounty.posts, post('shi', '石磊', '主任', 'officeChecker', 'shiqiao')] }
    expect(mayMakeClean(doc, 'shi', elsewhere)).toBe(false)
  })
})
