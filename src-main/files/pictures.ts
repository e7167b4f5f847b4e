import fs from 'node:fs/promises'
import { pictureLimits, readPicture } from '../../src-shared/document/picture-file.ts'
import { DeskError } from '../../src-shared/ipc/desk-error.ts'
import type { PickedPictures, PictureFile, PictureTrouble } from '../../src-shared/ipc/contract.ts'
import type { FileStore } from './file-store.ts'

/**
 * Pictures in the text: taken in by their bytes, kept in the file store under their SM3, and given to the page by
 * `app://liuhen/picture/<sm3>`, never by a path (app-protocol.ts).
 */
export type Pictures = {
  /** Lets the person choose files and takes in those that are pictures. */
  pick: () => Promise<PickedPictures>
  /** Takes bytes in. errors: AT-PICTURE-KIND, AT-PICTURE-LARGE, AT-PICTURE-PIXELS, AT-FULL */
  put: (bytes: Uint8Array) => Promise<PictureFile>
  /** Why a picture did not show; 'broken' where its bytes are here and sound: then they are no picture. */
  trouble: (hash: string) => Promise<PictureTrouble>
  /** A picture named by a text from elsewhere: 'here' and marked to go up once more, or 'later' without a line. errors: AT-MISSING */
  keep: (hash: string) => Promise<'here' | 'later'>
  /** A picture's bytes and what they are. errors: those of the file store, AT-PICTURE-KIND where the file is none. */
  read: (hash: string) => Promise<{ bytes: Buffer; mime: string }>
}

/** `choose`: the system's dialog; the paths chosen, none where it was cancelled. */
export function openPictures(files: FileStore, choose: () => Promise<readonly string[]>): Pictures {
  const put = async (bytes: Uint8Array): Promise<PictureFile> => {
    if (bytes.length > pictureLimits.bytes) throw new DeskError('AT-PICTURE-LARGE', String(bytes.length))
    const head = readPicture(bytes)
    if (!head) throw new DeskError('AT-PICTURE-KIND')
    if (head.width * head.height > pictureLimits.pixels)
      throw new DeskError('AT-PICTURE-PIXELS', String(head.width * head.height))
    return { sm3: await files.put(bytes), width: head.width, height: head.height }
  }

  const read: Pictures['read'] = async (hash) => {
    const bytes = await files.read(hash, pictureLimits.bytes)
    const head = readPicture(bytes)
    // whatever else lies in the store (an attachment, say) is not shown in the page
    if (!head) throw new DeskError('AT-PICTURE-KIND')
    return { bytes, mime: head.mime }
  }

  return {
    pick: async () => {
      const picked: PickedPictures = { pictures: [], refused: [] }
      for (const source of await choose()) {
        try {
          const { size } = await fs.stat(source)
          if (size > pictureLimits.bytes) throw new DeskError('AT-PICTURE-LARGE', String(size))
          picked.pictures.push(await put(await fs.readFile(source)))
        } catch (error) {
          picked.refused.push(error instanceof DeskError ? error.code : 'AT-PICTURE-UNREAD')
        }
      }
      return picked
    },
    put,
    trouble: async (hash) => {
      try {
        await read(hash)
        return 'broken'
      } catch (error) {
        const code = error instanceof DeskError ? error.code : 'NET-OFFLINE'
        if (code === 'AT-PICTURE-KIND' || code === 'AT-TOO-LARGE') return 'broken'
        return code === 'AT-MISSING' || code === 'AT-DAMAGED' ? 'missing' : 'offline'
      }
    },
    keep: async (hash) => {
      try {
        await read(hash)
      } catch (error) {
        if (error instanceof DeskError && error.code === 'NET-OFFLINE') return 'later'
        if (error instanceof DeskError && error.code.startsWith('SE-')) throw error
        throw new DeskError('AT-MISSING')
      }
      return (await files.sendAgain(hash)) ? 'here' : 'later'
    },
    read,
  }
}
