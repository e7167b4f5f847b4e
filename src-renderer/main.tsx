import './no-eval.ts'
import { createRoot } from 'react-dom/client'
import { App } from './app/App.tsx'
import { call } from './desk.ts'
import { facesInUse, facesReady } from './paper/faces.ts'
import 'prosemirror-view/style/prosemirror.css'
import './ui/tokens.css'

// what nobody caught is logged by its kind and place, never by content
window.addEventListener('error', (event) => {
  // the browser's notice that a size is told one frame later: nothing failed
  if (event.message.startsWith('ResizeObserver loop')) return
  const detail = `${event.error instanceof Error ? event.error.name : 'Error'} ${event.filename}:${event.lineno}`
  void call('log.write', { level: 'error', code: 'UI-UNCAUGHT', detail: detail.slice(0, 500) }).catch(() => undefined)
})

const root = document.getElementById('root')
if (!root) throw new Error('no #root')
createRoot(root).render(<App />)

// the faces of the page are fetched while someone signs in, so the first document is not shown without its letters (PP-20)
requestIdleCallback(() => void facesReady(facesInUse(), [400]))
