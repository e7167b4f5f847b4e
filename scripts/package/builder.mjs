import { build, DIR_TARGET, Arch, Platform } from 'electron-builder'
import fs from 'node:fs'
import path from 'node:path'
import { configuration } from '../../packaging/electron-builder.mjs'
import { Stop } from '../lib/log.mjs'
import { must, root } from '../lib/run.mjs'
import { kinds } from './kinds.mjs'
import { stripRuntime } from './unpacked.mjs'

const platforms = { linux: Platform.LINUX, win: Platform.WINDOWS }

const noNetwork = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT'])

/**
 * Runs electron-builder for some targets of a kind; answers the files it made. `folder`: what is packed already. Another
 * machine's runtime and tools are downloaded: PACKAGE-DOWNLOAD where they cannot be.
 */
async function run(settings, targets, folder) {
  const { platform, arch } = kinds[settings.kind]
  const config = configuration({
    ...settings,
    afterExtract: ({ appOutDir }) => stripRuntime(appOutDir),
  })
  return build({
    projectDir: root,
    config,
    targets: platforms[platform].createTarget(targets, Arch[arch]),
    publish: 'never',
    ...(folder ? { prepackaged: folder } : {}),
  }).catch((error) => {
    if (!noNetwork.has(error.code)) throw error
    const where = 'make it where there is a network, or set ELECTRON_MIRROR and ELECTRON_BUILDER_BINARIES_MIRROR'
    throw new Stop('PACKAGE-DOWNLOAD', `what ${settings.kind} needs could not be downloaded (${error.code}); ${where}`)
  })
}

/** The unpacked folder in `output`. */
export const packFolder = (settings) => run(settings, [DIR_TARGET])

/** The Debian package of an unpacked folder; made from a copy, since electron-builder puts files for it into the folder. */
export async function packDebian({ folder, ...settings }) {
  const output = path.join(settings.output, 'deb')
  const copy = path.join(output, 'unpacked')
  fs.mkdirSync(output, { recursive: true })
  await must('PACKAGE-DEB', 'cp', ['-al', folder, copy])
  process.env.CUSTOM_FPM_PATH = path.join(root, 'scripts', 'package', 'fpm.mjs')
  process.env.LIUHEN_DEB_LEVEL = settings.fast ? '1' : '9'
  try {
    const made = await run({ ...settings, output }, ['deb'], copy)
    return made.find((file) => file.endsWith('.deb'))
  } finally {
    fs.rmSync(copy, { recursive: true })
  }
}

/** The installers of another system, of an unpacked folder. */
export async function packOther({ folder, ...settings }) {
  const { platform } = kinds[settings.kind]
  const { target } = configuration(settings)[platform]
  return run(settings, target, folder)
}
