/*
 * The default app of the development runtime: `electron [switches] [-r MODULE] PATH [args…]`, as a stock Electron does.
 * It must be an ES module that awaits the app: Electron holds back 'ready' until this module has finished, so the app
 * can still register its privileged scheme.
 */
import { app } from 'electron'
import fs from 'node:fs'
import { Module } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const words = process.argv.slice(1)
const preloads = []
let target
for (let i = 0; i < words.length && target === undefined; i++) {
  const word = words[i]
  if (word === '-v' || word === '--version') {
    console.log(`v${process.versions.electron}`)
    process.exit(0)
  } else if (word === '-r' || word === '--require') preloads.push(words[++i])
  else if (word.startsWith('--app=')) target = word.slice(6)
  else if (!word.startsWith('-')) target = word
}

function fail(message) {
  console.error(message)
  process.exit(1)
}

if (target === undefined) fail('no app given. Usage: electron PATH')
if (preloads.length > 0) Module._preloadModules(preloads)
Object.defineProperty(process, 'defaultApp', { enumerable: true, value: true })

const folder = path.resolve(target)
const manifest = path.join(folder, 'package.json')
let appPath
if (fs.existsSync(manifest)) {
  const info = JSON.parse(fs.readFileSync(manifest, 'utf8'))
  if (info.version) app.setVersion(info.version)
  app.name = info.productName ?? info.name ?? app.name
  app.setDesktopName(info.desktopName ?? `${app.name}.desktop`)
  appPath = folder
}
let file
try {
  file = Module._resolveFilename(folder, null, true)
} catch (error) {
  fail(`no Electron app at ${folder}: ${error.message}`)
}
app.setAppPath(appPath ?? path.dirname(file))
await import(pathToFileURL(file).href)
