import type { SettledBy } from '../../src-shared/sync/store-port.ts'

/** The words of 需处理. Beside `text.ts` for proofreading. */
export const ta = {
  waiting: (n: number) => `待处理 ${n}`,
  aside: (n: number) => `已处理 ${n}`,
  emptyAside: '还没有处理过的事',
  emptyAsideHint: '处理过的内容在这里保留 90 天，随时可以取回。',
  withHead: '随上面那件没有生效',
  alsoFell: (n: number) => `随它没有生效的还有 ${n} 件，先处理这一件。`,
  // the two sides
  sides: '两边对照',
  mine: '您写的',
  mineSigned: '您签发的那一稿',
  theirs: '现在的公文',
  notInForce: '未生效签批',
  version: (n: number) => `第 ${n} 稿`,
  stands: (step: string, holder: string) => (holder ? `在${step}环节，${holder}办理` : `在${step}环节`),
  signed: '已签发',
  discarded: '草稿已删除',
  notHere: '这份公文不在本机上了。',
  lastAct: (who: string, what: string, when: string) => `最近：${who}${what}，${when}`,
  same: '两边的文字一样。',
  more: (n: number) => `另有 ${n} 处不同，打开公文看全文。`,
  absent: '（没有这一段）',
  reading: '正在取您签发的那一稿…',
  unread: (why: string) => `您签发的那一稿没有取到：${why}`,
  noHead: '现在这一稿还没有取到本机。',
  // choices
  bringIn: '打开并入为修订',
  bringInHint: '您的修改留在公文里，打开后可以作为修订并入现在这一稿',
  signAnew: '看过现在这一稿，重新签发',
  signAnewHint: '打开公文；您的意见已填好，看过再签',
  sendAgain: '再办一次',
  sendAgainHint: '现在可以办了：按今天的日期、原来的内容再办一次',
  sentAgain: '已再办一次',
  supplement: '记为补充意见',
  supplementHint: '记入公文的意见栏，注明没有参与流转',
  supplementTitle: '记为补充意见',
  supplementTells: '补充意见记入公文的意见栏，注明离线形成、未参与流转；不改变公文的流转，记入后不能撤销。',
  supplementDone: '已记为补充意见',
  record: '记入',
  givenOn: '意见日期',
  restoredDraft: '存为恢复稿',
  undo: '撤销',
  takeUp: '重新处理',
  takenUp: '已放回待处理',
  late: '补充意见 · 未参与流转',
} as const

/** How an item was settled, in a word. */
export const settledWord: Record<SettledBy, string> = {
  aside: '搁置',
  draft: '已另存为新稿',
  sentAgain: '已再办一次',
  supplement: '已记为补充意见',
}
/** Where the document itself settled it: its late edits were brought in, or put aside there. */
export const settledThere = '已在公文里处理'
