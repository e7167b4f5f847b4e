import { v7 } from 'uuid'
import type { CommandArgs, CommandName } from '../../src-shared/workflow/commands.ts'
import type { Task } from '../../src-shared/workflow/document-state.ts'

/** A fresh task id for commands that open the next turn. */
export const newTaskId = (): Task['id'] => v7() as Task['id']

export type Acts = {
  busy: boolean
  /** saves the page and its unsent text, so what a dialog shows is what the command binds; false: it could not be saved */
  prepare: () => Promise<boolean>
  /** saves, runs a command, tells a refusal in words; true where it took effect on this desk */
  act: <N extends CommandName>(name: N, args: CommandArgs<N>) => Promise<boolean>
}
