import { noChapter, type Chapter, type ChapterProps } from '../chapter.ts'

/** 发文办理 on a document's page. */
export function useIssue(_props: ChapterProps): Chapter {
  return noChapter
}
