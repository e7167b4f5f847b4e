import { useEffect } from 'react'
import { isComposing } from '../ui/composing.ts'
import { useLatest } from '../ui/use-latest.ts'
import type { CommandContext } from './command-context.ts'
import { commandFor, keyName } from './commands.ts'

/** The topmost open dialog, if any. */
const openDialog = (): HTMLElement | undefined =>
  [...document.querySelectorAll<HTMLElement>('.ant-modal-wrap, .palette-wrap')].findLast((one) => one.getClientRects().length > 0)

/** Listens for the shortcuts of the table. In a dialog Ctrl+Enter presses its main button, and Ctrl+L locks; nothing else works. */
export function useShortcuts(context: CommandContext): void {
  const latest = useLatest(context)
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const dialog = openDialog()
      if (dialog) {
        if (event.ctrlKey && event.key === 'Enter' && !event.isComposing)
          dialog.querySelector<HTMLElement>('.ant-modal-footer .ant-btn-primary')?.click()
        // whoever gets up from an open dialog locks it too: what is written in it is kept (SE-66)
        else if (keyName(event) === 'Ctrl+L' && !isComposing(event)) {
          event.preventDefault()
          latest.current.lock()
        }
        return
      }
      const command = commandFor(event, latest.current)
      if (!command) return
      event.preventDefault()
      command.run(latest.current)
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [latest])
}
