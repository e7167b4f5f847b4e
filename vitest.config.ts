import { defineConfig } from 'vitest/config'
import { browserPackages, chromium } from './tests/support/chromium.ts'
import { ofdCommands } from './tests/support/ofd/ofd-commands.ts'
import { paperCommands } from './tests/support/paper/print-commands.ts'

/**
 * Three projects: `node` (unit, contract, server, simulation), `browser` (Debian's Chromium: real DOM, real composition)
 * and `e2e` (the real Electron window). `npm test` runs all, `npx vitest run --project node` one.
 */
export default defineConfig({
  test: {
    reporters: ['default'],
    projects: [
      {
        test: {
          name: 'node',
          include: ['tests/{unit,contract,server,simulation}/**/*.test.ts'],
          environment: 'node',
          pool: 'forks',
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        optimizeDeps: { include: browserPackages },
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.{ts,tsx}'],
          setupFiles: ['tests/support/ui/patient.ts'],
          testTimeout: 60_000,
          // keys and compositions go to the page that has the focus: one page at a time
          fileParallelism: false,
          browser: { ...chromium, commands: { ...paperCommands, ...ofdCommands } },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          // two minutes of pictures, for eyes: `npm run test:long`, or by its name with LIUHEN_LONG=1
          exclude: process.env['LIUHEN_LONG'] ? [] : ['tests/e2e/gallery.test.ts'],
          environment: 'node',
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
})
