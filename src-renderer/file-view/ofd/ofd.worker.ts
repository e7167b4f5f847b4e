import { ofdLimits } from './ofd-document.ts'
import { readOfd } from './read-ofd.ts'

/*
 * Reads an OFD beside the page, so that one that takes long does not stop it: answers the bytes it is given with an
 * `OfdDocument`. The page's watch, and this deadline before it, end what does not come to an end (PP-63).
 */
const deadlineMs = 15_000

addEventListener('message', ({ data }: MessageEvent<Uint8Array<ArrayBuffer>>) => {
  const end = performance.now() + deadlineMs
  postMessage(
    readOfd(
      data,
      ofdLimits(() => performance.now() > end),
    ),
  )
})
