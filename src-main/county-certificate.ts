import { X509Certificate } from 'node:crypto'
import fs from 'node:fs'
import { isIP } from 'node:net'
import type { Certificate, Session } from 'electron'

/** No chain of a county is longer. */
const longest = 6

/**
 * Whether a chain that a server presents ends in a certificate the county gave its desks: its own authority, or the server's very
 * certificate. Each link signs the one before, all are within their dates, and the first is made out to this host (SE-120).
 * Pure; `chain`: the server's own first.
 */
export function isCountys(
  pinned: readonly X509Certificate[],
  chain: readonly X509Certificate[],
  host: string,
  now: number,
): boolean {
  const [own] = chain
  if (!own || !isMadeOutTo(own, host)) return false
  for (const [i, link] of chain.slice(0, longest).entries()) {
    if (!isInTime(link, now)) return false
    const before = chain[i - 1]
    if (before && !hasIssued(link, before)) return false
    if (pinned.some((one) => one.fingerprint256 === link.fingerprint256)) return true
    if (pinned.some((one) => isInTime(one, now) && hasIssued(one, link))) return true
  }
  return false
}

const isMadeOutTo = (own: X509Certificate, host: string): boolean =>
  (isIP(host) > 0 ? own.checkIP(host) : own.checkHost(host)) !== undefined

const isInTime = ({ validFrom, validTo }: X509Certificate, now: number): boolean =>
  Date.parse(validFrom) <= now && now < Date.parse(validTo)

const hasIssued = (issuer: X509Certificate, one: X509Certificate): boolean =>
  issuer.ca && one.checkIssued(issuer) && one.verify(issuer.publicKey)

/** The certificates of a PEM file. errors: what reading brings, RangeError where there is none in it */
export function readCertificates(file: string): X509Certificate[] {
  const blocks = fs.readFileSync(file, 'utf8').match(/-----BEGIN CERTIFICATE-----[^]+?-----END CERTIFICATE-----/g) ?? []
  if (blocks.length === 0) throw new RangeError(`no certificate in ${file}`)
  return blocks.map((pem) => new X509Certificate(pem))
}

/** Has the line to the county's server take nobody but whom these certificates vouch for: no other authority, however well known. */
export function trustOnly(line: Session, pinned: readonly X509Certificate[], refused: (what: string) => void): void {
  line.setCertificateVerifyProc(({ hostname, certificate }, answer) => {
    const holds = isCountys(pinned, chainOf(certificate), hostname, Date.now())
    if (!holds) refused('certificate')
    // 0: taken; -2: refused
    answer(holds ? 0 : -2)
  })
}

function chainOf(certificate: Certificate): X509Certificate[] {
  const chain: X509Certificate[] = []
  try {
    for (let one: Certificate | undefined = certificate; one?.data && chain.length < longest; one = one.issuerCert)
      chain.push(new X509Certificate(one.data))
  } catch {
    return []
  }
  return chain
}
