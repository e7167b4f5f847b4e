import type { FromFileView, ShownKind, ToFileView } from '../../src-shared/ipc/file-view.ts'

/** The page's end of the port: what it may say to main, and nothing comes back but bytes. */
export type MainLine = {
  say: (message: FromFileView) => void
  /** Runs `task` as work main may watch: it must show progress (PP-63). */
  busyWith: <T>(task: () => Promise<T>) => Promise<T>
}
export type ReceivedFile = { kind: ShownKind; name: string; bytes: Uint8Array<ArrayBuffer> }

/** Talks to main over a port. Main's pings are answered from the first on. */
export function lineTo(port: MessagePort): MainLine {
  let tasks = 0
  const say = (message: FromFileView): void => port.postMessage(message)
  port.addEventListener('message', ({ data }: MessageEvent<ToFileView>) => {
    if (data.type === 'ping') say({ type: 'pong' })
  })
  return {
    say,
    busyWith: async (task) => {
      tasks += 1
      if (tasks === 1) say({ type: 'busy', on: true })
      try {
        return await task()
      } finally {
        tasks -= 1
        if (tasks === 0) say({ type: 'busy', on: false })
      }
    },
  }
}

/** Asks for the file piece by piece; `progress` hears the share (0 to 1) that is here. */
export function receive(port: MessagePort, line: MainLine, progress: (share: number) => void): Promise<ReceivedFile> {
  return new Promise((resolve) => {
    let head: { kind: ShownKind; name: string } | undefined
    let bytes = new Uint8Array(0)
    let at = 0
    const hear = ({ data }: MessageEvent<ToFileView>): void => {
      if (data.type === 'begin') {
        head = data
        bytes = new Uint8Array(data.size)
        at = 0
      }
      if (data.type !== 'piece' || !head) return
      bytes.set(data.bytes, at)
      at += data.bytes.length
      progress(at / Math.max(1, bytes.length))
      if (at < bytes.length) return line.say({ type: 'next' })
      port.removeEventListener('message', hear)
      resolve({ ...head, bytes })
    }
    port.addEventListener('message', hear)
    port.start()
    line.say({ type: 'next' })
  })
}
