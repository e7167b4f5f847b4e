import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Registry } from './metrics.ts'

export type Place = { host: string; port: number }

/** Serves `GET /metrics` on a listener of its own: without a session the address of the desks tells nothing (SE-11, SY-127). */
export async function listenForMetrics(
  registry: Registry,
  { host, port }: Place,
): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') return void response.writeHead(404).end()
    registry.text().then(
      (text) => response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(text),
      () => response.writeHead(500).end(),
    )
  })
  await new Promise<void>((done, fail) => void server.once('error', fail).listen(port, host, done))
  const { port: taken } = server.address() as AddressInfo
  return {
    url: `http://${host}:${taken}/metrics`,
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}
