import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import fs from 'node:fs'
import path from 'node:path'

const here = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname)
const at = (...parts: string[]): string => path.join(here, ...parts)

/** What PDF needs beside its scripts (decision 0026): tables of Chinese characters, stand-in fonts, decoders without WebAssembly. */
const pdfjsFiles = {
  name: 'pdfjs-files',
  generateBundle(this: { emitFile: (file: { type: 'asset'; fileName: string; source: Uint8Array }) => void }): void {
    for (const [folder, wanted] of [
      ['.', /^LICENSE$/],
      ['cmaps', /\.bcmap$|LICENSE/],
      ['standard_fonts', /./],
      ['wasm', /_nowasm_fallback\.js$|LICENSE_(PDFJS_)?(JBIG2|OPENJPEG)$/],
    ] as const) {
      const from = at('node_modules/pdfjs-dist', folder)
      for (const name of fs.readdirSync(from).filter((one) => wanted.test(one))) {
        const source = fs.readFileSync(path.join(from, name))
        this.emitFile({ type: 'asset', fileName: path.posix.join('file-view/pdfjs', folder, name), source })
      }
    }
  },
}

/** subset-font loads its WebAssembly from node_modules, which a packaged client has not: the file goes beside the bundle. */
const harfbuzzFile = {
  name: 'harfbuzz-file',
  transform(code: string, id: string): string | undefined {
    if (!id.replaceAll('\\', '/').endsWith('/subset-font/index.js')) return undefined
    const wanted = "require.resolve('harfbuzzjs/dist/harfbuzz-subset.wasm')"
    if (!code.includes(wanted)) throw new Error('subset-font loads harfbuzz in another way now')
    return code.replace(wanted, "require('path').join(__dirname, 'harfbuzz-subset.wasm')")
  },
  generateBundle(this: { emitFile: (file: { type: 'asset'; fileName: string; source: Uint8Array }) => void }): void {
    const source = fs.readFileSync(at('node_modules/harfbuzzjs/dist/harfbuzz-subset.wasm'))
    this.emitFile({ type: 'asset', fileName: 'harfbuzz-subset.wasm', source })
  },
}

/** The licences of the bundled faces go where the faces go. */
const faceLicences = {
  name: 'face-licences',
  generateBundle(this: { emitFile: (file: { type: 'asset'; fileName: string; source: Uint8Array }) => void }): void {
    const from = at('src-renderer/paper/fonts')
    for (const name of fs.readdirSync(from).filter((one) => one.endsWith('.LICENSE.txt')))
      this.emitFile({ type: 'asset', fileName: `faces/${name}`, source: fs.readFileSync(path.join(from, name)) })
  },
}

/** Packages whose files are copied beside the bundles, not bundled. */
const used = new Set(['node_modules/pdfjs-dist', 'node_modules/harfbuzzjs'])

/** Writes down which packages went into the client: its bill of materials and its licences are made from them (UP-66). */
const usedPackages = {
  name: 'used-packages',
  generateBundle(_options: unknown, bundle: Readonly<Record<string, { type: string; moduleIds?: readonly string[] }>>): void {
    for (const { moduleIds = [] } of Object.values(bundle))
      for (const id of moduleIds) {
        const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/?]+/.exec(id.replaceAll('\\', '/').replace(/^\0/, ''))?.[0]
        if (folder) used.add(path.posix.relative(here.replaceAll('\\', '/'), folder))
      }
    fs.mkdirSync(at('out'), { recursive: true })
    fs.writeFileSync(at('out/packages.json'), JSON.stringify([...used].toSorted(), null, 1))
  },
}

/** The bundled faces keep their names: src-main/paper/font-files.ts reads them from there. */
const assetName = ({ names }: { names: readonly string[] }): string =>
  names.some((name) => name.endsWith('.woff2')) ? 'faces/[name][extname]' : 'assets/[name]-[hash][extname]'

/**
 * Three bundles: main (ES module, everything but Electron bundled in), preload (one CommonJS file, as the sandbox asks)
 * and the page. Built for Electron 33 (ELECTRON_MAJOR_VER, scripts/build.mjs), so one build runs there and on newer.
 */
export default defineConfig({
  main: {
    plugins: [harfbuzzFile, usedPackages],
    // its build for Node declares `require` once more than electron-vite does: the desk would not start
    resolve: { alias: [{ find: /^fflate$/, replacement: 'fflate/browser' }] },
    build: {
      outDir: at('out/main'),
      externalizeDeps: false,
      lib: { entry: at('src-main/index.ts'), formats: ['es'] },
      // chunks beside the entry: what is loaded later finds its files from the same folder
      rollupOptions: { output: { entryFileNames: 'index.js', chunkFileNames: '[name].js' } },
    },
  },
  preload: {
    plugins: [usedPackages],
    build: {
      outDir: at('out/preload'),
      externalizeDeps: false,
      lib: {
        entry: {
          preload: at('src-main/preload.ts'),
          'file-view': at('src-main/file-view/preload.ts'),
          paper: at('src-main/paper/preload.ts'),
        },
        formats: ['cjs'],
      },
      rollupOptions: { output: { entryFileNames: '[name].cjs' } },
    },
  },
  renderer: {
    root: at('src-renderer'),
    plugins: [react(), pdfjsFiles, faceLicences, usedPackages],
    worker: { format: 'es', plugins: () => [usedPackages] },
    build: {
      outDir: at('out/renderer'),
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rollupOptions: {
        input: {
          index: at('src-renderer/index.html'),
          'file-view': at('src-renderer/file-view/file-view.html'),
          paper: at('src-renderer/paper/paper.html'),
        },
        output: { assetFileNames: assetName },
      },
    },
  },
})
