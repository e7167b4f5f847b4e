import { Stop } from '../lib/log.mjs'

/** What can be packaged: the machine, as electron-builder names it, and the folder it unpacks to. */
export const kinds = {
  'linux-x64': { platform: 'linux', arch: 'x64', unpacked: 'linux-unpacked', executable: 'liuhen' },
  'linux-arm64': { platform: 'linux', arch: 'arm64', unpacked: 'linux-arm64-unpacked', executable: 'liuhen' },
  'win-x64': { platform: 'win', arch: 'x64', unpacked: 'win-unpacked', executable: 'liuhen.exe' },
  'win-arm64': { platform: 'win', arch: 'arm64', unpacked: 'win-arm64-unpacked', executable: 'liuhen.exe' },
}

/**
 * Reads the words after `npm run package --`: `--for KIND` (linux-x64), `--dir` only the unpacked folder, `--e2e` the variant
 * tests can attach to, `--fast` packed loosely and quickly, `--version 1.2.3` another number than the project's, `--release-key KEY`
 * (several) whose releases the desk takes. Anything else is PACKAGE-OPTION.
 */
export function readOptions(words) {
  const options = { kind: 'linux-x64', dirOnly: false, e2e: false, fast: false, version: undefined, releaseKeys: [] }
  for (let i = 0; i < words.length; i++) {
    const word = words[i]
    if (word === '--dir') options.dirOnly = true
    else if (word === '--e2e') options.e2e = true
    else if (word === '--fast') options.fast = true
    else if (word === '--version' && /^\d+\.\d+\.\d+$/.test(words[i + 1] ?? '')) options.version = words[++i]
    else if (word === '--release-key' && words[i + 1]) options.releaseKeys.push(words[++i])
    else if (word === '--for' && Object.hasOwn(kinds, words[i + 1] ?? '')) options.kind = words[++i]
    else
      throw new Stop(
        'PACKAGE-OPTION',
        `"${word}" is not understood; --for ${Object.keys(kinds).join('|')}, --version 1.2.3, --release-key KEY, --dir, --e2e, --fast`,
      )
  }
  return options
}
