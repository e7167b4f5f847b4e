import fs from 'node:fs'
import path from 'node:path'
import { playwright } from '@vitest/browser-playwright'

/** Every icon the window draws, each a package path of its own. */
function icons(): string[] {
  const renderer = path.resolve(import.meta.dirname, '../../src-renderer')
  const files = fs.readdirSync(renderer, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.tsx'))
  const found = files.flatMap((file) =>
    [...fs.readFileSync(path.join(renderer, file), 'utf8').matchAll(/'(@ant-design\/icons\/\w+)'/g)].map(
      (match) => match[1] ?? '',
    ),
  )
  return [...new Set(found)]
}

/** Bundled before the tests start; found on the way, they would reload the page in the middle of a test. */
export const browserPackages = [
  'react',
  'react-dom',
  'react-dom/client',
  'react/jsx-dev-runtime',
  'antd',
  'antd/locale/zh_CN',
  ...icons(),
  '@tanstack/react-virtual',
  'wouter/use-hash-location',
  'pinyin-pro',
  'opencc-js/dict/TSCharacters',
  'uuid',
  'dexie',
  'fflate',
  'pdfjs-dist/legacy/build/pdf.mjs',
  'saxes',
  'zod',
  'sm-crypto-v2',
  '@noble/ciphers/aes.js',
  'prosemirror-commands',
  'prosemirror-keymap',
  'prosemirror-model',
  'prosemirror-state',
  'prosemirror-tables',
  'prosemirror-transform',
  'prosemirror-view',
  '@tiptap/core',
]

/** Debian's Chromium, headless, without the background requests a closed network would refuse. */
export const chromium = {
  enabled: true,
  headless: true,
  screenshotFailures: false,
  provider: playwright({
    // a dialog that still grows between the press and the release of the mouse misses its click
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: {
      executablePath: process.env['LIUHEN_CHROMIUM'] ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--no-first-run'],
    },
  }),
  instances: [{ browser: 'chromium' as const }],
}
