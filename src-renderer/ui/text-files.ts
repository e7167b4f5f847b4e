/** The words of attachments on their way. Beside `text.ts` for proofreading. */
export const tf = {
  in: '正在存入',
  up: '正在上传',
  down: '正在取回',
  amount: (done: string, total: string) => `${done} / ${total}`,
  cancel: '取消',
  cancelled: '已取消，附件没有添加',
  again: '重试',
  goOn: '继续',
  /** which button it is, for who hears the page */
  of: (act: string, name: string) => `${act}：${name}`,
  // where a file is, beside its size; nothing where it is on this desk and at the server
  unsent: '未上传',
  unsentHint: '附件在本机，有网络时自动上传',
  absent: '不在本机',
  absentHint: '打开时从服务器取回，需要网络',
  stoppedUp: '已停下，还没有送到服务器；附件在本机',
  stoppedDown: '已停下，取到的部分留着',
  waitsUp: '还没有送到服务器，会自动接着传；附件在本机',
  waitsDown: '还没有取到，会自动接着取',
} as const
