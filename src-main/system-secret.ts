import { safeStorage } from 'electron'
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Log } from './log.ts'

/**
 * The system's own secret store, where it is a real one. `seal` and `open` may fail or take long: never wait for them
 * without a limit.
 */
export type SystemSecret = {
  backend: string
  seal: (secret: Uint8Array) => Promise<string>
  open: (sealed: string) => Promise<Buffer>
}

/** How long the system may take; a keyring that asks the person something would keep main waiting for ever. */
const answerMs = 2000
const run = promisify(execFile)

/**
 * The secret store of this session, or undefined where there is none worth the name (Chromium's `basic_text` is a fixed
 * password) or asking it could block. To be called after the window shows: before that a prompt stands behind nothing.
 */
export async function systemSecret(log: Log): Promise<SystemSecret | undefined> {
  const backend = process.platform === 'linux' ? safeStorage.getSelectedStorageBackend() : process.platform
  if (process.platform === 'linux' && !(backend === 'gnome_libsecret' && (await keyringIsOpen()))) {
    log('info', 'SE-NO-KEYRING', backend)
    return undefined
  }
  const newer = asynchronous()
  if (newer) return { backend, ...newer }
  if (!safeStorage.isEncryptionAvailable()) {
    log('info', 'SE-NO-KEYRING', backend)
    return undefined
  }
  return {
    backend,
    seal: async (secret) => safeStorage.encryptString(Buffer.from(secret).toString('base64')).toString('base64'),
    open: async (sealed) => Buffer.from(safeStorage.decryptString(Buffer.from(sealed, 'base64')), 'base64'),
  }
}

/**
 * Whether the default keyring of the Secret Service is there and unlocked. Electron's synchronous call on a locked one
 * blocks main until somebody answers its prompt, so the question goes to the bus by another program, with a limit.
 */
async function keyringIsOpen(): Promise<boolean> {
  const service = ['org.freedesktop.secrets', '/org/freedesktop/secrets/aliases/default']
  const property = ['org.freedesktop.Secret.Collection', 'Locked']
  try {
    const { stdout } = await run('busctl', ['--user', 'get-property', ...service, ...property], { timeout: answerMs })
    return stdout.trim() === 'b false'
  } catch {
    return false
  }
}

type Newer = {
  encryptStringAsync: (text: string) => Promise<Buffer>
  decryptStringAsync: (sealed: Buffer) => Promise<string | { result: string }>
}

/** The calls that do not block main; Electron 33 has none of them yet, 46 only them. */
function asynchronous(): Pick<SystemSecret, 'seal' | 'open'> | undefined {
  const { encryptStringAsync, decryptStringAsync } = safeStorage as Partial<Newer>
  if (typeof encryptStringAsync !== 'function' || typeof decryptStringAsync !== 'function') return undefined
  return {
    seal: async (secret) =>
      (await encryptStringAsync.call(safeStorage, Buffer.from(secret).toString('base64'))).toString('base64'),
    open: async (sealed) => {
      const opened = await decryptStringAsync.call(safeStorage, Buffer.from(sealed, 'base64'))
      return Buffer.from(typeof opened === 'string' ? opened : opened.result, 'base64')
    },
  }
}
