import { app, dialog, type BrowserWindow } from 'electron'
import path from 'node:path'
import type { Printer } from '../../src-shared/ipc/paper.ts'

const kinds = { pdf: 'PDF', ofd: 'OFD 版式文件' } as const

/** The system's dialog for where a PDF or OFD is to go; it asks by itself before another file is replaced. */
export async function choosePaperPlace(
  window: BrowserWindow | undefined,
  name: string,
  kind: keyof typeof kinds,
): Promise<string | undefined> {
  const options = {
    title: `导出 ${kind.toUpperCase()}`,
    defaultPath: path.join(app.getPath('documents'), name),
    filters: [{ name: kinds[kind], extensions: [kind] }],
  }
  const choice = await (window ? dialog.showSaveDialog(window, options) : dialog.showSaveDialog(options))
  if (choice.canceled || choice.filePath === '') return undefined
  return path.extname(choice.filePath) === '' ? `${choice.filePath}.${kind}` : choice.filePath
}

/** The system's dialog for the folder many files are to go to. */
export async function choosePaperFolder(window: BrowserWindow | undefined): Promise<string | undefined> {
  const options = { title: '导出到文件夹', properties: ['openDirectory' as const, 'createDirectory' as const] }
  const choice = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options))
  return choice.canceled ? undefined : choice.filePaths[0]
}

/** The printers of this machine, the system's standard one first. */
export async function printersOf(window: BrowserWindow | undefined): Promise<readonly Printer[]> {
  const found = (await window?.webContents.getPrintersAsync()) ?? []
  return found
    .map((one) => {
      const { isDefault } = one as { isDefault?: boolean }
      return { name: one.name, title: one.displayName || one.name, isDefault: isDefault === true }
    })
    .toSorted((a, b) => Number(b.isDefault) - Number(a.isDefault))
}
