import { noChapter, type Chapter, type ChapterProps } from '../chapter.ts'

/** 流转 on a document's page. */
export function useRouting(_props: ChapterProps): Chapter {
  return noChapter
}
