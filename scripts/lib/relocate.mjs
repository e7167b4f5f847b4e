import fs from 'node:fs'
import path from 'node:path'
import { cacheRoot } from './electron.mjs'
import { say } from './log.mjs'
import { must, root, run } from './run.mjs'
import { readableByOthers } from './system.mjs'

/**
 * As root, PostgreSQL and the Electron window run as other users, who must be able to read the project. Where it lies in a
 * folder closed to them (such as one made by mktemp), the project is copied to an open one and the script runs there.
 * Answers the exit code, or undefined where nothing had to be done.
 */
export async function relocateIfHidden(script, args) {
  if (process.getuid?.() !== 0 || process.env.LIUHEN_RELOCATED || readableByOthers(root)) return undefined
  const target = path.join(cacheRoot(), `project-${process.pid}`)
  say(`other users cannot read ${root}; working in ${target}`)
  fs.mkdirSync(cacheRoot(), { recursive: true, mode: 0o755 })
  await must('RELOCATE', 'cp', ['-a', root, target])
  fs.chmodSync(target, 0o755)
  const shared = path.join(root, '..', 'shared')
  const env = { ...process.env, LIUHEN_RELOCATED: '1', ...(fs.existsSync(shared) ? { LIUHEN_SHARED: shared } : {}) }
  try {
    return await run(process.execPath, [path.join(target, 'scripts', script), ...args], { cwd: target, env })
  } finally {
    for (const result of ['artifacts', 'bench-results.json', '.data']) {
      if (fs.existsSync(path.join(target, result))) await run('cp', ['-a', path.join(target, result), root])
    }
    fs.rmSync(target, { recursive: true, force: true })
  }
}
