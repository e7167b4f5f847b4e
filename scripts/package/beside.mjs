import { createPublicKey } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { Stop } from '../lib/log.mjs'
import { root } from '../lib/run.mjs'

/** The programs that start the desk and put releases beside it (docs/decisions/0036). */
const programs = ['liuhen-start', 'liuhen-install', 'liuhen-take']
export const besideProgram = [...programs, 'program-version', 'release-keys.pem']

/**
 * Lays out what lies beside the program on Linux: those programs, its version, and the public keys releases must be signed with (base64
 * of SPKI, as `liuhen-server release-key` says them). PACKAGE-KEY where one is none. Answers the folder.
 */
export function layOutBeside(folder, { version, releaseKeys }) {
  fs.rmSync(folder, { recursive: true, force: true })
  fs.mkdirSync(folder, { recursive: true })
  for (const name of programs) fs.copyFileSync(path.join(root, 'packaging', 'linux', name), path.join(folder, name))
  fs.writeFileSync(path.join(folder, 'program-version'), `${version}\n`)
  fs.writeFileSync(path.join(folder, 'release-keys.pem'), releaseKeys.map(pemOf).join(''))
  return folder
}

function pemOf(key) {
  try {
    const made = createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' })
    if (made.asymmetricKeyType === 'ed25519') return made.export({ format: 'pem', type: 'spki' })
  } catch {
    // said below
  }
  throw new Stop('PACKAGE-KEY', `${key} is no public key of releases`)
}
