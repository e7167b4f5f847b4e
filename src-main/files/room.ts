import fs from 'node:fs/promises'
import path from 'node:path'
import { DeskError } from '../../src-shared/ipc/desk-error.ts'
import { personFolder } from '../durable.ts'
import type { KeyNow } from '../sealed-file.ts'

/** Whose files are open: the person's id and the key they are sealed with. */
export type FileOwner = { id: string; key: Uint8Array }

/**
 * The open folder of who is signed in. A file is called by its SM3; beside it `<sm3>.up`: the server has to get it yet;
 * `<sm3>.part`: what came of it so far; `*.new`: being taken in.
 */
export type Room = {
  folder: string
  /** throws SE-DESK-LOCKED once the desk is locked or somebody else sits at it (SE-52) */
  key: KeyNow
  isOpen: () => boolean
}

/** `owner`: who is signed in, undefined for nobody and while the desk is locked. errors: SE-SIGNED-OUT */
export function roomOf(root: string, owner: () => FileOwner | undefined): Room {
  const who = owner()
  if (!who) throw new DeskError('SE-SIGNED-OUT')
  const isOpen = (): boolean => owner()?.key === who.key
  return {
    folder: path.join(root, personFolder(who.id)),
    isOpen,
    key: () => {
      if (!isOpen()) throw new DeskError('SE-DESK-LOCKED')
      return who.key
    },
  }
}

export const isHash = (name: string): boolean => /^[0-9a-f]{64}$/.test(name)
export const fileOf = (room: Room, hash: string): string => path.join(room.folder, hash)
export const partOf = (room: Room, hash: string): string => path.join(room.folder, `${hash}.part`)
const markOf = (room: Room, hash: string): string => path.join(room.folder, `${hash}.up`)

export const makeFolder = (room: Room): Promise<unknown> => fs.mkdir(room.folder, { recursive: true, mode: 0o700 })
export const isThere = (file: string): Promise<boolean> =>
  fs.stat(file).then(
    () => true,
    () => false,
  )
/** Marks a file to go up; on disk when it resolves. */
export const mark = (room: Room, hash: string): Promise<void> => fs.writeFile(markOf(room, hash), '', { flush: true })
export const unmark = (room: Room, hash: string): Promise<void> => fs.rm(markOf(room, hash), { force: true })
/** Every name in the folder; none where there is no folder yet. */
export const namesIn = (room: Room): Promise<string[]> => fs.readdir(room.folder).catch(() => [])
