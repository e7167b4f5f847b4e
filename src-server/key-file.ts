import { open } from 'node:fs/promises'
import { ServerError } from './errors.ts'

/** Writes a key into a new file that is its owner's only, and waits until it is on disk. One that is there is never written over: `code`. */
export async function writeKeyFile(path: string, text: string, code: string): Promise<void> {
  const file = await open(path, 'wx', 0o600).catch((cause: unknown) => {
    throw new ServerError(code, `不能新建 ${path}（已经有的文件不会覆盖）`, { cause })
  })
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}
