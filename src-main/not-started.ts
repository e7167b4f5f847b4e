import { app, dialog } from 'electron'
import { freeBytes } from './disk.ts'
import { PolicyError } from './policy.ts'

/** Nothing starts silently in vain: the desk says why and ends (SY-44). */
export async function sayNotStarted(profile: string, error: unknown): Promise<void> {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  const full = ((await freeBytes(profile)) ?? Infinity) < 20 * 1024 * 1024
  dialog.showErrorBox(
    '留痕没有打开',
    error instanceof PolicyError
      ? `${error.words}您写过的内容都在，没有丢。代码：${error.code}`
      : full
        ? '磁盘满了，留痕没有打开。您写过的内容都在，没有丢。请清理磁盘，再打开一次。'
        : '留痕没有打开。您写过的内容都在，没有丢。请再试一次；仍不行请把代码 DESK-START 告诉管理员。',
  )
  app.exit(1)
}
