import { Modal, Spin } from 'antd'
import type { Node as PmNode } from 'prosemirror-model'
import { useEffect, useMemo, useRef, useState } from 'react'
import { verdicts, type DocumentState } from '../../src-shared/workflow/document-state.ts'
import type { Ink } from '../../src-shared/workflow/inks.ts'
import type { DeskData } from '../data/api.ts'
import { sm3 } from '../data/sm3.ts'
import { codeOf } from '../desk.ts'
import type { Looks } from '../document/editor/looks.ts'
import { elementsOf } from '../document/elements.ts'
import { labels } from '../document/labels.ts'
import { PageSurface } from '../document/PageSurface.tsx'
import { ProjectionPage } from '../document/ProjectionPage.tsx'
import { blockElement } from '../ink/block-place.ts'
import { inkName } from '../ink/facts.ts'
import { InkLayer } from '../ink/InkLayer.tsx'
import { blocksOf, wordsSm3 } from '../../src-shared/document/block-words.ts'
import { InkThumb } from '../ui/InkDrawing.tsx'
import { sentence } from '../ui/messages.ts'
import { unknownLook, type PersonLook } from '../ui/persons.ts'
import { ti } from '../ui/text-ink.ts'

type Props = {
  data: DeskData
  state: DocumentState
  ink: Ink
  persons: ReadonlyMap<string, PersonLook>
  now: number
  onClose: () => void
}

/** The version a drawing was made on, with all its marks as they stood then and the drawing over them (UI-60). */
export function InkVersion({ data, state, ink, persons, now, onClose }: Props) {
  const [found, setFound] = useState<PmNode | { code: string } | undefined>()
  const { id } = state
  useEffect(() => {
    let gone = false
    data.version(id, ink.bodyVersion).then(
      (doc) => !gone && setFound(doc),
      (error: unknown) => !gone && setFound({ code: codeOf(error) }),
    )
    return () => {
      gone = true
    }
  }, [data, id, ink.bodyVersion])
  return (
    <Modal open title={ti.versionTitle(ink.bodyVersion, inkName(ink.kind))} footer={null} width={860} centered onCancel={onClose}>
      <div className="ink-version">
        {found === undefined && <Spin description={ti.versionReading} />}
        {found && 'code' in found && (
          <div className="empty">
            {sentence(found.code)}
            <InkThumb
              figure={{ kind: ink.kind, strokes: ink.strokes, name: ink.by.name, drawnAt: ink.authoredAt }}
              className={(persons.get(ink.by.userId) ?? unknownLook).className}
            />
          </div>
        )}
        {found && !('code' in found) && <Version doc={found} state={state} ink={ink} persons={persons} now={now} />}
      </div>
    </Modal>
  )
}

const noShown = (): void => undefined

function Version({ doc, state, ink, persons, now }: Omit<Props, 'data' | 'onClose'> & { doc: PmNode }) {
  const desk = useRef<HTMLDivElement>(null)
  const { decisions } = state
  const looks = useMemo<Looks>(
    () => ({
      persons,
      verdicts: verdicts({ decisions: decisions.filter((one) => one.at <= ink.at) }),
      current: null,
      labels,
    }),
    [persons, decisions, ink.at],
  )
  const block = blocksOf(doc, new Set([ink.blockId])).get(ink.blockId)
  const note = !block ? ti.versionGone : wordsSm3(block, sm3) === ink.wordsSm3 ? undefined : ti.versionMerged
  const inks = useMemo(() => [ink], [ink])
  useEffect(() => {
    const sheet = desk.current?.querySelector('.sheet')
    if (!sheet) return undefined
    // the paper takes its width after it has come onto the desk: the drawing is brought into sight once it has
    const show = (): void => blockElement(sheet, ink.blockId)?.scrollIntoView({ block: 'center', behavior: 'instant' })
    const observer = new ResizeObserver(show)
    observer.observe(sheet)
    return () => observer.disconnect()
  }, [ink.blockId])
  return (
    <>
      {note && <p className="amber">{note}</p>}
      {!block && (
        <InkThumb
          figure={{ kind: ink.kind, strokes: ink.strokes, name: ink.by.name, drawnAt: ink.authoredAt }}
          className={(persons.get(ink.by.userId) ?? unknownLook).className}
        />
      )}
      <PageSurface
        doc={state}
        elements={elementsOf(doc)}
        overlay={null}
        letters={false}
        desk={desk}
        ink={<InkLayer inks={inks} doc={doc} draft={null} persons={persons} turns={state} current={null} now={now} />}
      >
        <ProjectionPage doc={doc} looks={looks} label={ti.onVersion(ink.bodyVersion)} onShown={noShown} />
      </PageSurface>
    </>
  )
}
