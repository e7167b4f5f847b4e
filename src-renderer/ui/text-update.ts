/** Words of releases at the desk (UP-15). */
export const tu = {
  title: '新版本',
  fetching: (version: string, percent: number) => `正在下载新版本 ${version}：${percent}%`,
  ready: (version: string) => `新版本 ${version} 已就绪`,
  stuck: '新版本没有装成',
  failed: (version: string) => `${version} 打不开，已换回原来的版本`,
  restartsAt: (at: string) => `${at} 自动重启更新`,
  now: '重启并更新',
  later: '稍后',
  again: '再试一次',
  close: '关闭',
  whatIsNew: '这一版的变化',
  restartHint: '重启前会把您写的内容全部存好；重启后请重新登录。',
  restartsBy: (at: string) => `管理员规定的期限已到，${at} 将自动重启更新。请在这之前写到一个段落；没写完也不会丢。`,
  flushFailed: '刚才没有重启：有内容还没有存到磁盘上。请先看状态栏里的提示，存好后再更新。',
} as const

/** Why it waits although it lies ready, by what decide says. */
export const waits: Readonly<Record<string, string>> = {
  typing: '您停手一会儿后会自动重启更新，也可以现在就更新。',
  printing: '打印完会接着更新。',
  importing: '导入导出完会接着更新。',
  battery: '接上电源后会自动更新，也可以现在就更新。',
  hours: '到管理员规定的时段会自动更新，也可以现在就更新。',
  held: '管理员暂停了这次更新，先用现在的版本。',
  spread: '还没有轮到这台电脑，到时会自动下载。',
  offer: '您方便的时候更新。',
  sendFirst: '还有没上报的内容，上报后会自动更新。',
  flush: tu.flushFailed,
}

/** What stopped it, by code; the person's work is never touched. */
export const stops: Readonly<Record<string, string>> = {
  'UP-SIGNATURE': '新版本的签名不是本县认可的，没有安装。',
  'UP-FILE': '下载的文件与签名的不符，没有安装。',
  'UP-STATEMENT': '新版本的说明与文件对不上，没有安装。',
  'UP-MACHINE': '新版本里没有适合这台电脑的文件。',
  'UP-OLDER': '服务器给的版本比现在的旧，没有安装。',
  'UP-GONE': '服务器上已经没有这个版本的文件。',
  'UP-NO-ROOM': '磁盘空间不够或没有写入的权限，没有安装。',
  'UP-NO-INSTALLER': '这台电脑上的安装服务没有应答，没有安装。',
  'UP-FELL': '新版本连续两次没有打开，已自动换回原来的版本并告诉管理员。',
}
export const stopped = (code: string): string => stops[code] ?? '新版本没有装成。'
export const stopNext = '原来的版本照常使用，您写的内容都在。管理员已能看到，请不必重装。'
