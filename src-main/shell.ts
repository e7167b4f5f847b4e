import { Menu, Notification, Tray, nativeImage, type BrowserWindow } from 'electron'
import type { CallInput } from '../src-shared/ipc/contract.ts'
import icon from '../resources/icons/tray.png?inline'
import { noticeWords, titleWords, trayWords, type Counts } from './shell-words.ts'

export type Shell = {
  /** what waits for the person now, and what came since the last time; told by the page */
  counts: (said: CallInput<'shell.counts'>) => void
  /** the desk is locked or signed out: nothing waits for anybody */
  clear: () => void
  close: () => void
}

export type ShellPort = {
  window: () => BrowserWindow | undefined
  /** goes to the list of 待办 */
  openTodo: () => void
  lock: () => void
  quit: () => void
}

/**
 * What the desk shows outside its window: the count in the title and in the tray, and a notice when something new waits
 * while the person looks elsewhere. One notice for all that came together, never with a title or a name (SE-90).
 */
export function openShell(port: ShellPort): Shell {
  const tray = new Tray(nativeImage.createFromDataURL(icon))
  const shown = new Set<Notification>()

  const toTodo = (): void => {
    const window = port.window()
    if (window?.isMinimized()) window.restore()
    window?.show()
    window?.focus()
    port.openTodo()
  }
  const show = (counts: Counts | undefined): void => {
    tray.setToolTip(trayWords(counts))
    port.window()?.setTitle(titleWords(counts))
    tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: trayWords(counts), click: toTodo },
        { type: 'separator' },
        { label: '锁定', enabled: counts !== undefined, click: port.lock },
        { label: '退出', click: port.quit },
      ]),
    )
  }
  const tell = (arrived: number, urgent: number): void => {
    const window = port.window()
    if (arrived === 0 || (window?.isFocused() ?? false) || !Notification.isSupported()) return
    const notice = new Notification({ title: '留痕', body: noticeWords(arrived, urgent) })
    // held until it is gone: a collected notice answers no click
    shown.add(notice)
    notice.on('click', toTodo)
    notice.on('close', () => shown.delete(notice))
    notice.on('failed', () => shown.delete(notice))
    notice.show()
  }

  tray.on('click', toTodo)
  show(undefined)
  return {
    counts: ({ arrived, urgent, ...counts }) => {
      show(counts)
      tell(arrived, urgent)
    },
    clear: () => show(undefined),
    close: () => tray.destroy(),
  }
}
