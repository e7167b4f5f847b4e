import type { Node as PmNode } from 'prosemirror-model'
import { useEffect, useRef } from 'react'
import { openProjection } from './editor/page-editor.ts'
import type { Looks } from './editor/looks.ts'
import './editor/page.css'

/** 原稿 and 最终稿: pure readings of the document, never saved (T6). */
export function ProjectionPage({ doc, looks, label }: { doc: PmNode; looks: Looks; label: string }) {
  const mount = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!mount.current) return undefined
    const view = openProjection(mount.current, doc, looks, label)
    return () => view.destroy()
  }, [doc, looks, label])
  return <div ref={mount} />
}
