import type { ReactNode } from 'react'
import type { Chapter, ChapterPrimary, ChapterProps } from './chapter.ts'
import { useConsult } from './consult/use-consult.ts'
import { useIncoming } from './incoming/use-incoming.ts'
import { useIssue } from './issue/use-issue.ts'
import { useRouting } from './routing/use-routing.ts'

/** All chapters of the work on a document, as one: the first that asks for something gives the primary button. */
export function useChapters(props: ChapterProps): Chapter {
  const all = [useIssue(props), useIncoming(props), useConsult(props), useRouting(props)]
  const each = (of: (chapter: Chapter) => ReactNode): ReactNode => all.map((one, i) => <Part key={i}>{of(one)}</Part>)
  return {
    primary: all.map((one) => one.primary).find((one): one is ChapterPrimary => one !== undefined),
    menu: all.flatMap((one) => one.menu),
    bar: each((one) => one.bar),
    dialog: each((one) => one.dialog),
  }
}

function Part({ children }: { children: ReactNode }) {
  return <>{children}</>
}
