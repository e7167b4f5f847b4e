import '../ui/tokens.css'
import './paper-page.css'
import type { FromPaper, ToPaper } from '../../src-shared/ipc/paper.ts'
import { pictureAsPng } from './png.ts'
import { readPlaced } from './read-placed.ts'
import { renderPaper } from './render-paper.ts'
import { renderSheet } from './sheets/render-sheet.ts'

/* The hidden page: draws the job main hands in and tells what came of it. Main prints it (src-main/paper). */

const root = document.querySelector('main') as HTMLElement
// main answers for the pictures of this job and for nothing else
const pictures = (sm3: string): string => `/picture/${sm3}`

async function obey(word: ToPaper): Promise<FromPaper> {
  if (word.type === 'place') return { type: 'placed', placed: readPlaced(root) }
  if (word.type === 'png') return { type: 'png', bytes: await pictureAsPng(root, word.file) }
  const { job } = word
  const { pages, troubles } = 'sheet' in job ? await renderSheet(root, job) : await renderPaper(root, job, pictures)
  return { type: 'drawn', pages, troubles }
}

window.addEventListener('message', ({ data, ports: [port], source }: MessageEvent<{ type?: unknown } | null>) => {
  if (source !== window || data?.type !== 'paper:port' || !port) return
  port.addEventListener('message', ({ data: word }: MessageEvent<ToPaper>) => {
    obey(word).then(
      (answer) => port.postMessage(answer),
      () => port.postMessage({ type: 'failed' } satisfies FromPaper),
    )
  })
  port.start()
})
