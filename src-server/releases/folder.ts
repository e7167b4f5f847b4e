import { copyFile, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { signedRelease, type ReleaseFile, type SignedRelease } from '../../src-shared/update/messages.ts'
import { ServerError } from '../errors.ts'
import { sumOfFile } from '../store/file-sum.ts'

/** What a release is in a folder: its files, and beside them what is signed of them. */
export const manifestName = 'release.json'

/** How the packages are called by what they are for (packaging/electron-builder.mjs). */
const kinds: readonly { name: RegExp; kind: ReleaseFile['kind']; platform: ReleaseFile['platform'] }[] = [
  { name: /^liuhen_([\d.]+)_(amd64|arm64)\.deb$/, kind: 'deb', platform: 'linux' },
  { name: /^liuhen-([\d.]+)-linux-(x64|arm64)\.tar\.gz$/, kind: 'tar.gz', platform: 'linux' },
  { name: /^liuhen-([\d.]+)-linux-(x64|x86_64|arm64)\.AppImage$/, kind: 'AppImage', platform: 'linux' },
  { name: /^liuhen-([\d.]+)-(x64|arm64)-setup\.exe$/, kind: 'nsis', platform: 'win32' },
  { name: /^liuhen-([\d.]+)-(x64|arm64)\.msi$/, kind: 'msi', platform: 'win32' },
]

/** The packages of a release in a folder, each with its SHA-512; other files are passed over. */
export async function packagesIn(dir: string, version: string): Promise<ReleaseFile[]> {
  const found: ReleaseFile[] = []
  for (const name of (await readdir(dir)).toSorted())
    for (const { name: form, kind, platform } of kinds) {
      const [, own, arch] = form.exec(name) ?? []
      if (own !== version) continue
      const { sum: sha512, bytes: size } = await sumOfFile(join(dir, name), 'sha512')
      found.push({ name, platform, arch: arch === 'arm64' ? 'arm64' : 'x64', kind, size, sha512 })
    }
  return found
}

/** What is signed of a release in a folder. errors: REL-FILES */
export async function readManifest(dir: string): Promise<SignedRelease> {
  const text = await readFile(join(dir, manifestName), 'utf8').catch((cause: unknown) => {
    throw new ServerError('REL-FILES', `${dir} 里没有 ${manifestName}`, { cause })
  })
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    json = undefined
  }
  const parsed = signedRelease.safeParse(json)
  if (!parsed.success) throw new ServerError('REL-FILES', `${join(dir, manifestName)} 读不出来`)
  return parsed.data
}

/** Whether every file a release states lies in a folder as it is stated; else which one does not. */
export async function wrongFile(dir: string, { statement }: SignedRelease): Promise<string | undefined> {
  for (const { name, size, sha512 } of statement.files) {
    const there = await stat(join(dir, name)).catch(() => undefined)
    if (there?.size !== size || (await sumOfFile(join(dir, name), 'sha512')).sum !== sha512) return name
  }
  return undefined
}

/** Where the server keeps a file of a release. */
export const releasePath = (dataDir: string, version: string, name: string): string => join(dataDir, 'releases', version, name)

/** Copies a proved release: it stands there whole or not at all. errors: REL-FILES where a file changed meanwhile */
export async function copyRelease(from: string, to: string, release: SignedRelease): Promise<void> {
  const part = `${to}.part-${process.pid}`
  await rm(part, { recursive: true, force: true })
  await mkdir(part, { recursive: true })
  try {
    for (const { name } of release.statement.files) {
      await copyFile(join(from, name), join(part, name))
      const file = await open(join(part, name), 'r+')
      await file.sync()
      await file.close()
    }
    await writeFile(join(part, manifestName), JSON.stringify(release))
    const wrong = await wrongFile(part, release)
    if (wrong !== undefined) throw new ServerError('REL-FILES', `${wrong} 与签名的不符`)
    await rm(to, { recursive: true, force: true })
    await rename(part, to)
  } finally {
    await rm(part, { recursive: true, force: true })
  }
}
