import { useEffect } from 'react'
import { isComposing } from '../ui/composing.ts'
import { useLatest } from '../ui/use-latest.ts'

/** What the keys do while one draws. */
export type InkKeys = { keep: () => void; discard: () => void; undo: () => void; primary: () => boolean }

const writes = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('input, textarea, .ant-modal-wrap, .palette-wrap') !== null

/**
 * Enter keeps, Esc throws away, Ctrl+Z takes the last stroke back, before any key of the window does something else; not in
 * a field or dialog, and Enter on a button presses the button (UI-61). `primary` answers whether Ctrl+Enter must wait.
 */
export function useInkKeys(active: boolean, keys: InkKeys): void {
  const latest = useLatest(keys)
  useEffect(() => {
    if (!active) return undefined
    const listen = (event: KeyboardEvent): void => {
      if (isComposing(event) || writes(event.target) || document.querySelector('.ant-modal-wrap:not([style*="none"])')) return
      const act = actOf(event, latest.current)
      if (!act) return
      event.preventDefault()
      event.stopImmediatePropagation()
      act()
    }
    window.addEventListener('keydown', listen, true)
    return () => window.removeEventListener('keydown', listen, true)
  }, [active, latest])
}

function actOf(event: KeyboardEvent, keys: InkKeys): (() => void) | undefined {
  const control = event.ctrlKey || event.metaKey
  const onButton = event.target instanceof Element && event.target.closest('button') !== null
  if (event.altKey || event.shiftKey) return undefined
  if (event.key === 'Enter') {
    if (control) return keys.primary() ? () => undefined : undefined
    return onButton ? undefined : keys.keep
  }
  if (event.key === 'Escape' && !control) return keys.discard
  return control && event.key.toLowerCase() === 'z' ? keys.undo : undefined
}
