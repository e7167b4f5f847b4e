import { app, dialog, type BrowserWindow } from 'electron'
import path from 'node:path'
import { copyExtension } from './safe-copies.ts'

const filters = [{ name: '留痕安全副本', extensions: [copyExtension.slice(1)] }]

/** The system's dialog for where a safe copy is to go; it asks by itself before another file is replaced. */
export async function chooseTarget(window: BrowserWindow | undefined, name: string): Promise<string | undefined> {
  const options = { title: '导出安全副本', defaultPath: path.join(app.getPath('documents'), name), filters }
  const choice = await (window ? dialog.showSaveDialog(window, options) : dialog.showSaveDialog(options))
  return choice.canceled || choice.filePath === '' ? undefined : choice.filePath
}

/** The system's dialog for the safe copy to take in. */
export async function chooseSource(window: BrowserWindow | undefined): Promise<string | undefined> {
  const options = { title: '导入安全副本', properties: ['openFile' as const], filters }
  const choice = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options))
  return choice.canceled ? undefined : choice.filePaths[0]
}
