/** Words of the first sync in the status bar (UI-60). */
export const ts = {
  fetchingList: (done: number, total: number) => `首次同步：正在取清单 ${done} / ${total}`,
  fetchingBodies: (done: number, total: number) => `首次同步：正在取正文 ${done} / ${total}`,
  fetchingHint: '清单到了就可以办理；要看的公文会先取来。',
} as const
