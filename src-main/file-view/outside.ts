import type { BrowserWindow, Dialog, Shell } from 'electron'

/* What leads out of the desk is asked for by main itself: a page that was taken over can press no button here (SE-86, SE-87). */

/** An address as it is shown and opened; undefined for all but http and https: nothing else is ever followed. */
export function safeLink(url: string): string | undefined {
  try {
    const parsed = new URL(url)
    // credentials before the host make an address look like another one
    if ((parsed.protocol !== 'https:' && parsed.protocol !== 'http:') || parsed.username || parsed.password) return undefined
    return parsed.href
  } catch {
    return undefined
  }
}

/** Asks before an address of an opened file is given to the browser; one question at a time. */
export function outsideLink(
  dialog: Pick<Dialog, 'showMessageBox'>,
  shell: Pick<Shell, 'openExternal'>,
): (url: string, window: BrowserWindow) => void {
  let isAsking = false
  return (url, window) => {
    const link = safeLink(url)
    if (link === undefined || isAsking) return
    isAsking = true
    dialog
      .showMessageBox(window, {
        type: 'question',
        title: '打开网址',
        message: '用浏览器打开文件里的这个网址吗？',
        detail: `${link}\n\n网址是文件里写的，留痕不能核对它通向哪里。请认清域名再打开。`,
        buttons: ['打开', '不打开'],
        defaultId: 1,
        cancelId: 1,
        noLink: true,
      })
      .then(({ response }) => (response === 0 ? shell.openExternal(link) : undefined))
      .catch(() => undefined)
      .finally(() => {
        isAsking = false
      })
  }
}

/** Asks before an attachment is given to a program of the system; true: the person wants it. `from`: who sent it, as the page knows. */
export async function asksOutside(
  dialog: Pick<Dialog, 'showMessageBox'>,
  window: BrowserWindow | undefined,
  file: { name: string; size: number; from: string | undefined },
): Promise<boolean> {
  const options = {
    type: 'warning' as const,
    title: '用系统程序打开',
    message: `“${file.name}”要用系统里的程序打开`,
    detail: [
      `大小：${sizeWords(file.size)}`,
      ...(file.from ? [`来自：${file.from}`] : []),
      '',
      '留痕自己只显示 PDF 和 OFD。这个文件会以明文副本交给系统程序，锁定或退出留痕时副本删除；在那里所作的改动不会存回公文。',
      '请确认您认得发来的人，再打开。',
    ].join('\n'),
    buttons: ['打开', '不打开'],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  }
  const { response } = await (window ? dialog.showMessageBox(window, options) : dialog.showMessageBox(options))
  return response === 0
}

const sizeWords = (bytes: number): string =>
  bytes >= 1_048_576 ? `${(bytes / 1_048_576).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1024))} KB`
