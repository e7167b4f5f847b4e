import LeftOutlined from '@ant-design/icons/LeftOutlined'
import RightOutlined from '@ant-design/icons/RightOutlined'
import ZoomInOutlined from '@ant-design/icons/ZoomInOutlined'
import ZoomOutOutlined from '@ant-design/icons/ZoomOutOutlined'
import { Button, Select } from 'antd'
import { useEffect, useLayoutEffect, useImperativeHandle, useRef, useState, type Ref, type RefObject } from 'react'
import { tpr } from '../../ui/text-print.ts'
import { useLatest } from '../../ui/use-latest.ts'
import type { Sheets } from './use-sheets.ts'
import { zoomKey, zooms, zoomStep, type Zoom } from './zoom.ts'
import './sheets-view.css'

/** A sheet at 96 dpi, in px; its height is Chromium's for A4 (measures of src-renderer/paper). */
const sheet = { width: (210 / 25.4) * 96, height: 1123 } as const
const gap = 16

const zoomWords = (zoom: Zoom): string => (zoom === 'page' ? tpr.wholePage : zoom === 'width' ? tpr.pageWidth : tpr.percent(zoom))

/** What others may ask of the view. */
export type ViewHandle = { go: (page: number) => void; key: (event: KeyboardEvent) => boolean }
/** `shown`: what is looked at; another one begins at its first page. */
type Props = { shown: string; sheets: Sheets; root: RefObject<HTMLDivElement | null>; handle?: Ref<ViewHandle> }

/** The true pages one below the other, scaled as a picture is: their lines break as on paper (PP-48). */
export function SheetsView({ shown, sheets, root, handle }: Props) {
  const room = useRef<HTMLDivElement>(null)
  const [size, setSize] = useState({ width: 800, height: 600 })
  const [zoom, setZoom] = useState<Zoom>('page')
  const [page, setPage] = useState(1)
  /** how far down one looks, in pages, as last scrolled */
  const seen = useRef(0)
  // the page one looks at stays where it was on the screen when the scale or the room changes
  const kept = useRef<number | null>(null)
  useEffect(() => {
    const element = room.current
    if (!element) return undefined
    const watch = new ResizeObserver(([entry]) => {
      if (!entry) return
      kept.current ??= seen.current
      setSize(entry.contentRect)
    })
    watch.observe(element)
    return () => watch.disconnect()
  }, [])
  const fit = {
    // the room's padding is no part of its size
    page: Math.min(size.height / sheet.height, (size.width - 2 * gap) / sheet.width),
    width: (size.width - 2 * gap) / sheet.width,
  }
  const scale = Math.max(0.1, typeof zoom === 'number' ? zoom / 100 : fit[zoom])
  const step = (sheet.height + gap) * scale
  const at = Math.min(page, Math.max(1, sheets.pages))
  const go = (to: number): void => {
    const next = Math.min(Math.max(1, to), Math.max(1, sheets.pages))
    seen.current = next - 1
    kept.current = null
    room.current?.scrollTo({ top: seen.current * step })
    setPage(next)
  }
  // what is told of its scroll sets the page
  useEffect(() => {
    seen.current = 0
    // newer browsers answer with a promise
    void room.current?.scrollTo({ top: 0 })
  }, [shown])
  const show = (next: Zoom): void => {
    kept.current = seen.current
    setZoom(next)
  }
  useLayoutEffect(() => {
    if (kept.current === null) return
    seen.current = kept.current
    kept.current = null
    room.current?.scrollTo({ top: seen.current * step })
  }, [step, size])
  const zoomBy = (by: 1 | -1 | 0): void => show(by === 0 ? 'page' : zoomStep(scale * 100, by))
  const key = (event: KeyboardEvent): boolean => {
    const by = zoomKey(event)
    if (by !== null) zoomBy(by)
    if (by !== null) return true
    if (event.ctrlKey || event.altKey || event.metaKey) return false
    const to = { PageDown: at + 1, PageUp: at - 1, Home: 1, End: sheets.pages }[event.key]
    if (to !== undefined) go(to)
    return to !== undefined
  }
  useImperativeHandle(handle, () => ({ go, key }))
  // by hand: React's wheel listeners cannot keep the browser from scrolling
  const wheel = useLatest((event: WheelEvent): void => {
    if (!event.ctrlKey) return
    event.preventDefault()
    if (event.deltaY !== 0) zoomBy(event.deltaY < 0 ? 1 : -1)
  })
  useEffect(() => {
    const element = room.current
    const turn = (event: WheelEvent): void => wheel.current(event)
    element?.addEventListener('wheel', turn, { passive: false })
    return () => element?.removeEventListener('wheel', turn)
  }, [wheel])
  return (
    <div className="print-view">
      <div className="print-bar">
        <Button
          size="small"
          type="text"
          icon={<LeftOutlined />}
          aria-label={tpr.previous}
          disabled={at <= 1}
          onClick={() => go(at - 1)}
        />
        <span className="print-count" role="status">
          {sheets.drawing ? tpr.preparing : tpr.pageOf(at, sheets.pages)}
        </span>
        <Button
          size="small"
          type="text"
          icon={<RightOutlined />}
          aria-label={tpr.next}
          disabled={at >= sheets.pages}
          onClick={() => go(at + 1)}
        />
        <Button
          size="small"
          type="text"
          className="print-smaller"
          icon={<ZoomOutOutlined />}
          aria-label={tpr.zoomOut}
          title={`${tpr.zoomOut}　Ctrl+-`}
          onClick={() => zoomBy(-1)}
        />
        <Button
          size="small"
          type="text"
          icon={<ZoomInOutlined />}
          aria-label={tpr.zoomIn}
          title={`${tpr.zoomIn}　Ctrl+=`}
          onClick={() => zoomBy(1)}
        />
        <Select
          size="small"
          className="print-zoom"
          aria-label={tpr.zoom}
          value={zoom}
          onChange={show}
          options={[...zooms, ...(typeof zoom === 'number' && !zooms.some((one) => one === zoom) ? [zoom] : [])].map((value) => ({
            value,
            label: zoomWords(value),
          }))}
        />
      </div>
      <div
        ref={room}
        className="print-room"
        role="region"
        aria-label={tpr.pages}
        aria-busy={sheets.drawing}
        tabIndex={0}
        onScroll={({ currentTarget }) => {
          // a room that has just changed moves its pages by itself: nobody wished that
          if (kept.current !== null || Math.abs(currentTarget.clientHeight - 2 * gap - size.height) > 1) return
          seen.current = currentTarget.scrollTop / step
          setPage(Math.round(seen.current) + 1)
        }}
        onKeyDown={(event) => {
          if (!key(event.nativeEvent)) return
          event.preventDefault()
          // the dialog listens for the keys of the scale too
          event.stopPropagation()
        }}
      >
        <div
          className="print-space"
          style={{ width: sheet.width * scale, height: Math.max(0, sheets.pages * step - gap * scale) }}
        >
          <div ref={root} className="print-sheets" style={{ transform: `scale(${scale})` }} />
        </div>
      </div>
    </div>
  )
}
