import { fork, type ChildProcess } from 'node:child_process'
import path from 'node:path'

let child: ChildProcess | undefined

/** Starts the process that answers the first sync; `peer`: the folder PouchDB's packages are installed in, or '' without. Answers its port. */
const startAnswering = (_context: unknown, peer: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const script = path.join(import.meta.dirname, 'answering.mjs')
    child = fork(script, peer === '' ? [] : [peer], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
    child.once('exit', (code) => reject(new Error(`the answering process ended with ${code}`)))
    child.stdout?.on('data', (text: Buffer) => {
      const port = /^port (\d+)/m.exec(text.toString())?.[1]
      if (port !== undefined) resolve(Number(port))
    })
  })

const stopAnswering = (): void => {
  child?.removeAllListeners('exit')
  child?.kill()
  child = undefined
}

/** What the page of the first sync asks the test runner to do. */
export const firstSyncCommands = { startAnswering, stopAnswering }

declare module 'vitest/browser' {
  interface BrowserCommands {
    startAnswering: (peer: string) => Promise<number>
    stopAnswering: () => Promise<void>
  }
}
