import { app, dialog, type BrowserWindow } from 'electron'
import path from 'node:path'

const tables = [{ name: '工作簿或 CSV 文件', extensions: ['xlsx', 'csv', 'txt'] }]

/** The system's dialog for the files of an organisation. */
export async function chooseTables(window: BrowserWindow | undefined): Promise<string[] | undefined> {
  const options = { title: '选择机构人员表', properties: ['openFile' as const, 'multiSelections' as const], filters: tables }
  const choice = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options))
  return choice.canceled ? undefined : choice.filePaths
}

/** The system's dialog for a year of holidays. */
export async function chooseHolidays(window: BrowserWindow | undefined): Promise<string | undefined> {
  const filters = [{ name: '节假日安排', extensions: ['json'] }]
  const options = { title: '选择节假日安排', properties: ['openFile' as const], filters }
  const choice = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options))
  return choice.canceled ? undefined : choice.filePaths[0]
}

/** The system's dialog for the picture of a seal. */
export async function chooseSealPicture(window: BrowserWindow | undefined): Promise<string | undefined> {
  const filters = [{ name: '印章图片', extensions: ['png'] }]
  const options = { title: '选择印章图片', properties: ['openFile' as const], filters }
  const choice = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options))
  return choice.canceled ? undefined : choice.filePaths[0]
}

/** The system's dialog for where a file is to go; it asks by itself before another is replaced. */
export async function chooseFile(window: BrowserWindow | undefined, name: string): Promise<string | undefined> {
  const filters = [{ name: path.extname(name).slice(1).toUpperCase(), extensions: [path.extname(name).slice(1)] }]
  const options = { title: '导出', defaultPath: path.join(app.getPath('documents'), name), filters }
  const choice = await (window ? dialog.showSaveDialog(window, options) : dialog.showSaveDialog(options))
  return choice.canceled || choice.filePath === '' ? undefined : choice.filePath
}

/** The system's dialog for the folder several files are to go to. */
export async function chooseFolder(window: BrowserWindow | undefined): Promise<string | undefined> {
  const options = { title: '选择存放的文件夹', properties: ['openDirectory' as const, 'createDirectory' as const] }
  const choice = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options))
  return choice.canceled ? undefined : choice.filePaths[0]
}
