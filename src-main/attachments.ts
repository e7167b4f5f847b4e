import { dialog, shell, type BrowserWindow } from 'electron'
import fs from 'node:fs/promises'
import path from 'node:path'
import { sm3 } from 'sm-crypto-v2'
import { blobState, limits, paths } from '../src-shared/sync/protocol.ts'
import { TransportError } from '../src-shared/sync/ports.ts'
import type { Attachment } from '../src-shared/workflow/document-state.ts'
import { isProgram, safeName } from './file-names.ts'
import { DeskError } from '../src-shared/ipc/desk-error.ts'
import type { Log } from './log.ts'
import type { Network } from './network.ts'

/**
 * Attachments on this desk: files by the SM3 of their bytes, uploaded in chunks that go on where a cut left them, and
 * fetched when first opened. A file marked `.up` still has to reach the server.
 */
export type Attachments = {
  pick: (window: BrowserWindow | undefined) => Promise<Attachment | null>
  open: (hash: string, name: string) => Promise<void>
  /** Uploads what the server does not have yet; called when the line is there. */
  upload: () => Promise<void>
}

const mimeTypes: Readonly<Record<string, string>> = {
  '.pdf': 'application/pdf',
  '.ofd': 'application/ofd',
  '.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  '.txt': 'text/plain',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
}

export async function openAttachments(folder: string, network: Network, log: Log): Promise<Attachments> {
  await fs.mkdir(folder, { recursive: true })
  const file = (hash: string): string => path.join(folder, hash)
  let uploading: Promise<void> | undefined

  const uploadOne = async (hash: string): Promise<void> => {
    const bytes = await fs.readFile(file(hash))
    const head = await network.raw('HEAD', `${paths.blob}/${hash}`, {})
    let received = Number(head.headers.get('x-liuhen-received') ?? 0)
    let complete = head.headers.get('x-liuhen-complete') === '1'
    while (!complete) {
      const chunk = bytes.subarray(received, received + limits.blobChunkBytes)
      const answer = await network.raw('PUT', `${paths.blob}/${hash}`, {
        headers: {
          'content-type': 'application/octet-stream',
          'content-range': `bytes ${received}-${received + chunk.length - 1}/${bytes.length}`,
        },
        body: chunk,
      })
      if (!answer.ok) throw new TransportError({ kind: 'refused', code: `HTTP-${answer.status}` })
      const state = blobState.parse(await answer.json())
      complete = state.complete
      if (!complete && state.received <= received) throw new TransportError({ kind: 'refused', code: 'AT-STUCK' })
      received = state.received
    }
    await fs.rm(`${file(hash)}.up`, { force: true })
  }

  const uploadAll = async (): Promise<void> => {
    const waiting = (await fs.readdir(folder)).filter((name) => name.endsWith('.up'))
    for (const name of waiting) {
      try {
        await uploadOne(name.slice(0, -3))
      } catch (error) {
        // stays marked; the next time the line is there it goes on where it stopped
        log('warn', 'AT-UPLOAD', error instanceof TransportError ? JSON.stringify(error.failure) : 'io')
        if (error instanceof TransportError && error.failure.kind === 'offline') return
      }
    }
  }

  return {
    pick: async (window) => {
      const choice = await (window
        ? dialog.showOpenDialog(window, { properties: ['openFile'] })
        : dialog.showOpenDialog({ properties: ['openFile'] }))
      const source = choice.filePaths[0]
      if (choice.canceled || source === undefined) return null
      const { size } = await fs.stat(source)
      if (size > limits.blobBytes) throw new DeskError('AT-TOO-LARGE', String(size))
      const bytes = await fs.readFile(source)
      const hash = sm3(bytes)
      await fs.writeFile(`${file(hash)}.up`, '')
      await fs.writeFile(`${file(hash)}.new`, bytes)
      await fs.rename(`${file(hash)}.new`, file(hash))
      return {
        sm3: hash,
        name: path.basename(source).slice(0, 200),
        size,
        mime: mimeTypes[path.extname(source).toLowerCase()] ?? 'application/octet-stream',
      }
    },
    open: async (hash, name) => {
      const kept = await fs.readFile(file(hash)).catch(() => undefined)
      const bytes = kept ?? (await fetchBlob(network, hash))
      if (sm3(bytes) !== hash) throw new DeskError('AT-DAMAGED')
      if (kept === undefined) await fs.writeFile(file(hash), bytes)
      const shownName = safeName(name)
      if (isProgram(shownName)) throw new DeskError('AT-PROGRAM')
      const shown = path.join(folder, 'open', hash.slice(0, 8))
      await fs.mkdir(shown, { recursive: true })
      const target = path.join(shown, shownName)
      await fs.writeFile(target, bytes)
      const problem = await shell.openPath(target)
      if (problem) throw new DeskError('AT-NO-PROGRAM')
    },
    upload: () => {
      uploading ??= uploadAll().finally(() => {
        uploading = undefined
      })
      return uploading
    },
  }
}

async function fetchBlob(network: Network, hash: string): Promise<Buffer> {
  let answer: Response
  try {
    answer = await network.raw('GET', `${paths.blob}/${hash}`, {})
  } catch {
    throw new DeskError('NET-OFFLINE')
  }
  if (!answer.ok) throw new DeskError('AT-MISSING')
  return Buffer.from(await answer.arrayBuffer())
}
