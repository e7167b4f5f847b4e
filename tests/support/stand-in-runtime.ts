import fs from 'node:fs'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '../..')

/** What Electron's programs carry for @electron/fuses: its mark, version 1, eight fuses as a development Electron has them. */
const fuses = Buffer.concat([Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'), Buffer.from([1, 8]), Buffer.from('10110001')])

/**
 * A folder that looks like an unpacked Electron of another machine, a few kB: enough for electron-builder to go all the way to
 * an unpacked package and a Debian one. For Windows the program is one that electron-builder brings along, with resources to edit.
 */
export function standInRuntime(folder: string, platform: string): { version: string; dist: string } {
  const windows = platform === 'win'
  const program = windows
    ? fs.readFileSync(path.join(root, 'node_modules/electron-winstaller/vendor/rcedit.exe'))
    : Buffer.alloc(64)
  const files: Record<string, string | Buffer> = {
    [windows ? 'electron.exe' : 'electron']: Buffer.concat([program, fuses]),
    'chrome-sandbox': 'sandbox',
    LICENSE: 'licence',
    'LICENSES.chromium.html': 'licences',
    version: '33.2.1',
    'locales/zh-CN.pak': 'zh',
    'locales/en-US.pak': 'en',
    'locales/fr.pak': 'fr',
    'resources/default_app.asar': 'default',
  }
  for (const [name, content] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    fs.writeFileSync(path.join(folder, name), content, { mode: 0o755 })
  }
  return { version: '33.2.1', dist: folder }
}
