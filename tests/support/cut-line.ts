import { once } from 'node:events'
import net from 'node:net'

/** One desk's own line to a server: it can be cut and mended while the server runs on for everyone else. */
export type CutLine = { url: string; cut: () => void; mend: () => Promise<void>; close: () => void }

export async function cutLine(target: string): Promise<CutLine> {
  const { hostname, port } = new URL(target)
  const open = new Set<net.Socket>()
  const listen = async (at: number): Promise<net.Server> => {
    const server = net.createServer((near) => {
      const far = net.connect(Number(port), hostname)
      for (const [socket, other] of [
        [near, far],
        [far, near],
      ] as const) {
        open.add(socket)
        socket.on('error', () => undefined)
        socket.on('close', () => {
          open.delete(socket)
          other.destroy()
        })
      }
      near.pipe(far).pipe(near)
    })
    server.listen(at, '127.0.0.1')
    await once(server, 'listening')
    return server
  }
  let server: net.Server | undefined = await listen(0)
  const own = (server.address() as net.AddressInfo).port
  const cut = (): void => {
    server?.close()
    server = undefined
    for (const socket of open) socket.destroy()
  }
  return {
    url: `http://127.0.0.1:${own}`,
    cut,
    mend: async () => {
      server ??= await listen(own)
    },
    close: cut,
  }
}
