import fs from 'node:fs'
import path from 'node:path'

/** Where this desk is installed: releases are put beside it, and `start` chooses among them (docs/decisions/0036). */
export type InstalledPlace = {
  versions: string
  /** the program that starts the version a person was moved to */
  start: string
  install: string
  kind: 'deb' | 'tar.gz'
  /** public keys (PEM) whose releases are taken */
  keys: readonly string[]
}

/** The Debian package puts it there. */
const packagePlace = '/opt/liuhen'

/** Where the program `exe` belongs to, itself or as a version beside it; null where nothing can be put in its place. */
export function installedPlace(exe: string): InstalledPlace | null {
  const folder = path.dirname(exe)
  const base = path.basename(path.dirname(folder)) === 'versions' ? path.resolve(folder, '../..') : folder
  const start = path.join(base, 'liuhen-start')
  if (!fs.existsSync(start)) return null
  return {
    versions: path.join(base, 'versions'),
    start,
    install: path.join(base, 'liuhen-install'),
    kind: base === packagePlace ? 'deb' : 'tar.gz',
    keys: keysIn(path.join(base, 'release-keys.pem')),
  }
}

/** No key, no release: where the file cannot be read everything is refused. */
function keysIn(file: string): string[] {
  try {
    return fs.readFileSync(file, 'utf8').match(/-----BEGIN PUBLIC KEY-----[^]+?-----END PUBLIC KEY-----/g) ?? []
  } catch {
    return []
  }
}

/** Does a version lie beside the program, whole? It is put there in one step. */
export const liesBeside = ({ versions }: InstalledPlace, version: string): boolean =>
  fs.existsSync(path.join(versions, version, 'liuhen'))
