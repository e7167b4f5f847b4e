import { createRequire } from 'node:module'
import { Stop } from '../lib/log.mjs'

const { getCurrentFuseWire, FuseV1Options, FuseVersion } = createRequire(import.meta.url)('@electron/fuses')

/**
 * Every fuse of the shipped program, written out (UP-60): nothing is left to what Electron thinks best. `e2e` lets tests attach.
 *
 * Cookies: the desk has none, and to encrypt them Electron asks the system's keyring as it starts, which keeps main waiting for
 * ever where the keyring is locked and no window is there to ask in. Integrity of the archive is looked at by Windows and macOS
 * only; on Linux /opt belongs to root.
 */
export const shippedFuses = ({ e2e }) => ({
  runAsNode: false,
  enableCookieEncryption: false,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: e2e,
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  loadBrowserProcessSpecificV8Snapshot: false,
  grantFileProtocolExtraPrivileges: false,
})

const on = '1'.charCodeAt(0)

/** What a program's fuses really are: name → on or off. */
export async function readFuses(executable) {
  const { version, ...wire } = await getCurrentFuseWire(executable)
  if (version !== FuseVersion.V1) throw new Stop('PACKAGE-FUSES', `fuses of version ${version} are not known here`)
  const nameOf = (place) => FuseV1Options[place]?.replace(/^./, (first) => first.toLowerCase()) ?? `fuse${place}`
  return Object.fromEntries(Object.entries(wire).map(([place, state]) => [nameOf(place), state === on]))
}

/** The names of fuses that are not as `wanted`, one that is wanted and not there among them. */
export const wrongFuses = (wanted, found) => Object.keys(wanted).filter((name) => found[name] !== wanted[name])
