import { open, readdir, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { canonicalJson } from '../../../src-shared/document/canonical.ts'
import { sm3Hex } from '../../../src-shared/ids.ts'
import { codeOf, ServerError } from '../../errors.ts'
import { sm3 } from '../../sm3.ts'

/**
 * What a backup is. `DIR/backup-…Z/` holds a manifest, one gzipped COPY text per table and the list of attachments;
 * `DIR/files/` holds the attachments by SM3, shared by all backups of that folder, so that a daily one copies only the new. Where
 * there is a recipient all but the manifest is locked; lengths and SM3 are those of the files as they lie there.
 */
const checked = z.object({ file: z.string().regex(/^[\w.-]{1,80}$/), bytes: z.number().int(), sm3: sm3Hex })
const manifestBody = z.object({
  /** 2: every file is locked to `recipient`, and is called ….age */
  format: z.literal([1, 2]),
  recipient: z.string().optional(),
  county: z.string(),
  epoch: z.uuid(),
  /** epoch ms */
  at: z.number().int(),
  /** schemas the database had been brought to, oldest first */
  migrations: z.array(z.string()),
  tables: z.array(checked.extend({ table: z.string(), columns: z.array(z.string()), rows: z.number().int() })),
  /** a line `SM3 bytes` for each attachment; `missing` are those the server itself did not have whole */
  files: checked.extend({ count: z.number().int(), missing: z.array(sm3Hex) }),
})
/** `sm3` is that of the rest as canonical JSON: written on paper, it stands for the whole backup. */
const manifest = manifestBody.extend({ sm3: sm3Hex })

export type ManifestBody = z.infer<typeof manifestBody>
export type Manifest = z.infer<typeof manifest>
export type TableFile = Manifest['tables'][number]

const FILE = 'manifest.json'

/** Tables whose rows say nothing after a restore: sessions are ended, locks and half uploads begin anew. */
export const leftOut: readonly string[] = ['session', 'login_failure', 'blob_upload', 'doc_search', 'search_due']

/** Names sort as they were made. */
export const folderName = (at: number): string => `backup-${new Date(at).toISOString().replaceAll(/[-:]|\.\d+/g, '')}`

export const sealed = (body: ManifestBody): Manifest => ({ ...body, sm3: sm3(canonicalJson(body)) })

/** Writes the manifest, the last file of a backup, and waits until it is on disk. */
export async function writeManifest(folder: string, body: ManifestBody): Promise<Manifest> {
  const whole = sealed(body)
  const file = await open(join(folder, FILE), 'wx', 0o600)
  try {
    await file.writeFile(`${JSON.stringify(whole, null, 1)}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  return whole
}

/** The manifest of a backup; BK-DAMAGED where it is not as it was written. */
export async function readManifest(folder: string): Promise<Manifest> {
  const text = await readFile(join(folder, FILE), 'utf8').catch((cause: unknown) => {
    if (codeOf(cause) === 'ENOENT') throw new ServerError('BK-NONE', `${folder} 里没有备份（缺 ${FILE}）`, { cause })
    throw cause
  })
  const parsed = manifest.safeParse(jsonOf(text))
  if (!parsed.success) throw new ServerError('BK-DAMAGED', `备份清单读不出来：${join(folder, FILE)}`)
  const { sm3: seal, ...body } = parsed.data
  if (sealed(body).sm3 !== seal) throw new ServerError('BK-DAMAGED', `备份清单被改动过：${join(folder, FILE)}`)
  return parsed.data
}

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The backup a folder means: itself, or the newest whole one in it; and where its attachments are. */
export async function findBackup(dir: string): Promise<{ folder: string; files: string }> {
  const own = await stat(join(dir, FILE)).then(
    () => true,
    () => false,
  )
  if (own) return { folder: dir, files: join(dir, '..', 'files') }
  const names = await readdir(dir).catch((cause: unknown) => {
    throw new ServerError('BK-NONE', `没有这个文件夹：${dir}`, { cause })
  })
  const newest = names.filter((name) => /^backup-\w+Z$/.test(basename(name))).toSorted()
  const name = newest.at(-1)
  if (name === undefined) throw new ServerError('BK-NONE', `${dir} 里没有备份`)
  return { folder: join(dir, name), files: join(dir, 'files') }
}
