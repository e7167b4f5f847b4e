import { useEffect, useImperativeHandle, useLayoutEffect, useMemo, useRef, type Ref } from 'react'
import type { Change } from '../../src-shared/revision/types.ts'
import { r } from '../ui/text-revisions.ts'
import { ChangeCard, type CardContext } from './ChangeCard.tsx'
import { useHover, type HoverAt } from './use-hover.ts'

/** Opens the card of these changes by keyboard: the focus goes into it, Esc brings it back. */
export type CardHandle = { open: (ids: readonly string[], element: Element) => void }

type Props = CardContext & { changes: readonly Change[]; handle: Ref<CardHandle> }

/** How far the card stands from the line it is about, and from the edges of the desk. */
const GAP = 6

/** The card of the changes under the mouse or opened by Alt+Enter; several changes on the same words stand in one card. */
export function HoverCards({ changes, handle, ...context }: Props) {
  const layer = useRef<HTMLDivElement>(null)
  const card = useRef<HTMLDivElement>(null)
  const [at, setAt] = useHover(layer)
  const back = useRef<HTMLElement | null>(null)
  const byId = useMemo(() => new Map(changes.map((change) => [change.id, change])), [changes])
  const shown = at?.ids.flatMap((id) => byId.get(id) ?? []) ?? []

  useImperativeHandle(handle, () => ({
    open: (ids, element) => {
      const line = element.getClientRects()[0] ?? element.getBoundingClientRect()
      back.current = document.activeElement instanceof HTMLElement ? document.activeElement : null
      setAt({ ids, box: { left: line.left, top: line.top, bottom: line.bottom }, byKey: true })
    },
  }))
  const close = (): void => {
    setAt(null)
    if (at?.byKey) back.current?.focus()
  }
  useLayoutEffect(() => {
    const element = card.current
    if (element && at) place(element, at)
  })
  useEffect(() => {
    // a card the mouse brings never takes the keyboard
    if (at?.byKey) (card.current?.querySelector('button') ?? card.current)?.focus()
  }, [at])

  return (
    <div ref={layer} className="card-layer">
      {at && shown.length > 0 && (
        <div
          ref={card}
          className="hover-card"
          role="dialog"
          aria-label={r.card}
          tabIndex={-1}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return
            event.preventDefault()
            event.stopPropagation()
            close()
          }}
          onBlur={(event) => {
            if (at.byKey && !event.currentTarget.contains(event.relatedTarget) && event.relatedTarget !== null) setAt(null)
          }}
        >
          {shown.map((change) => (
            <ChangeCard key={change.id} change={change} {...context} />
          ))}
        </div>
      )}
    </div>
  )
}

/** Below the line, or above it where there is no room; never over the edges of the desk. */
function place(element: HTMLElement, { box }: HoverAt): void {
  const desk = element.closest('.page-desk')?.getBoundingClientRect()
  if (!desk) return
  const { offsetWidth: width, offsetHeight: height } = element
  const below = box.bottom + GAP + height <= desk.bottom
  element.style.left = `${Math.max(desk.left + GAP, Math.min(box.left - 24, desk.right - width - 3 * GAP))}px`
  element.style.top = `${below ? box.bottom + GAP : Math.max(desk.top + GAP, box.top - GAP - height)}px`
}
