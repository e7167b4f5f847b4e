import type { Chapter } from '../ui/chapter.ts'

export type { Chapter, ChapterPrimary, ChapterProps } from '../ui/chapter.ts'

export const noChapter: Chapter = { primary: undefined, menu: [], bar: null, dialog: null }
