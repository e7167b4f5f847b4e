import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { build } from 'vite'
import { freePort, startEmbedded, type EmbeddedDatabase } from '../../../src-server/store/embedded.ts'

/** The county server as `npm run build` makes it, in a folder of its own under out/. */
export async function buildServer(): Promise<{ main: string; remove: () => Promise<void> }> {
  const root = resolve(import.meta.dirname, '../../..')
  const outDir = join(root, 'out', `server-${process.pid}`)
  await build({ configFile: join(root, 'vite.server.config.ts'), root, logLevel: 'error', build: { outDir, emptyOutDir: true } })
  return { main: join(outDir, 'main.js'), remove: () => rm(outDir, { recursive: true, force: true }) }
}

/** A server node as a process of its own; what befalls processes can befall it. */
export type Node = {
  url: string
  pid: () => number | undefined
  up: () => boolean
  start: () => Promise<void>
  signal: (signal: NodeJS.Signals) => void
  /** ends it at once and resolves when it is gone */
  kill: () => Promise<void>
}

export async function serverNode(main: string, databaseUrl: string, dataDir: string): Promise<Node> {
  const port = await freePort()
  let child: ChildProcess | undefined
  const gone = (): boolean => child === undefined || child.exitCode !== null || child.signalCode !== null
  const start = async (): Promise<void> => {
    const env = {
      ...process.env,
      LIUHEN_PORT: String(port),
      LIUHEN_DATA: dataDir,
      LIUHEN_SAMPLE: '',
      LIUHEN_PUSH_RATE: '100000',
      DATABASE_URL: databaseUrl,
    }
    const mine = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'ignore'] })
    child = mine
    const ended = once(mine, 'exit').then(([code]) => Promise.reject(new Error(`the server node ended with ${String(code)}`)))
    await Promise.race([once(createInterface({ input: mine.stdout }), 'line'), ended])
  }
  return {
    url: `http://127.0.0.1:${port}`,
    pid: () => child?.pid,
    up: () => !gone(),
    start,
    signal: (signal) => void child?.kill(signal),
    kill: async () => {
      const mine = child
      if (!mine || gone()) return
      mine.kill('SIGKILL')
      await once(mine, 'exit')
    },
  }
}

/** A PostgreSQL that can be killed and paused, and comes back under the same address. */
export type Postgres = {
  url: string
  /** the postmaster and its sessions */
  pids: () => readonly number[]
  pause: () => void
  goOn: () => void
  killAndRecover: () => Promise<void>
  stop: () => Promise<void>
}

export async function postgres(): Promise<Postgres> {
  const folder = await mkdtemp(join(tmpdir(), 'liuhen-cluster-'))
  let database: EmbeddedDatabase = await startEmbedded(folder)
  const { url, port } = database
  const signal = (name: NodeJS.Signals): void => {
    for (const pid of [...childrenOf(database.pid), database.pid]) {
      try {
        process.kill(pid, name)
      } catch {
        // a session that ended in this moment
      }
    }
  }
  return {
    url,
    pids: () => [database.pid, ...childrenOf(database.pid)],
    pause: () => signal('SIGSTOP'),
    goOn: () => signal('SIGCONT'),
    killAndRecover: async () => {
      process.kill(database.pid, 'SIGKILL')
      database = await startEmbedded(folder, port)
    },
    stop: async () => {
      signal('SIGCONT')
      await database.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Processes whose parent this is, as /proc tells. */
function childrenOf(parent: number): number[] {
  return fs.readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return []
    try {
      const stat = fs.readFileSync(`/proc/${name}/stat`, 'utf8')
      const ppid = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
      return ppid === parent ? [Number(name)] : []
    } catch {
      return []
    }
  })
}
