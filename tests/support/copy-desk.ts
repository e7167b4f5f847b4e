import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { openDesk } from '../../src-main/desk-session.ts'
import { openDevice } from '../../src-main/device.ts'
import { roomOf, type Room } from '../../src-main/files/room.ts'
import { openKeyRing } from '../../src-main/keys.ts'
import { safeCopies } from '../../src-main/safe-copy/safe-copies.ts'
import type { Journal } from '../../src-shared/sync/ports.ts'
import { fakeLine } from './fake-line.ts'

/** Main's half of a desk over a profile of its own: real keys, journal, files and safe copies; the dialogs are answered here. */
export async function copyDesk(
  login = 'wang',
  person = { id: 'wang', name: '王芳', password: 'correct horse' },
  county = '青禾县',
) {
  const profile = await fs.mkdtemp(path.join(os.tmpdir(), 'liuhen-copy-'))
  const line = fakeLine()
  line.persons.set(login, person)
  const { signIn } = line.network
  line.network.signIn = async (asked) => ({ ...(await signIn(asked)), county })
  const log = () => undefined
  const ring = openKeyRing(path.join(profile, 'keys'), log, Date.now, async () => undefined)
  const device = await openDevice(profile, log)
  const desk = openDesk(profile, '1', device, ring, line.network, log, Date.now)
  await desk.signIn(login, person.password)
  const room = (): Room =>
    roomOf(path.join(profile, 'files'), () => {
      const open = desk.open()
      return open && { id: open.userId, key: open.keys.of('files') }
    })
  const answers = { file: '', free: null as number | null, filesCame: 0, name: '' }
  const progress: number[] = []
  let onProgress: () => void = () => undefined
  const calls = safeCopies({
    desk,
    room,
    freeBytes: async () => answers.free,
    chooseTarget: async (name) => {
      answers.name = name
      return answers.file === '' ? undefined : answers.file
    },
    chooseSource: async () => (answers.file === '' ? undefined : answers.file),
    progress: (done, total) => {
      progress.push(done / total)
      onProgress()
    },
    filesCame: () => void answers.filesCame++,
    log,
    // every word is told
    now: (() => {
      let at = Date.UTC(2026, 9, 12, 1)
      return () => (at += 1000)
    })(),
  })
  const none = undefined as never
  const { journal } = desk.mustBeOpen()
  const port: Journal = {
    append: async (records) => void (await journal.append(records)),
    settle: (...all) => journal.settle(...all),
    takeBack: (cmdIds) => journal.settle(cmdIds, []),
  }
  return {
    profile,
    desk,
    device: device.id,
    room,
    answers,
    progress,
    journal,
    /** what the page's journal port leads to */
    port,
    calls,
    onProgress: (listener: () => void) => {
      onProgress = listener
    },
    /** 导出 to a file; `prepare` is what the page does before. */
    exportTo: async (file: string, prepare: (copyId: string) => Promise<unknown> = async () => undefined) => {
      answers.file = file
      const place = await calls['safeCopy.place'](none, none)
      if (!place) throw new Error('no place')
      await prepare(place.copyId)
      return calls['safeCopy.write'](place, none)
    },
    openCopy: async (file: string) => {
      answers.file = file
      return calls['safeCopy.open'](none, none)
    },
    readCopy: async (password = person.password) => calls['safeCopy.read']({ password }, none),
    cancel: () => calls['safeCopy.cancel'](none, none),
    close: async () => {
      await desk.signOut()
      await fs.rm(profile, { recursive: true, force: true })
    },
  }
}
export type CopyDesk = Awaited<ReturnType<typeof copyDesk>>

/** The code a task ends with, 'done' where it ends well. */
export const codeOf = (task: Promise<unknown>): Promise<string> =>
  task.then(
    () => 'done',
    (error: { code?: string }) => error.code ?? String(error),
  )
