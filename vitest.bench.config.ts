import fs from 'node:fs'
import type { Peer } from './scripts/lib/peers.mjs'
import { defineConfig } from 'vitest/config'
import { firstSyncCommands } from './tests/bench/first-sync/commands.ts'
import { paperBenchCommands } from './tests/bench/paper/commands.ts'
import { browserPackages, chromium } from './tests/support/chromium.ts'
import { councilFiles, reportFiles } from './tests/support/fixtures.ts'
import { paperCommands } from './tests/support/paper/print-commands.ts'

/** Written by scripts/lib/peers.mjs; without it the measurements against peers are skipped. */
const peers = 'artifacts/peers/peers.json'
const others = 'artifacts/peers/others.json'
const peerOf = (key: string): unknown =>
  fs.existsSync(others) ? JSON.parse(fs.readFileSync(others, 'utf8')).find((one: { key: string }) => one.key === key) : undefined

/** LIUHEN_BRIEF=1 tries the measurements out: everything runs, no figure means anything. */
const brief = process.env['LIUHEN_BRIEF'] === '1'
const provide = {
  firstSync: {
    documents: Number(process.env['LIUHEN_DOCUMENTS'] ?? (brief ? 1000 : 20_000)),
    peer: peerOf('pouchdb') as Peer | undefined,
  },
  /** real texts that documents are made of */
  search: { sources: [...councilFiles(), ...reportFiles()].map(({ title, number, text }) => ({ title, number, text })) },
  libraries: {
    peers: fs.existsSync(peers) ? JSON.parse(fs.readFileSync(peers, 'utf8')) : [],
    sequences: Number(process.env['LIUHEN_SEQUENCES'] ?? (brief ? 20 : 300)),
    rounds: brief ? 1 : 3,
    hourOfKeys: brief ? 1800 : 18_000,
  },
}

/** What `npm run bench` runs: one after the other, never beside another measurement. */
export default defineConfig({
  test: {
    reporters: ['default'],
    fileParallelism: false,
    projects: [
      {
        // figures of the build people have: React without its checks
        mode: 'production',
        cacheDir: 'node_modules/.vite-bench',
        define: { 'process.env.NODE_ENV': '"production"' },
        optimizeDeps: { include: browserPackages },
        test: {
          name: 'bench-browser',
          include: ['tests/bench/**/*.browser.{ts,tsx}'],
          testTimeout: 1_800_000,
          browser: { ...chromium, commands: { ...firstSyncCommands, ...paperCommands, ...paperBenchCommands } },
          provide,
        },
      },
      {
        test: {
          name: 'bench-node',
          include: ['tests/bench/**/*.node.ts'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
          pool: 'forks',
          provide,
        },
      },
    ],
  },
})
