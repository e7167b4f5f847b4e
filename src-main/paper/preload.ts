import { ipcRenderer } from 'electron'

/* All that comes into the hidden page that draws paper: one port. There is no bridge and no way to call main (PP-43). */
ipcRenderer.once('paper:port', (event) => {
  window.postMessage({ type: 'paper:port' }, window.location.origin, event.ports)
})
