import type { X509Certificate } from 'node:crypto'
import { app } from 'electron'
import fs from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { readCertificates } from './county-certificate.ts'

/**
 * What the county decides for this desk: where its server is, after how many minutes without a hand at the machine the
 * desk locks (SE-52), how much of the disk its files may take. IT sets it in a root-owned file; `npm start` and tests by environment.
 */
const policy = z.object({
  server: z.url({ protocol: /^https?$/ }),
  /** a PEM file: who vouches for the server, and nobody else; without it whom the system trusts (SE-120) */
  certificate: z.string().min(1).optional(),
  lockAfterMinutes: z.number().min(1).max(480).default(15),
  /** how much is kept of attachments and pictures the server has too, in MB (SY-155) */
  filesLimitMb: z.number().int().min(100).max(1_000_000).default(2048),
})
const policyFile = '/etc/liuhen/policy.json'
const standardServer = 'http://127.0.0.1:8737'

/** `server`: its origin, without a trailing slash. */
export type DeskPolicy = {
  server: string
  certificates: readonly X509Certificate[] | undefined
  lockAfterMinutes: number
  filesLimitMb: number
}

/** The policy in force. A policy file, or a certificate it names, that cannot be read is an error, never ignored. */
export function deskPolicy(): DeskPolicy {
  const inFile = process.platform === 'linux' && fs.existsSync(policyFile)
  const { server, certificate, ...rest } = policy.parse(
    inFile ? JSON.parse(fs.readFileSync(policyFile, 'utf8')) : { server: standardServer },
  )
  const file = process.env['LIUHEN_CERTIFICATE'] || certificate
  const certificates = file === undefined ? undefined : readCertificates(file)
  return { server: new URL(process.env['LIUHEN_SERVER'] ?? server).origin, certificates, ...rest }
}

/** The desk's own folder; LIUHEN_PROFILE puts it elsewhere (tests, several desks on one machine). */
export function useProfile(): string {
  const own = process.env['LIUHEN_PROFILE']
  if (own) app.setPath('userData', path.resolve(own))
  return app.getPath('userData')
}
