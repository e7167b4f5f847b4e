import { spawn } from 'node:child_process'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Stop } from './log.mjs'

/** The project's root folder. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')

/**
 * Runs a program in the project with its output shown; answers the exit code. A signal to us ends the program, not us:
 * what we started around it (a server, say) is still put away.
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options })
    const passOn = (signal) => child.kill(signal)
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, passOn)
    const done = () => {
      for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, passOn)
    }
    child.on('error', (error) => {
      done()
      reject(error)
    })
    child.on('exit', (code, signal) => {
      done()
      resolve(signal ? 128 : (code ?? 1))
    })
  })
}

/** Like `run`, but a failure ends the whole. */
export async function must(code, command, args, options) {
  const exit = await run(command, args, options)
  if (exit !== 0) throw new Stop(code, `${command} ${args.join(' ')} ended with ${exit}`)
}

/** Runs a program and answers what it printed. */
export function capture(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options })
    let out = ''
    let err = ''
    child.stdout.on('data', (chunk) => (out += chunk))
    child.stderr.on('data', (chunk) => (err += chunk))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code: code ?? 1, out, err }))
  })
}

/** A tool of node_modules, run with this Node. */
export const tool = (name) => path.join(root, 'node_modules', '.bin', name)
