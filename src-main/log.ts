import fs from 'node:fs'
import path from 'node:path'

/**
 * The desk's log: one line per fact, a code and numbers. Never a title, a name or a text (SE-29): callers pass codes,
 * and anything that is no plain ASCII is dropped here as the last guard.
 */
export type Log = (level: 'info' | 'warn' | 'error', code: string, detail?: string) => void

const maxBytes = 2 * 1024 * 1024

/** Keeps only what cannot be a title or a name: ASCII, at most 500 characters. */
export const redact = (detail: string): string => detail.replaceAll(/[^\x20-\x7e]+/g, '*').slice(0, 500)

/** A log that appends to `desk.log` in `folder` and keeps one older file. */
export function openLog(folder: string): Log {
  fs.mkdirSync(folder, { recursive: true })
  const file = path.join(folder, 'desk.log')
  return (level, code, detail = '') => {
    const line = `${new Date().toISOString()} ${level} ${redact(code)} ${redact(detail)}\n`
    try {
      if (fs.existsSync(file) && fs.statSync(file).size > maxBytes) fs.renameSync(file, `${file}.1`)
      fs.appendFileSync(file, line)
    } catch {
      // a full disk must not stop the desk; the status bar says so already
      process.stderr.write(line)
    }
  }
}
