import { createHash, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { v7 } from 'uuid'
import { afterAll, beforeAll, it } from 'vitest'
import { samplePassword } from '../../scripts/lib/desk-steps.mjs'
import { startCountyServer, type CountyServer } from '../../scripts/lib/server.mjs'
import { openFileStore } from '../../src-main/files/file-store.ts'
import { openCopies } from '../../src-main/files/opened-copies.ts'
import { realLine } from '../support/real-line.ts'
import { signIn } from '../support/server/desk.ts'

/*
 * A file of 200 MB through everything main does with files, in one thread as in main, the server in a process of its own: how
 * long others wait for their turn (event loop delay), and how much memory it takes (SY-150). Printed, not asserted.
 */
const size = 200 * 1024 * 1024
const data = fs.mkdtempSync(path.join(os.tmpdir(), 'liuhen-bench-files-'))
fs.chmodSync(data, 0o755)
let server: CountyServer
beforeAll(async () => {
  server = await startCountyServer(data, { port: 0 })
})
afterAll(async () => {
  await server.stop()
  fs.rmSync(data, { recursive: true, force: true })
})

const mb = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(0)} MB`

async function measured<T>(what: string, task: () => Promise<T>): Promise<T> {
  const delay = monitorEventLoopDelay({ resolution: 5 })
  const before = process.memoryUsage.rss()
  let most = before
  const look = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 20)
  const begun = performance.now()
  delay.enable()
  try {
    return await task()
  } finally {
    delay.disable()
    clearInterval(look)
    const ms = (nanos: number): string => `${(nanos / 1e6 - 5).toFixed(1)} ms`
    process.stdout.write(
      `${what}: ${((performance.now() - begun) / 1000).toFixed(1)} s, loop delay p50 ${ms(delay.percentile(50))} p99 ${ms(delay.percentile(99))} max ${ms(delay.max)}, RSS ${mb(before)} → at most ${mb(most)}\n`,
    )
  }
}

it('a file of 200 MB: taken in, sent, fetched, opened', async () => {
  const source = path.join(data, 'large')
  const hash = createHash('sm3')
  for (let at = 0; at < size; at += 8 * 1024 * 1024) {
    const part = randomBytes(8 * 1024 * 1024)
    hash.update(part)
    fs.appendFileSync(source, part)
  }
  const sm3 = hash.digest('hex')
  const { body: session } = await signIn(server, 'wangfang', v7(), samplePassword)
  const { network } = realLine(server.url, session.token)
  const owner = { id: session.user.id, key: randomBytes(32) }
  const root = path.join(data, 'desk')
  let told = 0
  const store = openFileStore(
    root,
    network,
    (level, code, detail) => void (level === 'info' || process.stdout.write(`${code} ${detail ?? ''}\n`)),
    () => owner,
    { progress: () => void told++ },
  )
  const taken = await measured('taken in (read twice, SM3, sealed, synced)', () =>
    store.take(source, { id: 'one', name: 'large' }),
  )
  if (taken.sm3 !== sm3) throw new Error('another SM3')
  await measured('sent to the server', () => store.upload())
  fs.rmSync(path.join(root, owner.id.replaceAll(/[^\w-]/g, '_'), sm3))
  const copies = openCopies(path.join(data, 'opened'), () => undefined)
  await measured('fetched, proved, sealed', () => store.withFile(sm3, size, async (file) => file.size))
  await measured('copied in clear to be opened', () =>
    store.withFile(sm3, size, (file) =>
      copies.put(
        sm3,
        'large',
        size,
        (async function* () {
          for (let at = 0; at < size; at += 1024 * 1024) yield (await file.read(at, at + 1024 * 1024)) ?? Buffer.alloc(0)
        })(),
      ),
    ),
  )
  process.stdout.write(`progress told ${told} times\n`)
})
