import { Fragment, type ReactNode } from 'react'
import type { Chapter, ChapterPrimary, ChapterProps } from './chapter.ts'
import { useArchive } from './archive/use-archive.tsx'
import { useConsult } from './consult/use-consult.tsx'
import { useIncoming } from './incoming/use-incoming.tsx'
import { useIssue } from './issue/use-issue.tsx'
import { useRouting } from './routing/use-routing.tsx'
import { useTemplates } from './templates/use-templates.tsx'
import './work.css'

/** All chapters of the work on a document, as one: the first that asks for something gives the primary button. */
export function useChapters(props: ChapterProps): Chapter {
  const all = [useIssue(props), useIncoming(props), useConsult(props), useRouting(props), useArchive(props), useTemplates(props)]
  const each = (of: (chapter: Chapter) => ReactNode): ReactNode => all.map((one, i) => <Fragment key={i}>{of(one)}</Fragment>)
  return {
    primary: all.map((one) => one.primary).find((one): one is ChapterPrimary => one !== undefined),
    menu: all.flatMap((one) => one.menu),
    bar: each((one) => one.bar),
    dialog: each((one) => one.dialog),
    blocked: all.map((one) => one.blocked).find((one) => one !== undefined),
  }
}
