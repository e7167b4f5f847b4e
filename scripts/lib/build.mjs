import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { say } from './log.mjs'
import { must, root, tool } from './run.mjs'

/** What the build is made from; a stamp over them tells whether `out/` is fresh. */
const sources = [
  'src-shared',
  'src-main',
  'src-renderer',
  'src-server',
  'resources',
  'electron.vite.config.ts',
  'vite.server.config.ts',
  'package-lock.json',
]

function stampOf() {
  const hash = createHash('sha256')
  const visit = (file) => {
    const stat = fs.statSync(file)
    if (stat.isDirectory()) for (const name of fs.readdirSync(file).toSorted()) visit(path.join(file, name))
    else hash.update(path.relative(root, file)).update(fs.readFileSync(file))
  }
  for (const source of sources) if (fs.existsSync(path.join(root, source))) visit(path.join(root, source))
  return hash.digest('hex')
}

/** Builds client and server into `out/`, unless it holds them already. */
export async function build() {
  const stampFile = path.join(root, 'out', 'stamp')
  const stamp = stampOf()
  if (fs.existsSync(stampFile) && fs.readFileSync(stampFile, 'utf8') === stamp) return
  say('building …')
  // one build for the runtime here and for newer ones: electron-vite takes the language level from this
  const env = { ...process.env, ELECTRON_MAJOR_VER: '33', NODE_ENV: 'production' }
  await must('BUILD', tool('electron-vite'), ['build', '--logLevel', 'warn'], { env })
  await must('BUILD', tool('vite'), ['build', '--config', 'vite.server.config.ts', '--logLevel', 'warn'], { env })
  fs.writeFileSync(stampFile, stamp)
}
