import { sm3 } from '../../../src-renderer/data/sm3.ts'
import type { PictureDesk } from '../../../src-renderer/document/editor/picture-desk.ts'
import type { PictureFile, PictureTrouble } from '../../../src-shared/ipc/contract.ts'
import { DeskError } from '../../../src-shared/ipc/desk-error.ts'

/** A desk's file store in the page's memory, with a line to cut and a disk to slow down. */
export type FakePictures = PictureDesk & {
  /** what the dialog will give */
  chosen: PictureFile[]
  refused: string[]
  /** pictures on this desk by SM3 */
  kept: Map<string, string>
  /** SM3s this person may fetch from the server */
  allowed: Map<string, string>
  online: boolean
  /** resolves before each picture is put away */
  before: () => Promise<void>
  /** how many puts were begun and how many done */
  begun: number
  puts: number
  setOnline: (online: boolean) => void
  add: (picture: Drawn) => PictureFile
}

export type Drawn = { bytes: Uint8Array<ArrayBuffer>; width: number; height: number; url: string; file: (name?: string) => File }

/** A picture drawn here and now: a plan of a river, so that one sees on a screenshot whether it is whole. */
export async function drawn(width: number, height: number, words = '险工段'): Promise<Drawn> {
  const canvas = document.createElement('canvas')
  Object.assign(canvas, { width, height })
  const pen = canvas.getContext('2d')
  if (!pen) throw new Error('no canvas')
  pen.fillStyle = '#efe9d8'
  pen.fillRect(0, 0, width, height)
  pen.strokeStyle = '#6a9fc0'
  pen.lineWidth = height / 7
  pen.beginPath()
  pen.moveTo(0, height * 0.7)
  pen.bezierCurveTo(width * 0.3, height * 0.2, width * 0.6, height, width, height * 0.35)
  pen.stroke()
  pen.fillStyle = '#b3261e'
  pen.font = `${Math.round(height / 8)}px sans-serif`
  pen.fillText(words, width * 0.12, height * 0.25)
  pen.strokeStyle = '#5b616b'
  pen.lineWidth = 2
  pen.strokeRect(1, 1, width - 2, height - 2)
  const url = canvas.toDataURL('image/png')
  const bytes = Uint8Array.from(atob(url.split(',')[1] ?? ''), (letter) => letter.charCodeAt(0))
  return { bytes, width, height, url, file: (name = 'p.png') => new File([bytes], name, { type: 'image/png' }) }
}

export function fakePictures(): FakePictures {
  const listeners = new Set<() => void>()
  const desk: FakePictures = {
    chosen: [],
    refused: [],
    kept: new Map(),
    allowed: new Map(),
    online: true,
    before: () => Promise.resolve(),
    begun: 0,
    puts: 0,
    setOnline: (online) => {
      desk.online = online
      if (online) for (const listener of listeners) listener()
    },
    add: ({ bytes, url, width, height }) => {
      const name = sm3(String.fromCharCode(...bytes.subarray(0, 2000), bytes.length % 60_000))
      desk.kept.set(name, url)
      return { sm3: name, width, height }
    },
    pick: () => Promise.resolve({ pictures: desk.chosen, refused: desk.refused }),
    put: async (bytes) => {
      const waits = desk.before()
      desk.begun += 1
      await waits
      desk.puts += 1
      if (bytes[0] !== 0x89) throw new DeskError('AT-PICTURE-KIND')
      const view = new DataView(bytes.buffer, bytes.byteOffset)
      const url = URL.createObjectURL(new Blob([bytes], { type: 'image/png' }))
      return desk.add({ bytes, url, width: view.getUint32(16), height: view.getUint32(20), file: () => new File([], '') })
    },
    keep: async (name) => {
      if (desk.kept.has(name)) return 'here'
      if (!desk.online) return 'later'
      if (!desk.allowed.has(name)) throw new DeskError('AT-MISSING')
      return 'here'
    },
    url: (name) => desk.kept.get(name) ?? (desk.online ? desk.allowed.get(name) : undefined) ?? 'data:,none',
    trouble: (name) => Promise.resolve<PictureTrouble>(desk.online && !desk.allowed.has(name) ? 'missing' : 'offline'),
    onLine: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
  return desk
}
