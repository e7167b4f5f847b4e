import type { CommandName } from '../../src-shared/workflow/commands.ts'
import type { RoleCode } from '../../src-shared/workflow/directory.ts'
import type { StateName } from '../../src-shared/workflow/document-state.ts'

/** Columns of domain.md §4.5 as posts, and somebody of another organ. */
export type Column = RoleCode | 'stranger'

/** Whose turn the route has in a state. */
export const holderIn: Partial<Record<StateName, Column>> = {
  F0: 'drafter',
  F1: 'sectionHead',
  F3: 'officeChecker',
  F4: 'deputyLeader',
  F5: 'leader',
  F6: 'officeChecker',
}
/** Who handed it on, and may take it back. */
const beforeIn: Partial<Record<StateName, Column>> = { F1: 'drafter', F3: 'sectionHead', F4: 'officeChecker', F5: 'deputyLeader' }

/** Where a command may be given, and by whom there: written down from domain.md §4.2 and §4.5, not from the code. */
export type Row = { states: readonly StateName[]; who: (state: StateName) => readonly (Column | undefined)[] }

const own = (...states: StateName[]): Row => ({ states, who: (state) => [holderIn[state]] })
const by = (states: readonly StateName[], ...who: Column[]): Row => ({ states, who: () => who })
const underWay: readonly StateName[] = ['F1', 'F3', 'F4', 'F5']

const overLimits: Row = {
  states: underWay,
  who: (state) => (['deputyLeader', 'leader', 'supervisor'] as const).filter((one) => one !== holderIn[state]),
}

export const permissionTable: Partial<Record<CommandName, Row>> = {
  SubmitBody: own('F0', ...underWay),
  SubmitDraft: own('F0'),
  DiscardDraft: by(['F0'], 'drafter'),
  Approve: own('F1', 'F3', 'F4'),
  Return: own(...underWay),
  Withdraw: { states: underWay, who: (state) => [beforeIn[state]] },
  Sign: own('F5'),
  AddSigner: own(...underWay),
  Transfer: own(...underWay),
  Reassign: by(['F0', ...underWay, 'F6'], 'officeChecker'),
  Circulate: { states: [...underWay, 'F6'], who: (state) => [holderIn[state], 'drafter', 'officeChecker'] },
  NoteRead: by([]),
  Urge: by([...underWay, 'F6'], 'officeChecker', 'supervisor', 'proposer'),
  // nobody sees to the limit of a turn of their own
  SuspendTurn: overLimits,
  ExtendTurn: overLimits,
  // nothing stands still in these states by itself
  ResumeTurn: by([]),
  Terminate: by(underWay, 'officeChecker', 'leader'),
  OpenConsult: { states: ['F1', 'F3'], who: (state) => [holderIn[state], 'drafter', 'officeChecker'] },
}
