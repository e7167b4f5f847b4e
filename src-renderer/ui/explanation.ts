/** What a code means to a person: what happened, that the work is safe, what to do (UI-10). */
export type Explanation = { what: string; safe: string; next: string }

/** What is said of the work in most of them. */
export const kept = '您写的内容都还在本机。'
export const untouched = '公文没有改动。'
export const notDone = '这一步没有生效，您写的都留存在“需处理”。'
export const rewrite = '可以另存为新稿，或打开公文对照着再改。'
export const report = '请再试一次；仍不行请把代码告诉管理员。'

export const e = (what: string, safe: string, next: string): Explanation => ({ what, safe, next })
