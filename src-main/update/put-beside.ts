import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import type { SignedRelease } from '../../src-shared/update/messages.ts'
import { isNoSpace } from '../durable.ts'
import { liesBeside, type InstalledPlace } from './place.ts'
import { signedBytes } from './signature.ts'
import { UpdateError } from './update-error.ts'

const run = promisify(execFile)

/** Where a desk whose program belongs to root puts what is to be installed; `liuhen-take` looks there. */
const dropBox = '/var/spool/liuhen-updates'
const takenMs = 10 * 60_000
const lookMs = 1000

/** What the installer may answer. */
const known = /^UP-[A-Z-]{2,30}$/

/**
 * Has a proved package put beside the program: by this person where the folder is theirs, else by the machine's own installer,
 * which proves everything once more (docs/decisions/0036). errors: UpdateError UP-NO-ROOM, UP-NO-INSTALLER, and what the installer says
 */
export async function putBeside(place: InstalledPlace, release: SignedRelease, file: string, box = dropBox): Promise<void> {
  const { version } = release.statement
  const own = await fs.access(path.dirname(place.versions), fs.constants.W_OK).then(
    () => true,
    () => false,
  )
  const said = own ? await installHere(place, release, file) : await handOver(place, release, file, box)
  if (said === 'done' && liesBeside(place, version)) return
  throw new UpdateError(known.test(said) ? said : 'UP-NO-INSTALLER')
}

/** statement, signature, package: as the installer wants them. */
async function layOut(folder: string, release: SignedRelease, file: string): Promise<void> {
  await fs.writeFile(path.join(folder, 'statement'), signedBytes(release))
  await fs.writeFile(path.join(folder, 'signature'), release.signature)
  await fs.copyFile(file, path.join(folder, 'package'), fs.constants.COPYFILE_FICLONE)
}

async function installHere({ install }: InstalledPlace, release: SignedRelease, file: string): Promise<string> {
  const folder = await fs.mkdtemp(`${file}-`)
  try {
    await layOut(folder, release, file)
    const { stdout } = await run(install, [folder]).catch((error: { stdout?: string }) => ({ stdout: error.stdout ?? '' }))
    return stdout.trim()
  } catch (error) {
    throw isNoSpace(error) ? new UpdateError('UP-NO-ROOM') : error
  } finally {
    await fs.rm(folder, { recursive: true, force: true })
  }
}

async function handOver({ versions }: InstalledPlace, release: SignedRelease, file: string, box: string): Promise<string> {
  const name = randomUUID()
  const folder = path.join(box, name)
  try {
    await fs.mkdir(folder, { mode: 0o755 })
    await layOut(folder, release, file)
    await fs.writeFile(`${folder}.ready`, '')
  } catch (error) {
    await fs.rm(folder, { recursive: true, force: true }).catch(() => undefined)
    throw new UpdateError(isNoSpace(error) ? 'UP-NO-ROOM' : 'UP-NO-INSTALLER')
  }
  const told = path.join(versions, 'told', name)
  for (const end = Date.now() + takenMs; Date.now() < end; await new Promise((later) => setTimeout(later, lookMs))) {
    const said = await fs.readFile(told, 'utf8').catch(() => undefined)
    if (said !== undefined) return said.trim()
  }
  // nobody came: what lies there is taken back, so that the box does not fill
  await fs.rm(`${folder}.ready`, { force: true }).catch(() => undefined)
  await fs.rm(folder, { recursive: true, force: true }).catch(() => undefined)
  return 'UP-NO-INSTALLER'
}
