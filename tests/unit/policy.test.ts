import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { PolicyError, readPolicy } from '../../src-main/policy.ts'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'liuhen-policy-'))
afterAll(() => fs.rmSync(folder, { recursive: true }))

const installed: { server: string | undefined; packaged: boolean } = { server: undefined, packaged: true }
function written(content: string): string {
  const file = path.join(folder, 'policy.json')
  fs.writeFileSync(file, content)
  return file
}
function refusal(file: string, how = installed): PolicyError {
  try {
    readPolicy(file, how)
  } catch (error) {
    if (error instanceof PolicyError) return error
    throw error
  }
  throw new Error('it was taken')
}

it('UP-68 an installed desk follows the file of its machine; a setting of a newer desk is passed over', () => {
  const file = written('{"server": "https://gw.qinghe.example/desk/", "lockAfterMinutes": 5, "colour": "red"}')
  expect(readPolicy(file, installed)).toEqual({
    server: 'https://gw.qinghe.example',
    lockAfterMinutes: 5,
    filesLimitMb: 2048,
    updates: { mode: 'auto', windows: [], idleMs: 600_000 },
  })
  expect(readPolicy(file, { server: 'http://10.0.0.8:8737/', packaged: true }).server).toBe('http://10.0.0.8:8737')
})

it('UP-02 how a machine takes releases: hours may go over midnight; what is no hour is told', () => {
  const given = { server: 'https://gw.example', updates: { mode: 'notify', hours: ['22:00-06:30'], idleMinutes: 3 } }
  expect(readPolicy(written(JSON.stringify(given)), installed).updates).toEqual({
    mode: 'notify',
    windows: [{ from: 1320, to: 390 }],
    idleMs: 180_000,
  })
  const wrong = written(JSON.stringify({ ...given, updates: { hours: ['25:00-06:00'] } }))
  expect(refusal(wrong)).toMatchObject({ code: 'DESK-POLICY', words: expect.stringContaining('updates') as string })
})

it('UP-68 nobody told an installed desk its server: it says so; a desk of a developer takes the one beside it', () => {
  const none = path.join(folder, 'none.json')
  const { code, words } = refusal(none)
  expect(code).toBe('DESK-NO-SERVER')
  expect(words).toContain(none)
  expect(readPolicy(none, { server: undefined, packaged: false }).server).toBe('http://127.0.0.1:8737')
})

it.each([
  ['{"server": "https://gw.example"', '不是 JSON'],
  ['{"server": "file:///etc/passwd"}', '“server”不对'],
  ['{"server": "https://gw.example", "lockAfterMinutes": 0}', '“lockAfterMinutes”不对'],
  ['{"server": "https://gw.example", "filesLimitMb": "all"}', '“filesLimitMb”不对'],
  ['[]', '内容不对'],
])('UP-68 a faulty file is told with what is wrong in it, also where the server comes from elsewhere: %s', (content, what) => {
  const { code, words } = refusal(written(content), { server: 'http://127.0.0.1:1', packaged: true })
  expect(code).toBe('DESK-POLICY')
  expect(words).toContain(what)
})

it('UP-68 a file that cannot be read is told, too', () => {
  const file = path.join(folder, 'folder.json')
  fs.mkdirSync(file)
  expect(refusal(file).words).toContain('读不出来')
})

it('SE-120 a certificate that cannot be read is told and nobody is taken for the county instead', () => {
  const file = written('{"server": "https://gw.example", "certificate": "/nowhere/county.pem"}')
  expect(refusal(file).words).toContain('证书文件 /nowhere/county.pem 读不出来')
  const good = path.resolve(import.meta.dirname, '../support/tls/ca.pem')
  expect(readPolicy(file, { server: undefined, certificate: good, packaged: true }).certificates).toHaveLength(1)
})
