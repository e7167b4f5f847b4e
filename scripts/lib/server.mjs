import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import path from 'node:path'
import readline from 'node:readline'
import { Stop } from './log.mjs'
import { root } from './run.mjs'

const standardPort = 8737

/** Whether a Liuhen server answers there. */
async function alive(url) {
  try {
    const answer = await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(2000) })
    return answer.ok
  } catch {
    return false
  }
}

/**
 * The embedded county server with the sample county, data in `dataDir`. One that runs already on the same data is used
 * as it is. A port in use is not fatal: the next free one is taken. Answers `{url, stop}`.
 */
export async function startCountyServer(dataDir, { sample = true, port } = {}) {
  fs.mkdirSync(dataDir, { recursive: true })
  const note = path.join(dataDir, 'server.json')
  if (fs.existsSync(note)) {
    const { url } = JSON.parse(fs.readFileSync(note, 'utf8'))
    if (await alive(url)) return { url, stop: async () => undefined, kill: async () => undefined }
  }
  const asked = port ?? (process.env.LIUHEN_PORT ? Number(process.env.LIUHEN_PORT) : undefined)
  const wanted = asked === undefined ? [standardPort, 0] : [asked]
  for (const candidate of wanted) {
    const server = await tryStart(dataDir, candidate, sample)
    if (server === 'in-use') continue
    fs.writeFileSync(note, JSON.stringify({ url: server.url, pid: server.pid }))
    return {
      url: server.url,
      stop: async () => {
        fs.rmSync(note, { force: true })
        await server.stop('SIGTERM')
      },
      kill: async () => {
        fs.rmSync(note, { force: true })
        await server.stop('SIGKILL')
      },
    }
  }
  throw new Stop('PORT-IN-USE', `port ${wanted[0]} is in use by another program. Set LIUHEN_PORT to a free one.`)
}

async function tryStart(dataDir, port, sample) {
  const env = { ...process.env, LIUHEN_PORT: String(port), LIUHEN_DATA: dataDir, LIUHEN_SAMPLE: sample ? '1' : '' }
  const child = spawn(process.execPath, [path.join(root, 'out/server/main.js')], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const log = fs.createWriteStream(path.join(dataDir, 'server.log'), { flags: 'a' })
  child.stderr.pipe(log)
  let last = ''
  child.stderr.on('data', (chunk) => (last = String(chunk).slice(-2000)))
  const lines = readline.createInterface({ input: child.stdout })
  const url = await new Promise((resolve, reject) => {
    lines.on('line', (line) => {
      log.write(`${line}\n`)
      try {
        const said = JSON.parse(line)
        if (said.listening) resolve(said.listening)
      } catch {
        // a log line
      }
    })
    child.on('exit', (code) => reject(new Stop('SERVER', `the county server ended with ${code}.\n${last}`)))
  }).catch((error) => {
    if (last.includes('PORT-IN-USE')) return undefined
    throw error
  })
  if (url === undefined) return 'in-use'
  return {
    url,
    pid: child.pid,
    stop: async (signal) => {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill(signal)
      await once(child, 'exit')
    },
  }
}
