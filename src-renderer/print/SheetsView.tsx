import LeftOutlined from '@ant-design/icons/LeftOutlined'
import RightOutlined from '@ant-design/icons/RightOutlined'
import { Button, Select } from 'antd'
import { useEffect, useRef, useState, type RefObject } from 'react'
import { tpr } from '../ui/text-print.ts'
import type { Sheets } from './use-sheets.ts'

/** A sheet at 96 dpi, in px; its height is Chromium's for A4 (measures of src-renderer/paper). */
const sheet = { width: (210 / 25.4) * 96, height: 1123 } as const
const gap = 16
const zooms = ['page', 'width', 50, 75, 100, 125, 150] as const
type Zoom = (typeof zooms)[number]

const zoomWords = (zoom: Zoom): string => (zoom === 'page' ? tpr.wholePage : zoom === 'width' ? tpr.pageWidth : tpr.percent(zoom))

type Props = { sheets: Sheets; root: RefObject<HTMLDivElement | null> }

/** The true pages one below the other, scaled as a picture is: their lines break as on paper (PP-48). */
export function SheetsView({ sheets, root }: Props) {
  const room = useRef<HTMLDivElement>(null)
  const [size, setSize] = useState({ width: 800, height: 600 })
  const [zoom, setZoom] = useState<Zoom>('width')
  const [page, setPage] = useState(1)
  useEffect(() => {
    const element = room.current
    if (!element) return undefined
    const watch = new ResizeObserver(([entry]) => entry && setSize(entry.contentRect))
    watch.observe(element)
    return () => watch.disconnect()
  }, [])
  const fit = {
    page: Math.min((size.height - 2 * gap) / sheet.height, (size.width - 2 * gap) / sheet.width),
    width: (size.width - 2 * gap) / sheet.width,
  }
  const scale = Math.max(0.1, typeof zoom === 'number' ? zoom / 100 : fit[zoom])
  const step = (sheet.height + gap) * scale
  const at = Math.min(page, Math.max(1, sheets.pages))
  const go = (to: number): void => {
    const next = Math.min(Math.max(1, to), Math.max(1, sheets.pages))
    room.current?.scrollTo({ top: (next - 1) * step })
    setPage(next)
  }
  const onKey = (key: string): boolean => {
    const to = { PageDown: at + 1, PageUp: at - 1, Home: 1, End: sheets.pages }[key]
    if (to !== undefined) go(to)
    return to !== undefined
  }
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
        <Select
          size="small"
          className="print-zoom"
          aria-label={tpr.zoom}
          value={zoom}
          onChange={setZoom}
          options={zooms.map((value) => ({ value, label: zoomWords(value) }))}
        />
      </div>
      <div
        ref={room}
        className="print-room"
        role="region"
        aria-label={tpr.pages}
        aria-busy={sheets.drawing}
        tabIndex={0}
        onScroll={({ currentTarget }) => setPage(Math.round(currentTarget.scrollTop / step) + 1)}
        onKeyDown={(event) => onKey(event.key) && event.preventDefault()}
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
