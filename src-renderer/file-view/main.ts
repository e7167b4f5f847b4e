import { tv } from '../ui/text-file-view.ts'
import { el } from './elements.ts'
import { openOfd } from './ofd/open-ofd.ts'
import { openPdf } from './pdf/open-pdf.ts'
import { lineTo, receive } from './receive.ts'
import { ofdWorker, pdfWorker } from './workers.ts'
import { openShell, type Shell } from './shell.ts'
import { FileTrouble, type ShownDocument, type ViewHost } from './shown-document.ts'

/*
 * The window of one opened file (PP-61): bytes come over the one port the preload hands in, are shown, and that is all this page
 * can do. What cannot be shown is told to main by its code; main ends the window and the desk tells the person.
 */
window.addEventListener('message', (event) => {
  const port = event.source === window ? event.ports[0] : undefined
  if (port && (event.data as { type?: unknown } | null)?.type === 'file-view:port') void show(port)
})

async function show(port: MessagePort): Promise<void> {
  const line = lineTo(port)
  const told = el('p', 'opening', tv.opening)
  document.body.replaceChildren(told)
  let shell: Shell | undefined
  const host: ViewHost = {
    progress: () => line.say({ type: 'progress' }),
    link: (url) => line.say({ type: 'link', url: url.slice(0, 2000) }),
    jump: (page) => shell?.list.goTo(page),
  }
  try {
    const file = await line.busyWith(() =>
      receive(port, line, (share) => {
        told.textContent = tv.receiving(Math.floor(share * 100))
      }),
    )
    const shown = await line.busyWith((): Promise<ShownDocument> => {
      told.textContent = tv.opening
      if (file.kind === 'pdf') return openPdf(file.bytes, pdfWorker(), new URL('./pdfjs/', window.location.href).href, host)
      return openOfd(file.bytes, ofdWorker(), host)
    })
    shell = await openShell(document.body, file.name, shown, line)
    line.say({ type: 'shown', pages: shown.pages })
  } catch (error) {
    line.say({ type: 'failed', code: error instanceof FileTrouble ? error.code : 'FV-DAMAGED' })
  }
}
