import { app } from 'electron'
import fs from 'node:fs'
import path from 'node:path'
import { z } from 'zod'

/** Where this desk belongs: the county server's address. IT sets it in a root-owned file; `npm start` by environment. */
const policy = z.object({ server: z.url({ protocol: /^https?$/ }) })
const policyFile = '/etc/liuhen/policy.json'
const standardServer = 'http://127.0.0.1:8737'

/** The county server's origin, without a trailing slash. A policy file that cannot be read is an error, never ignored. */
export function serverOrigin(): string {
  const fromEnvironment = process.env['LIUHEN_SERVER']
  if (fromEnvironment) return new URL(fromEnvironment).origin
  if (process.platform === 'linux' && fs.existsSync(policyFile)) {
    return new URL(policy.parse(JSON.parse(fs.readFileSync(policyFile, 'utf8'))).server).origin
  }
  return standardServer
}

/** The desk's own folder; LIUHEN_PROFILE puts it elsewhere (tests, several desks on one machine). */
export function useProfile(): string {
  const own = process.env['LIUHEN_PROFILE']
  if (own) app.setPath('userData', path.resolve(own))
  return app.getPath('userData')
}
