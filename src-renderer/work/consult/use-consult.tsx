import { noChapter, type Chapter, type ChapterProps } from '../chapter.ts'

/** 会签 on a document's page. */
export function useConsult(_props: ChapterProps): Chapter {
  return noChapter
}
