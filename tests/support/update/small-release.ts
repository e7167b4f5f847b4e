import { execFileSync } from 'node:child_process'
import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { layOutBeside } from '../../../scripts/package/beside.mjs'
import { canonicalJson } from '../../../src-shared/document/canonical.ts'
import type { ReleaseFile, ReleaseStatement, SignedRelease } from '../../../src-shared/update/messages.ts'

/*
 * Installations and releases that are whole in everything but the program, which is a small one of the system's: what starts and installs them
 * is the package's own (packaging/linux).
 */

export type Keys = { publicKey: string; privateKey: KeyObject }

export function releaseKeys(): Keys {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  return { publicKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'), privateKey }
}

/** A program of this machine in the place of the desk. */
function putProgram(folder: string, version: string, program: string): void {
  fs.copyFileSync(program, path.join(folder, 'liuhen'))
  fs.chmodSync(path.join(folder, 'liuhen'), 0o755)
  fs.writeFileSync(path.join(folder, 'program-version'), `${version}\n`)
}

/** An installed desk of a version in a folder of its own, as the tar.gz leaves one. */
export function installation(version: string, keys: readonly Keys[], program = '/bin/true'): string {
  const base = fs.mkdtempSync(path.join(os.tmpdir(), 'liuhen-beside-'))
  layOutBeside(base, { version, releaseKeys: keys.map(({ publicKey }) => publicKey) })
  for (const name of ['liuhen-start', 'liuhen-install', 'liuhen-take']) fs.chmodSync(path.join(base, name), 0o755)
  putProgram(base, version, program)
  return base
}

export type Made = { release: SignedRelease; bytes: Buffer; file: ReleaseFile }
type Change = { file?: Partial<ReleaseFile>; statement?: Partial<ReleaseStatement>; program?: string; inside?: string }

/** A signed release with one tar.gz for this machine. `inside`: the version the program itself bears. */
export function smallRelease(
  version: string,
  { privateKey }: Keys,
  { file: given, statement: more, program, inside }: Change = {},
): Made {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'liuhen-release-'))
  try {
    const tree = path.join(folder, `liuhen-${version}-linux-x64`)
    fs.mkdirSync(tree)
    putProgram(tree, inside ?? version, program ?? '/bin/true')
    fs.writeFileSync(path.join(tree, 'chrome-sandbox'), '')
    execFileSync('tar', ['-C', folder, '-czf', path.join(folder, 'package'), path.basename(tree)])
    const bytes = fs.readFileSync(path.join(folder, 'package'))
    const file: ReleaseFile = {
      name: `liuhen-${version}-linux-x64.tar.gz`,
      platform: 'linux',
      arch: process.arch === 'arm64' ? 'arm64' : 'x64',
      kind: 'tar.gz',
      size: bytes.length,
      sha512: createHash('sha512').update(bytes).digest('hex'),
      ...given,
    }
    const statement: ReleaseStatement = {
      as: 'liuhen-release-1',
      version,
      protocol: 1,
      releasedAt: 1,
      notes: '修正几处，"version":"9.9.9"}。',
      files: [file],
      ...more,
    }
    const signature = sign(null, Buffer.from(canonicalJson(statement)), privateKey).toString('base64')
    return { release: { statement, signature }, bytes, file }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}
