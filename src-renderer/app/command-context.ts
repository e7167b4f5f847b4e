import type { Place } from '../data/api.ts'
import type { LeaseDialog } from '../document/lease/use-lease.tsx'
import type { ViewKind } from '../document/reading/view.ts'

/** What commands act on. Parts that are not on screen are null. */
export type CommandContext = {
  go: (place: Place) => void
  /** null: an administrator, who drafts nothing (SE-112) */
  newDraft: (() => void) | null
  syncNow: () => void
  openPalette: () => void
  /** 查找 over everything */
  openFind: () => void
  openSheet: () => void
  /** locks the desk (SE-52) */
  lock: () => void
  /** dialogs of safe copies */
  exportCopy: () => void
  importCopy: () => void
  signOut: () => void
  toggleRail: () => void
  /** an empty 文件处理单 to be printed */
  blankSheet: () => void
  /** 纸质来文登记; null for who keeps no register */
  registerPaper: (() => void) | null
  /** null: no number book this person looks into */
  numberBook: (() => void) | null
  /** 交接 of whoever leaves; null for who is of no office */
  handOver: (() => void) | null
  /** `batch`, `acts`: null where nothing is marked */
  list: { move: (by: number) => void; open: () => void; batch: (() => void) | null; acts: (() => void) | null } | null
  doc: {
    primary: () => void
    save: () => void
    setView: (kind: ViewKind) => void
    /** there is a 清稿 to read */
    hasClean: () => boolean
    toggleForm: () => void
    togglePages: () => void
    print: () => void
    lease: (what: LeaseDialog | 'release') => void
    addAttachment: () => void
    insertPicture: () => void
    comment: () => void
    ink: (kind: 'circled' | 'note') => void
    nextChange: (by: 1 | -1) => void
    decide: (verdict: 'accept' | 'reject' | 'undo') => void
    showCard: () => void
    nextFinding: (by: 1 | -1) => void
    correctFinding: () => void
    find: (replace: boolean) => void
    findStep: (by: 1 | -1) => void
    back: () => void
  } | null
}
