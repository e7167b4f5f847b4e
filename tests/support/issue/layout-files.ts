import { strToU8, zipSync } from 'fflate'
import { sm3 } from '../../../src-server/sm3.ts'
import type { LayoutPair } from '../../../src-shared/workflow/issue/layout.ts'
import { paths } from '../../../src-shared/sync/protocol.ts'
import { call, type Desk } from '../server/desk.ts'

/** Bytes that pass for a layout: what a PDF and an OFD begin with, told apart by `words`. */
export const layoutFiles = (words: string): { pdf: Uint8Array; ofd: Uint8Array } => ({
  pdf: strToU8(`%PDF-1.7\n${words}\n%%EOF`),
  ofd: zipSync({ 'OFD.xml': strToU8(`<OFD>${words}</OFD>`) }, { mtime: '2026-01-01' }),
})

export const pairOf = ({ pdf, ofd }: ReturnType<typeof layoutFiles>, cleanSm3: string): LayoutPair => ({
  cleanSm3,
  pdf: { sm3: sm3(pdf), size: pdf.length },
  ofd: { sm3: sm3(ofd), size: ofd.length },
  pages: 1,
})

/** Sends a small file up as a desk does. */
export async function upload({ server, token }: Desk, bytes: Uint8Array): Promise<void> {
  const headers = { 'content-range': `bytes 0-${bytes.length - 1}/${bytes.length}` }
  const answer = await call(server as { url: string } & Desk['server'], 'PUT', `${paths.blob}/${sm3(bytes)}`, {
    token,
    raw: bytes,
    headers,
  })
  if (answer.status !== 200) throw new Error(`upload: ${answer.status} ${answer.body.code}`)
}
