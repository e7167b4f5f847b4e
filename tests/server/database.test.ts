import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import { startServer } from '../../src-server/server.ts'
import { openDatabase } from '../../src-server/store/database.ts'
import { startEmbedded, type EmbeddedDatabase } from '../../src-server/store/embedded.ts'
import { loadCounty } from '../../src-server/store/load-county.ts'
import { migrate } from '../../src-server/store/migrate.ts'
import { smallCounty } from '../support/server/county.ts'
import { createDraft, openDesk, signIn } from '../support/server/desk.ts'
import { MONDAY } from '../support/server/start-test-server.ts'
import { must } from '../support/server/must.ts'

let folder: string
let running: EmbeddedDatabase | undefined
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'liuhen-db-'))))
afterEach(async () => {
  await running?.stop()
  running = undefined
  await rm(folder, { recursive: true, force: true })
})
const start = async () => (running = await startEmbedded(folder))
const setting = async (url: string, name: string) => {
  const db = openDatabase(url, 1)
  const { rows } = await sql<{ value: string }>`select current_setting(${name}) as value`.execute(db)
  await db.destroy()
  return rows[0]?.value
}
const gone = async (pid: number) => {
  for (;;) {
    try {
      process.kill(pid, 0)
    } catch {
      return
    }
    await new Promise((done) => setImmediate(done))
  }
}
const clock = { now: () => MONDAY }
const serve = (databaseUrl: string) =>
  startServer({ databaseUrl, dataDir: join(folder, 'data'), host: '127.0.0.1', port: 0, now: clock.now })

describe('the embedded database', () => {
  test('SY-30 the first start makes a cluster in UTF-8 with fsync on that answers on this machine only, to its password only', async () => {
    const { url, port } = await start()
    expect(await setting(url, 'server_encoding')).toBe('UTF8')
    expect(await setting(url, 'fsync')).toBe('on')
    expect(await setting(url, 'full_page_writes')).toBe('on')
    expect(await setting(url, 'synchronous_commit')).toBe('on')
    expect(await setting(url, 'listen_addresses')).toBe('127.0.0.1')
    await expect(setting(`postgres://liuhen:wrong@127.0.0.1:${port}/postgres`, 'fsync')).rejects.toThrow(
      'password authentication failed',
    )
  })

  test('SY-30 after a kill -9 of the database everything answered is there again, and desks go on', async () => {
    const first = await start()
    const db = openDatabase(first.url, 1)
    await migrate(db)
    await loadCounty(db, smallCounty(), MONDAY)
    await db.destroy()
    const server = await serve(first.url)
    const desk = await openDesk({ url: server.url, clock }, 'draft')
    const docs: string[] = []
    for (let i = 0; i < 5; i++) docs.push(await createDraft(desk))
    process.kill(first.pid, 'SIGKILL')
    await gone(first.pid)
    const command = desk.command('OpenTask', { docId: must(docs[0]), taskId: must(docs[0]) })
    const answer = await desk.push(command).catch((error: unknown) => String(error))
    // while the database is away: busy, or no session can be looked up; never a verdict
    if (typeof answer === 'string') expect(answer).toContain('SY-BUSY')
    else expect(answer).toMatchObject({ results: [], stop: { kind: 'busy' } })
    await server.close()

    const second = await start()
    expect(second.adopted).toBe(false)
    const again = await serve(second.url)
    const { status, body } = await signIn(again, 'draft', desk.device)
    expect(status).toBe(200)
    expect(body.epoch).toBe(desk.epoch)
    const back = await openDesk({ url: again.url, clock }, 'draft', desk.device)
    const pulled = await back.pull()
    expect(pulled.docs.map((d) => d.id)).toEqual(docs)
    expect(pulled.lastSeq).toBe(5)
    expect((await back.push(command)).results).toMatchObject([{ status: 'applied', seq: 6 }])
    await again.close()
  })

  test('SY-30 a database left running by a killed server is taken over, not started twice', async () => {
    const first = await start()
    const second = await startEmbedded(folder)
    expect(second).toMatchObject({ adopted: true, pid: first.pid, url: first.url })
    await second.stop()
    expect((await start()).adopted).toBe(false)
  })

  test('SY-30 a pid file that names a stranger’s process does not keep the database from starting', async () => {
    const first = await start()
    await first.stop()
    await writeFile(join(folder, 'cluster', 'postmaster.pid'), `${process.pid}\n${join(folder, 'cluster')}\n0\n1\n\n127.0.0.1\n`)
    const second = await start()
    expect(await setting(second.url, 'server_encoding')).toBe('UTF8')
    expect(await readFile(join(folder, 'cluster', 'postmaster.pid'), 'utf8')).toContain(String(second.pid))
  })

  test('SY-30 started again in the very moment its database is killed, and while one paused comes back, it goes on', async () => {
    const first = await start()
    process.kill(first.pid, 'SIGKILL') // nobody has looked after the dead process yet
    const second = await start()
    expect(second.adopted).toBe(false)
    process.kill(second.pid, 'SIGSTOP')
    const third = startEmbedded(folder)
    setTimeout(() => process.kill(second.pid, 'SIGCONT'), 7_000) // longer than one question to it takes to give up
    expect(await third).toMatchObject({ adopted: true, pid: second.pid })
  }, 30_000)

  test('SY-30 a database port in use is said with a code', async () => {
    const blocker = createServer()
    await new Promise<void>((done) => blocker.listen(0, '127.0.0.1', done))
    const { port } = blocker.address() as { port: number }
    await expect(startEmbedded(folder, port)).rejects.toMatchObject({ code: 'DB-PORT-IN-USE' })
    await new Promise((done) => blocker.close(done))
  })

  test('SY-31 a server port in use is said with a code, and nothing is left open', async () => {
    const { url } = await start()
    const server = await serve(url)
    const port = Number(new URL(server.url).port)
    const second = startServer({ databaseUrl: url, dataDir: join(folder, 'other'), host: '127.0.0.1', port })
    await expect(second).rejects.toMatchObject({ code: 'PORT-IN-USE' })
    await server.close()
    const third = await startServer({ databaseUrl: url, dataDir: join(folder, 'data'), host: '127.0.0.1', port })
    await third.close()
  })

  test('SY-32 a county is loaded once, and a seed that contradicts itself not at all', async () => {
    const { url } = await start()
    const db = openDatabase(url, 2)
    await migrate(db)
    expect(await migrate(db)).toEqual([])
    await loadCounty(db, smallCounty(), MONDAY)
    await expect(loadCounty(db, smallCounty(), MONDAY)).rejects.toMatchObject({ code: 'COUNTY-EXISTS' })
    await db.destroy()
  })
})
