import { dialog, type BrowserWindow } from 'electron'

/** The system's dialog for pictures of the kinds the desk takes; what a file is its bytes say. */
export async function choosePictures(window: BrowserWindow | undefined): Promise<readonly string[]> {
  const options = {
    properties: ['openFile' as const, 'multiSelections' as const],
    filters: [{ name: '图片', extensions: ['png', 'jpg', 'jpeg', 'gif', 'webp', 'bmp'] }],
  }
  const choice = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options))
  return choice.canceled ? [] : choice.filePaths
}
