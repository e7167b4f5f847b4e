import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readSettings, shownSettings } from '../../src-server/settings/read-settings.ts'

let folder: string
let file: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'liuhen-settings-'))
  file = join(folder, 'server.json')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function put(text: unknown, mode = 0o600): Promise<void> {
  await writeFile(file, typeof text === 'string' ? text : JSON.stringify(text))
  await chmod(file, mode)
}
const read = (environment: Record<string, string> = {}) => readSettings({ LIUHEN_CONFIG: file, ...environment })
const refusal = (environment: Record<string, string> = {}): string => {
  try {
    read(environment)
    return 'taken'
  } catch (error) {
    return `${(error as { code?: string }).code ?? ''} ${(error as Error).message}`
  }
}

describe('OP-01 settings', () => {
  test('the environment goes before the file, the file before the standard, and each value says where it came from', async () => {
    await put({ port: 9000, host: '0.0.0.0', trustedProxies: ['10.0.0.1'], metrics: '127.0.0.1:9100' })
    const { settings, sources } = read({ LIUHEN_PORT: '9001', LIUHEN_HOST: '' })
    expect(settings).toMatchObject({ port: 9001, host: '0.0.0.0', migrate: 'auto', trustedProxies: ['10.0.0.1'] })
    expect(settings.metrics).toEqual({ host: '127.0.0.1', port: 9100 })
    const from = Object.fromEntries(sources.map((one) => [one.name, one.from]))
    expect(from).toMatchObject({ port: 'LIUHEN_PORT', host: file, dataDir: 'standard' })
    expect(read({ LIUHEN_TRUSTED_PROXIES: '10.0.0.1, 10.0.0.2' }).settings.trustedProxies).toEqual(['10.0.0.1', '10.0.0.2'])
  })

  test('without a file everything has its standard; one that is named must be there', () => {
    expect(readSettings({}).settings).toMatchObject({ port: 8737, host: '127.0.0.1', databaseUrl: undefined })
    expect(refusal({ LIUHEN_CONFIG: join(folder, 'none.json') })).toContain('SETTINGS-FILE')
  })

  test('what is no setting, no value, or half of a pair is named with where it stands', async () => {
    await put({ port: 70_000 })
    expect(refusal()).toMatch(/^BAD-SETTING port in .*server\.json/)
    await put({ prot: 1 })
    expect(refusal()).toMatch(/^SETTINGS-FILE .*no such setting: prot/)
    await put({})
    expect(refusal({ LIUHEN_DRAIN_MS: 'soon' })).toContain('BAD-SETTING LIUHEN_DRAIN_MS')
    expect(refusal({ LIUHEN_METRICS: '9100' })).toContain('must be host:port')
    expect(refusal({ DATABASE_URL: 'mysql://somewhere' })).toContain('BAD-SETTING DATABASE_URL')
    expect(refusal({ LIUHEN_TLS_KEY: '/etc/key.pem' })).toContain('go together')
    for (const text of ['{', '[]', '"port"', '']) {
      await put(text)
      expect(refusal(), text).toContain('SETTINGS-FILE')
    }
  })

  test('OP-02 a file others may write, or read with its password, is refused; the password is never shown', async () => {
    const databaseUrl = 'postgres://liuhen:geheim@db.county/liuhen'
    await put({ databaseUrl })
    expect(JSON.stringify(shownSettings(read().sources))).not.toContain('geheim')
    expect(shownSettings(read().sources)).toContainEqual({
      name: 'databaseUrl',
      value: 'postgres://liuhen:***@db.county/liuhen',
      from: file,
    })
    await put({ databaseUrl }, 0o644)
    expect(refusal()).toMatch(/^SETTINGS-FILE .*password/)
    await put({ port: 1 }, 0o644)
    expect(refusal()).toBe('taken')
    await put({ port: 1 }, 0o666)
    expect(refusal()).toMatch(/^SETTINGS-FILE .*written by others/)
    expect(refusal()).not.toContain('geheim')
  })
})
