import { useEffect, useRef } from 'react'
import type { TrackContext } from '../../src-shared/revision/types.ts'
import type { DocumentId } from '../../src-shared/ids.ts'
import type { PaperFacts } from '../../src-shared/paper/model.ts'
import type { DeskData, OpenBody } from '../data/api.ts'
import { call } from '../desk.ts'
import { useLatest } from '../ui/use-latest.ts'
import { makeAutosave, type Autosave } from './autosave.ts'
import { openPageEditor, type PageEditor } from './editor/page-editor.ts'
import type { PictureWork } from './editor/picture-inserter.ts'
import type { Looks } from './editor/looks.ts'
import { refreshPages } from './pages/pages-plugin.ts'
import './editor/page.css'
import './editor/marks.css'

/** An open page and its saving, as the rest of the window uses it. */
export type OpenPage = { docId: DocumentId; editor: PageEditor; autosave: Autosave }

type Props = {
  data: DeskData
  body: OpenBody
  looks: Looks
  label: string
  hidden: boolean
  /** what stands on paper around the text; null: no pages are shown (连续视图) */
  facts: PaperFacts | null
  tracking: () => 'tracked' | 'untracked' | null
  context: () => TrackContext
  onOpen: (page: OpenPage | undefined) => void
  onChange: (change: { docChanged: boolean }) => void
  onUndoSent: (done: 'recorded' | 'nothing') => void
  onRefused: (reason: string) => void
  onPictureWork: (work: PictureWork) => void
  onTrouble: (error: unknown) => void
}

/** The thin React shell of the editor: opens it once per document, keeps it through renders, saves on the way out. */
export function LivePage(props: Props) {
  const mount = useRef<HTMLDivElement>(null)
  const page = useRef<OpenPage | undefined>(undefined)
  const latest = useLatest(props)
  const { data, body } = props

  useEffect(() => {
    const element = mount.current
    if (!element) return undefined
    let autosave: Autosave | undefined
    const editor = openPageEditor({
      mount: element,
      doc: body.working,
      looks: latest.current.looks,
      label: latest.current.label,
      tracking: () => latest.current.tracking(),
      context: () => latest.current.context(),
      onChange: (change) => {
        if (change.docChanged) autosave?.touched()
        latest.current.onChange(change)
      },
      onUndoSent: (done) => latest.current.onUndoSent(done),
      onRefused: (reason) => latest.current.onRefused(reason),
      onPictureWork: (work) => latest.current.onPictureWork(work),
      pages: { facts: () => latest.current.facts },
      onEscape: (code, detail) =>
        void call('log.write', { level: 'error', code, detail: detail.slice(0, 500) }).catch(() => undefined),
    })
    autosave = makeAutosave(body.docId, data, editor, (error) => latest.current.onTrouble(error))
    const saving = autosave
    const open: OpenPage = { docId: body.docId, editor, autosave: saving }
    page.current = open
    latest.current.onOpen(open)
    const offs = [
      data.onBodyMoved(body.docId, (next) => editor.takeOver(next.working)),
      data.onFlush(body.docId, () => {
        const work = editor.take()
        return work && { steps: work.steps, working: work.doc, giveBack: () => saving.giveBack(work) }
      }),
    ]
    const onBlur = (): void => void saving.flush().catch(() => undefined)
    window.addEventListener('blur', onBlur)
    editor.view.dom.addEventListener('blur', onBlur)
    return () => {
      window.removeEventListener('blur', onBlur)
      for (const off of offs) off()
      page.current = undefined
      latest.current.onOpen(undefined)
      void saving.close().finally(() => editor.destroy())
    }
  }, [data, body, latest])

  useEffect(() => page.current?.editor.setLooks(props.looks), [props.looks])
  useEffect(() => {
    const view = page.current?.editor.view
    if (view) refreshPages(view)
  }, [props.facts])
  useEffect(() => page.current?.editor.refreshEditable())

  return <div ref={mount} hidden={props.hidden} />
}
