import { ipcRenderer } from 'electron'

/* All that comes into the window of an opened file: one port with its bytes. There is no bridge and no way to call main (SE-83). */
ipcRenderer.once('file-view:port', (event) => {
  window.postMessage({ type: 'file-view:port' }, window.location.origin, event.ports)
})
