import { noChapter, type Chapter, type ChapterProps } from '../chapter.ts'

/** 收文办理 on a document's page. */
export function useIncoming(_props: ChapterProps): Chapter {
  return noChapter
}
