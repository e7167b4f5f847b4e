import type { CommandArgs, CommandName } from '../workflow/commands.ts'
import { upcast } from '../workflow/upcast.ts'
import type { OutboxRow } from './store-port.ts'

/**
 * Arguments of a kept command as those of the newest version, whichever version of the desk wrote it (SY-108). It is sent
 * as it was written: the server knows it by the hash of that. Bodies are large and were checked then; they are not again.
 */
export function argsOf<N extends CommandName>({ name, ver, args }: Pick<OutboxRow, 'name' | 'ver' | 'args'>): CommandArgs<N> {
  const read = upcast(name, ver, args)
  return (read.ok ? read.args : args) as CommandArgs<N>
}
