import { defineConfig } from 'vitest/config'
import { browserPackages, chromium } from './tests/support/chromium.ts'

/** What `npm run bench` runs: one after the other, never beside another measurement. */
export default defineConfig({
  test: {
    reporters: ['default'],
    fileParallelism: false,
    projects: [
      {
        optimizeDeps: { include: browserPackages },
        test: { name: 'bench-browser', include: ['tests/bench/**/*.browser.ts'], testTimeout: 600_000, browser: chromium },
      },
      {
        test: {
          name: 'bench-node',
          include: ['tests/bench/**/*.node.ts'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
          pool: 'forks',
        },
      },
    ],
  },
})
