import path from 'node:path'
import { defineConfig } from 'vite'

const here = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname)

/** The county server as plain Node modules; packages stay in node_modules. */
export default defineConfig({
  build: {
    ssr: true,
    outDir: path.join(here, 'out/server'),
    emptyOutDir: true,
    target: 'node20',
    rollupOptions: {
      input: { main: path.join(here, 'src-server/main.ts') },
      output: { entryFileNames: '[name].js', format: 'es' },
    },
  },
})
