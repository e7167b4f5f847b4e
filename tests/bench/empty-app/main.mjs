// An Electron window with nothing in it: the floor that any desk starts from.
import { app, BrowserWindow } from 'electron'

app.enableSandbox()
// not awaited here: Electron is not ready before this module has run
void app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1366, height: 768, show: false })
  window.once('ready-to-show', () => window.show())
  return window.loadURL('data:text/html,<p id="here">empty</p>')
})
