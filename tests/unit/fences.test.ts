import { execFile } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const run = promisify(execFile)
const root = path.resolve(import.meta.dirname, '../..')
const bin = (name: string) => path.join(root, 'node_modules/.bin', name)

/** Every source file of a folder, with its text. */
function sources(folder: string): { file: string; text: string }[] {
  return fs
    .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => ({ file: `${folder}/${name}`, text: fs.readFileSync(path.join(root, folder, name), 'utf8') }))
}

const using = (folder: string, pattern: RegExp) =>
  sources(folder)
    .filter(({ text }) => pattern.test(text))
    .map(({ file }) => file)

/** What a checker prints where it finds fault; nothing where it finds none. */
const complaints = (name: string, args: readonly string[]): Promise<string> =>
  run(bin(name), args, { cwd: root }).then(
    () => '',
    (error: { stdout: string }) => error.stdout,
  )

/** Plants a file with a forbidden import and answers what the linter says about it. */
async function lint(folder: string, code: string): Promise<string> {
  const file = path.join(root, folder, `planted-${process.pid}.ts`)
  fs.writeFileSync(file, code)
  try {
    return await complaints('oxlint', ['--quiet', file])
  } finally {
    fs.rmSync(file)
  }
}

it.each([
  ['src-shared/sync', "import fs from 'node:fs'\nexport const x = fs", 'src-shared imports only itself'],
  [
    'src-shared/revision',
    "import { decide } from '../workflow/decide.ts'\nexport const x = decide",
    'revision rests on document only',
  ],
  ['src-shared/document', "import { Dexie } from 'dexie'\nexport const x = Dexie", 'src-shared imports only itself'],
  ['src-renderer/ui', "import { ipcRenderer } from 'electron'\nexport const x = ipcRenderer", 'The page has no Node'],
  ['src-renderer/ui', "import { openLog } from '../../src-main/log.ts'\nexport const x = openLog", 'only through desk.ts'],
  ['src-main', "import React from 'react'\nexport const x = React", 'main shows nothing'],
  ['src-server/http', "import { app } from 'electron'\nexport const x = app", 'The server has no window'],
])('HO-01 the linter stops a forbidden import in %s', async (folder, code, message) => {
  expect(await lint(folder, code)).toContain(message)
})

/** Compiles one planted file under a layer's own settings and answers what the compiler says. */
async function compile(layer: string, code: string): Promise<string> {
  const file = path.join(root, layer, `planted-types-${process.pid}.ts`)
  const config = path.join(root, layer, `tsconfig.planted-${process.pid}.json`)
  const output = fs.mkdtempSync(path.join(os.tmpdir(), 'liuhen-fence-'))
  fs.writeFileSync(
    config,
    JSON.stringify({
      extends: './tsconfig.json',
      compilerOptions: { outDir: output, composite: false, emitDeclarationOnly: false, noEmit: true },
      include: [],
      files: [path.basename(file)],
    }),
  )
  fs.writeFileSync(file, code)
  try {
    return await complaints('tsc', ['-p', config])
  } finally {
    for (const leftover of [file, config, output]) fs.rmSync(leftover, { recursive: true })
  }
}

it('HO-02 the compiler knows no DOM and no Node in shared code, and no main in the page', async () => {
  const shared = await compile('src-shared', 'export const x = document.title + process.argv.length')
  expect(shared).toContain("Cannot find name 'document'")
  expect(shared).toContain("Cannot find name 'process'")
  expect(
    await compile('src-renderer', "import type { Log } from '../src-main/log.ts'\nexport const x: Log = () => undefined"),
  ).toMatch(/TS(6059|6307)/)
  expect(await compile('src-shared', 'export const x = 1')).toBe('')
})

it('HO-03 shared code has no clock and no randomness', () => {
  expect(using('src-shared', /Date\.now\(|new Date\(\)|Math\.random\(|crypto\.getRandomValues/)).toEqual([])
})

it('HO-04 one file is the only door to each dangerous thing', () => {
  expect(using('src-main', /\bipcMain\b/)).toEqual(['src-main/ipc.ts'])
  // one preload for each kind of window
  const preloads = ['src-main/file-view/preload.ts', 'src-main/paper/preload.ts', 'src-main/preload.ts']
  expect(using('src-main', /\bipcRenderer\b/).toSorted()).toEqual(preloads)
  expect(using('src-main', /sandbox: false|contextIsolation: false|nodeIntegration: true|webSecurity: false/)).toEqual([])
  expect(using('src-renderer', /dangerouslySetInnerHTML|innerHTML\s*=|\beval\(/)).toEqual([])
  expect(using('src-renderer', /\bfetch\(|XMLHttpRequest|new WebSocket|EventSource/)).toEqual([])
})

it('HO-05 features of the page never import each other, nor does what lies below them import any', () => {
  const features = fs
    .readdirSync(path.join(root, 'src-renderer'), { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() && !['app', 'ui', 'data', 'paper'].includes(entry.name) ? [entry.name] : []))
  const crossing = [...features, 'ui', 'data', 'paper'].flatMap((feature) =>
    sources(`src-renderer/${feature}`).flatMap(({ file, text }) =>
      [...text.matchAll(/from '(?:\.\.\/)+([\w-]+)\//g)]
        .filter(([, other]) => other !== feature && features.includes(other ?? ''))
        .map(([, other]) => `${file} → ${other}`),
    ),
  )
  expect(crossing).toEqual([])
})
