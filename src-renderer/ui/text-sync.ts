/** Words of the first sync in the status bar (UI-60). */
export const ts = {
  fetchingList: (done: number, total: number) => `首次同步：正在取清单 ${done} / ${total}`,
  fetchingBodies: (done: number, total: number) => `首次同步：正在取正文 ${done} / ${total}`,
  fetchingHint: '清单到了就可以办理；要看的公文会先取来。',
  nothingYet: '正在取您的公文…',
  nothingYetHint: '这台电脑上还没有您的公文，正在从县里的服务器取来。可以先拟稿。',
  nothingYetOffline: '还没有取到您的公文',
  nothingYetOfflineHint: '现在没有连上县里的服务器，连上后会自动取来。可以先拟稿。',
} as const
