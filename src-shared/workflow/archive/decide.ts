import { dateOf } from '../../calendar/working-days.ts'
import { refuse } from '../decide-context.ts'
import type { Decider, Deciders } from '../decider.ts'
import type { archiveArgs } from './commands.ts'
import { loansAtMost } from './part.ts'
import { isFiled, loansOf } from './loans.ts'

/** 借阅: a filed document, until a day that is not past; the original only while it is not out already (WF-101). */
const lend: Decider<'LendFile'> = (doc, { docId: _docId, loanId, ...asked }, ctx) => {
  if (!isFiled(doc)) return refuse('WF-STATE')
  const loans = loansOf(doc)
  const out = loans.find(({ how, returned }) => how === 'original' && returned === null)
  if (asked.how === 'original' && out) return refuse('WF-LENT', out.borrower)
  if (asked.dueOn < dateOf(ctx.now)) return refuse('WF-LOAN-DAY')
  if (loans.length >= loansAtMost || loans.some(({ id }) => id === loanId)) return refuse('WF-LOAN')
  const loan = { id: loanId, ...asked, lent: { by: ctx.actor, at: ctx.now }, returned: null }
  return { ok: true, events: [{ type: 'FileLent', loan }] }
}

/** 归还, once. */
const giveBack: Decider<'ReturnFile'> = (doc, { loanId }, ctx) =>
  loansOf(doc).some(({ id, returned }) => id === loanId && returned === null)
    ? { ok: true, events: [{ type: 'FileReturned', loanId, by: ctx.actor }] }
    : refuse('WF-LOAN')

export const archiveDeciders: Deciders<keyof typeof archiveArgs> = { LendFile: lend, ReturnFile: giveBack }
