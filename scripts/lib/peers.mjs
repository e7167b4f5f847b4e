import fs from 'node:fs'
import path from 'node:path'
import { build } from 'vite'
import { say } from './log.mjs'
import { capture, root } from './run.mjs'

/**
 * The packages measurements are held against, with the versions they were read in. They live under artifacts/peers only:
 * never in package.json, never in what is shipped.
 */
const peers = [
  { key: 'handlewithcare', name: '@handlewithcare/prosemirror-suggest-changes', version: '0.1.8' },
  { key: 'magic-marker', name: '@magic-marker/prosemirror-suggest-changes', version: '0.3.2' },
  { key: 'blocknote', name: '@blocknote/prosemirror-suggest-changes', version: '0.1.3' },
  { key: 'suggestion-mode', name: 'prosemirror-suggestion-mode', version: '1.0.79' },
  { key: 'manuscripts', name: '@manuscripts/track-changes-plugin', version: '2.3.8' },
  {
    key: 'tiptap-track-changes',
    name: 'tiptap-track-changes',
    version: '0.2.1',
    beside: { '@tiptap/core': '3.34.0', '@tiptap/pm': '3.34.0' },
  },
  {
    key: 'track-change-extension',
    name: 'track-change-extension',
    version: '1.0.3',
    beside: { '@tiptap/core': '2.27.3', '@tiptap/pm': '2.27.3' },
  },
  { key: 'collab', name: 'prosemirror-collab', version: '1.3.1' },
]

/** Peers of other measurements than docs/libraries.md: `entry` is what their bundle for the browser is made of. */
const others = [
  {
    key: 'pouchdb',
    name: 'pouchdb',
    version: '9.0.0',
    beside: { 'express-pouchdb': '4.2.0', 'pouchdb-adapter-memory': '9.0.0', express: '4.22.1', events: '3.3.0' },
    entry: "export { default } from 'pouchdb'\n",
  },
]

/** One copy of these for every library and for ours: the project's own. */
const shared = ['prosemirror-model', 'prosemirror-state', 'prosemirror-transform', 'prosemirror-view']

const home = path.join(root, 'artifacts', 'peers')
const readJson = (file) => JSON.parse(fs.readFileSync(file, 'utf8'))

/** The bundle imports the project's ProseMirror, so that documents of one schema pass between library and test. */
async function bundle(peer, folder) {
  const entry = path.join(folder, 'entry.js')
  const names = Object.keys(peer.beside ?? {}).filter((name) => name.endsWith('/core'))
  fs.writeFileSync(entry, peer.entry ?? [peer.name, ...names].map((name) => `export * from '${name}'\n`).join(''))
  await build({
    configFile: false,
    logLevel: 'error',
    root: folder,
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      outDir: path.join(folder, 'bundle'),
      minify: false,
      lib: { entry, formats: ['es'], fileName: () => 'index.js' },
      rollupOptions: { external: shared },
    },
  })
}

/** Installs and bundles one peer; a second time nothing is fetched. */
async function ensurePeer(peer) {
  const folder = path.join(home, peer.key)
  const wanted = JSON.stringify(peer)
  const mark = path.join(folder, 'ready.json')
  const beside = Object.entries(peer.beside ?? {}).map(([name, version]) => `${name}@${version}`)
  if (!fs.existsSync(mark) || fs.readFileSync(mark, 'utf8') !== wanted) {
    const specs = [`${peer.name}@${peer.version}`, ...beside]
    say(`fetching ${specs.join(', ')} into artifacts/peers/${peer.key} …`)
    fs.rmSync(folder, { recursive: true, force: true })
    fs.mkdirSync(folder, { recursive: true })
    fs.writeFileSync(path.join(folder, 'package.json'), '{"private":true}\n')
    const quiet = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel', 'error']
    const { code, err } = await capture('npm', ['install', '--prefix', folder, ...quiet, ...specs])
    if (code !== 0) throw new Error(err.trim().split('\n')[0] ?? `npm ended with ${code}`)
    await bundle(peer, folder)
    fs.writeFileSync(mark, wanted)
  }
  const manifest = readJson(path.join(folder, 'node_modules', peer.name, 'package.json'))
  return { license: manifest.license ?? 'none stated', bundle: `artifacts/peers/${peer.key}/bundle/index.js` }
}

/**
 * Makes every peer ready and says which: `{ key, name, version, license, bundle }`, or `reason` instead of `bundle` where
 * one cannot be had; vitest.bench.config.ts reads the same from artifacts/peers/peers.json, and others.json beside it. A missing peer never stops a measurement; it is named in what is printed and in docs/libraries.md.
 */
export async function ensurePeers() {
  fs.mkdirSync(home, { recursive: true })
  const libraries = await ensureAll(peers)
  const rest = await ensureAll(others)
  fs.writeFileSync(path.join(home, 'peers.json'), `${JSON.stringify(libraries, null, 2)}\n`)
  fs.writeFileSync(path.join(home, 'others.json'), `${JSON.stringify(rest, null, 2)}\n`)
  const found = [...libraries, ...rest]
  say(`peers: ${found.map((one) => `${one.name}@${one.version}${one.reason ? ' MISSING' : ''}`).join(', ')}`)
  return libraries
}

async function ensureAll(wanted) {
  const found = []
  for (const peer of wanted) {
    const { key, name, version } = peer
    try {
      found.push({ key, name, version, ...(await ensurePeer(peer)) })
    } catch (error) {
      found.push({ key, name, version, reason: error.message })
      say(`peer ${name}@${version} cannot be had: ${error.message}`)
    }
  }
  return found
}
