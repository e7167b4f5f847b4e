import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { isCountys, readCertificates } from '../../src-main/county-certificate.ts'

const made = resolve(import.meta.dirname, '../support/tls')
const of = (name: string) => {
  const [one] = readCertificates(join(made, `${name}.pem`))
  if (!one) throw new Error('lost')
  return one
}
const now = Date.now()
const century = 101 * 366 * 86_400_000

test('SE-120 the county’s authority, or the server’s very certificate, vouches for it; nobody else does', () => {
  const [ca, issued, desk, other] = [of('ca'), of('issued'), of('desk'), of('other')]
  expect(isCountys([ca], [issued], '127.0.0.1', now)).toBe(true)
  expect(isCountys([ca], [issued, ca], 'oa.qinghe.test', now)).toBe(true)
  expect(isCountys([issued], [issued], '127.0.0.1', now)).toBe(true)
  expect(isCountys([desk, ca], [desk], '127.0.0.1', now)).toBe(true)
  expect(isCountys([desk], [other], '127.0.0.1', now)).toBe(false)
  expect(isCountys([desk], [issued, ca], '127.0.0.1', now)).toBe(false)
  expect(isCountys([ca], [], '127.0.0.1', now)).toBe(false)
  expect(isCountys([], [issued, ca], '127.0.0.1', now)).toBe(false)
})

test('SE-120 another host, a chain that is none, an issuer that is no authority, and times outside the dates are refused', () => {
  const [ca, issued, desk] = [of('ca'), of('issued'), of('desk')]
  expect(isCountys([ca], [issued], '127.0.0.2', now)).toBe(false)
  expect(isCountys([ca], [issued], 'oa.qinghe.test.evil.example', now)).toBe(false)
  // the pinned one is only put behind it
  expect(isCountys([ca], [desk, ca], '127.0.0.1', now)).toBe(false)
  expect(isCountys([issued], [desk, issued], '127.0.0.1', now)).toBe(false)
  expect(isCountys([ca], [issued, ca], '127.0.0.1', now + century)).toBe(false)
  expect(isCountys([ca], [issued, ca], '127.0.0.1', 0)).toBe(false)
})

test('SE-120 a file without a certificate is an error, never nobody', () => {
  expect(() => readCertificates(join(made, 'README.md'))).toThrow('no certificate')
  expect(() => readCertificates(join(made, 'none.pem'))).toThrow()
})
