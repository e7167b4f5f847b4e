// An Electron window with nothing in it: the floor that any desk starts from.
import { app, BrowserWindow } from 'electron'

app.enableSandbox()
await app.whenReady()
const window = new BrowserWindow({ width: 1366, height: 768, show: false })
window.once('ready-to-show', () => window.show())
await window.loadURL('data:text/html,<p id="here">empty</p>')
