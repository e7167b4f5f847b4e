import { existsSync, readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import { ServerError } from '../errors.ts'
import { fieldNames, fields, type FieldName } from './fields.ts'

/** Where the settings file lies where LIUHEN_CONFIG names none; that one need not be there. */
const standardFile = '/etc/liuhen-server/server.json'

type Values = { [K in FieldName]: z.infer<(typeof fields)[K]['value']> | (typeof fields)[K]['standard'] }
export type Settings = Values

/** A setting and where it came from, for whoever asks why. */
export type Sourced = { name: FieldName; value: unknown; from: string }

/**
 * The settings in force: the environment before the settings file before the standard. Errors: BAD-SETTING names the one that is
 * none, and where it stands; SETTINGS-FILE where the file cannot be read, is no JSON, names what is no setting, or may be
 * read by others while it holds a password.
 */
export function readSettings(environment: NodeJS.ProcessEnv = process.env): { settings: Settings; sources: Sourced[] } {
  const asked = environment['LIUHEN_CONFIG']
  const path = asked || (existsSync(standardFile) ? standardFile : undefined)
  const inFile = path === undefined ? {} : readFile(path)
  const sources = fieldNames.map((name): Sourced => {
    const { variable, value, standard } = fields[name]
    const said = environment[variable]
    if (said) return { name, value: checked(value, said, variable), from: variable }
    if (path !== undefined && inFile[name] !== undefined)
      return { name, value: checked(value, inFile[name], `${name} in ${path}`), from: path }
    return { name, value: standard, from: 'standard' }
  })
  const settings = Object.fromEntries(sources.map(({ name, value }) => [name, value])) as Settings
  if ((settings.tlsCertificate === undefined) !== (settings.tlsKey === undefined))
    throw new ServerError('BAD-SETTING', 'tlsCertificate and tlsKey go together')
  return { settings: { ...settings, dataDir: resolve(settings.dataDir) }, sources }
}

function checked(schema: z.ZodType, said: unknown, where: string): unknown {
  const found = schema.safeParse(said)
  if (found.success) return found.data
  const [issue] = found.error.issues
  throw new ServerError('BAD-SETTING', `${where}: ${issue?.message ?? 'no such value'}`)
}

function readFile(path: string): Partial<Record<FieldName, unknown>> {
  const bad = (why: string, cause?: unknown): ServerError => new ServerError('SETTINGS-FILE', `${path}: ${why}`, { cause })
  let json: unknown
  try {
    json = JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    throw bad(cause instanceof SyntaxError ? 'is no JSON' : 'cannot be read', cause)
  }
  const found = z.record(z.string(), z.unknown()).safeParse(json)
  if (!found.success) throw bad('must be one object')
  const strange = Object.keys(found.data).filter((name) => !Object.hasOwn(fields, name))
  if (strange.length > 0) throw bad(`no such setting: ${strange.join(', ')}`)
  const { mode } = statSync(path)
  if (process.platform !== 'win32' && (mode & 0o022) !== 0) throw bad('may be written by others than its owner')
  if (process.platform !== 'win32' && (mode & 0o004) !== 0 && found.data['databaseUrl'] !== undefined)
    throw bad('holds a password and may be read by everybody')
  return found.data
}

/** The settings as they are shown: with where each came from, and no secret. */
export function shownSettings(sources: readonly Sourced[]): { name: string; value: unknown; from: string }[] {
  return sources.map(({ name, value, from }) => ({ name, value: shown(name, value), from }))
}

function shown(name: FieldName, value: unknown): unknown {
  if (!('secret' in fields[name]) || typeof value !== 'string') return value ?? null
  const url = new URL(value)
  if (url.password !== '') url.password = '***'
  return url.href
}
