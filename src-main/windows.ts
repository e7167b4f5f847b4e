import { BrowserWindow, screen } from 'electron'
import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { EventPayload } from '../src-shared/ipc/contract.ts'
import { send } from './ipc.ts'
import { appOrigin } from './security.ts'

const bounds = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number(), maximized: z.boolean() })
/** How long the page may take to write down what it holds before the window closes all the same (its journal has the rest). */
const flushMs = 10_000

export type DeskWindow = {
  window: BrowserWindow
  /** Asks the page to write down everything and waits for its answer; false: not all of it is on disk. */
  flush: (reason: EventPayload<'flush.request'>['reason']) => Promise<boolean>
  flushDone: (token: string, failed?: true) => void
}

/**
 * Opens the one window, where it was last time, and shows it once the page has painted. `holdsWork`: someone is signed
 * in, so the page is asked to write down what it holds before the window closes.
 */
export function openWindow(preload: string, profile: string, holdsWork: () => boolean): DeskWindow {
  const file = path.join(profile, 'window.json')
  const last = readBounds(file)
  const area = screen.getPrimaryDisplay().workArea
  const window = new BrowserWindow({
    width: Math.min(last?.width ?? 1366, area.width),
    height: Math.min(last?.height ?? 768, area.height),
    ...(last && insideSomeScreen(last) ? { x: last.x, y: last.y } : {}),
    minWidth: 1024,
    minHeight: 640,
    show: false,
    backgroundColor: '#f6f5f1',
    title: '留痕',
    autoHideMenuBar: true,
    webPreferences: { preload, spellcheck: false },
  })
  window.removeMenu()
  if (last?.maximized) window.maximize()
  window.once('ready-to-show', () => window.show())

  const waiting = new Map<string, (written: boolean) => void>()
  const flush = (reason: EventPayload<'flush.request'>['reason']): Promise<boolean> => {
    if (!holdsWork()) return Promise.resolve(true)
    if (window.isDestroyed() || window.webContents.isCrashed()) return Promise.resolve(false)
    const token = randomUUID()
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        waiting.delete(token)
        resolve(false)
      }, flushMs)
      waiting.set(token, (written) => {
        clearTimeout(timer)
        waiting.delete(token)
        resolve(written)
      })
      send(window.webContents, 'flush.request', { token, reason })
    })
  }

  let flushed = false
  window.on('close', (event) => {
    saveBounds(file, window)
    if (flushed) return
    event.preventDefault()
    void flush('close').then(() => {
      flushed = true
      window.close()
    })
  })
  window.on('blur', () => void flush('blur'))
  // Windows tells its end to windows only
  window.on('query-session-end', () => void flush('shutdown'))
  void window.loadURL(`${appOrigin}/`)
  return { window, flush, flushDone: (token, failed) => waiting.get(token)?.(failed !== true) }
}

function readBounds(file: string): z.infer<typeof bounds> | undefined {
  try {
    return bounds.parse(JSON.parse(fs.readFileSync(file, 'utf8')))
  } catch {
    return undefined // first start, or a file no one can read: the standard place
  }
}

function saveBounds(file: string, window: BrowserWindow): void {
  try {
    fs.writeFileSync(file, JSON.stringify({ ...window.getNormalBounds(), maximized: window.isMaximized() }))
  } catch {
    // a full disk must not keep the window open
  }
}

const insideSomeScreen = (b: { x: number; y: number }): boolean =>
  screen
    .getAllDisplays()
    .some(({ workArea: a }) => b.x >= a.x && b.x < a.x + a.width - 100 && b.y >= a.y && b.y < a.y + a.height - 100)
