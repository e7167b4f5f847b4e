import type { CommandArgs, CommandName } from './commands.ts'
import type { DecideContext } from './decide-context.ts'
import type { DocumentState } from './document-state.ts'
import type { Decided } from './events.ts'

/** Decides one kind of command on a document that is there. Total and pure. */
export type Decider<N extends CommandName> = (doc: DocumentState, args: CommandArgs<N>, ctx: DecideContext) => Decided
export type Deciders<N extends CommandName> = { [K in N]: Decider<K> }
