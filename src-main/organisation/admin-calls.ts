import { readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { DeskError } from '../../src-shared/ipc/desk-error.ts'
import {
  checkedHolidays,
  checkedImport,
  checkedRoute,
  grantsResponse,
  organisationLimits,
  organisationPaths as paths,
  organisationResponse,
  routeVersions,
  sealList,
  type ImportFile,
} from '../../src-shared/organisation/messages.ts'
import { tableNames, tables } from '../../src-shared/organisation/tables.ts'
import type { adminCalls as contract } from '../../src-shared/ipc/admin.ts'
import type { Handlers } from '../ipc.ts'
import type { Network } from '../network.ts'
import { asked } from '../versions.ts'

type Parts = {
  network: Network
  chooseTables: () => Promise<string[] | undefined>
  chooseHolidays: () => Promise<string | undefined>
  chooseSealPicture: () => Promise<string | undefined>
  chooseFile: (name: string) => Promise<string | undefined>
  chooseFolder: () => Promise<string | undefined>
  /** epoch ms */
  now: () => number
}
type AdminHandlers = Pick<Handlers, keyof typeof contract>

/**
 * 管理 on the desk: main reads and writes the files, the server decides. What was checked is what is applied: the bytes are
 * kept from the check on, whatever becomes of the file meanwhile. Nothing of the organisation stays on the disk here.
 */
export function adminCalls(parts: Parts): AdminHandlers {
  const { network, chooseTables, chooseHolidays, chooseSealPicture, chooseFile, chooseFolder, now } = parts
  let held: ImportFile[] | undefined
  let heldYear: string | undefined
  return {
    'admin.look': () => asked(() => network.request('GET', paths.organisation, undefined, organisationResponse)),
    'admin.check': async () => {
      const chosen = await chooseTables()
      if (!chosen) return null
      const files = await readTables(chosen)
      const checked = await asked(() => network.request('POST', paths.check, { files }, checkedImport))
      held = files
      return { files: files.map(({ name }) => name), checked }
    },
    'admin.apply': async ({ base }) => {
      if (!held) throw new DeskError('ORG-NO-CHECK')
      const files = held
      const applied = await asked(() => network.request('POST', paths.apply, { files, base }, checkedImport))
      held = undefined
      return applied
    },
    'admin.export': async ({ format }) => {
      const name = `机构人员 ${stamp(now())}`
      if (format === 'xlsx') {
        const place = await chooseFile(`${name}.xlsx`)
        if (place === undefined) return null
        await write(place, await fetched(network, 'format=xlsx'))
        return { place }
      }
      const folder = await chooseFolder()
      if (folder === undefined) return null
      // all of them are here before the first is written
      const all = await Promise.all(tableNames.map((table) => fetched(network, `format=csv&table=${table}`)))
      for (const [i, table] of tableNames.entries())
        await write(path.join(folder, `${name} ${tables[table].title}.csv`), all[i] ?? new Uint8Array())
      return { place: folder }
    },
    'admin.save': async ({ name, text }) => {
      const place = await chooseFile(path.basename(name))
      if (place === undefined) return null
      await write(place, Buffer.from(text))
      return { place }
    },
    'admin.grants': (input) => asked(() => network.request('POST', paths.grants, input, grantsResponse)),
    'admin.checkHolidays': async () => {
      const chosen = await chooseHolidays()
      if (chosen === undefined) return null
      const { name, bytes } = await readFileOf(chosen, organisationLimits.holidayBytes, 'CAL-FILE-LARGE')
      const checked = await asked(() => network.request('POST', paths.checkHolidays, { bytes }, checkedHolidays))
      heldYear = bytes
      return { file: name, checked }
    },
    'admin.applyHolidays': async ({ base }) => {
      if (heldYear === undefined) throw new DeskError('ORG-NO-CHECK')
      const request = { bytes: heldYear, base }
      const applied = await asked(() => network.request('POST', paths.applyHolidays, request, checkedHolidays))
      heldYear = undefined
      return applied
    },
    'admin.phrases': (input) => asked(() => network.request('POST', paths.phrases, input, z.object({}))),
    'admin.routes': ({ id }) =>
      asked(() => network.request('GET', `${paths.routes}/${encodeURIComponent(id)}`, undefined, routeVersions)),
    'admin.checkRoute': (input) => asked(() => network.request('POST', paths.checkRoute, input, checkedRoute)),
    'admin.publishRoute': (input) => asked(() => network.request('POST', paths.publishRoute, input, checkedRoute)),
    'admin.seals': () => asked(() => network.request('GET', paths.seals, undefined, sealList)),
    'admin.sealPicture': async () => {
      const chosen = await chooseSealPicture()
      if (chosen === undefined) return null
      const { name, bytes } = await readFileOf(chosen, organisationLimits.sealBytes, 'ORG-SEAL-PICTURE')
      return { file: name, image: bytes }
    },
    'admin.newSeal': (input) => asked(() => network.request('POST', paths.seals, input, z.object({ id: z.string() }))),
    'admin.withdrawSeal': (input) => asked(() => network.request('POST', paths.withdrawSeal, input, z.object({}))),
  }
}

async function readTables(chosen: readonly string[]): Promise<ImportFile[]> {
  if (chosen.length > organisationLimits.files) throw new DeskError('ORG-FILES-MANY')
  return Promise.all(chosen.map((file) => readFileOf(file, organisationLimits.fileBytes, 'ORG-FILE-LARGE')))
}

async function readFileOf(file: string, atMost: number, tooLarge: string): Promise<ImportFile> {
  try {
    if ((await stat(file)).size > atMost) throw new DeskError(tooLarge)
    return { name: path.basename(file).slice(-200), bytes: (await readFile(file)).toString('base64') }
  } catch (error) {
    throw error instanceof DeskError ? error : new DeskError('ORG-FILE-UNREAD')
  }
}

async function fetched(network: Network, query: string): Promise<Uint8Array> {
  return asked(async () => {
    const response = await network.raw('GET', `${paths.export}?${query}`, {})
    if (response.status === 401) throw new DeskError('SE-NO-SESSION')
    if (response.status === 403) throw new DeskError('ORG-NOT-YOURS')
    if (!response.ok) throw new DeskError('NET-BUSY')
    return new Uint8Array(await response.arrayBuffer())
  })
}

async function write(place: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeFile(place, bytes)
  } catch {
    throw new DeskError('ORG-WRITE')
  }
}

/** 20260714-0930 in China. */
const stamp = (at: number): string =>
  new Date(at + 8 * 3_600_000).toISOString().slice(0, 16).replace(/[-:]/g, '').replace('T', '-')
