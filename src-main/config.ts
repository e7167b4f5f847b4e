import { app } from 'electron'
import path from 'node:path'
import { readPolicy, type DeskPolicy } from './policy.ts'

/** IT's file, root's own. */
const policyFile = '/etc/liuhen/policy.json'

/** The policy in force on this machine; PolicyError where there is none that can be followed. */
export const deskPolicy = (): DeskPolicy =>
  readPolicy(policyFile, {
    server: process.env['LIUHEN_SERVER'],
    certificate: process.env['LIUHEN_CERTIFICATE'],
    packaged: app.isPackaged,
  })

/** The desk's own folder; LIUHEN_PROFILE puts it elsewhere (tests, several desks on one machine). */
export function useProfile(): string {
  const own = process.env['LIUHEN_PROFILE']
  if (own) app.setPath('userData', path.resolve(own))
  return app.getPath('userData')
}

/** The licences of what the desk is made of, which a package puts beside the program (UP-66). */
export const licencesFile = (): string | null =>
  app.isPackaged ? path.join(path.dirname(app.getPath('exe')), 'THIRD-PARTY-LICENSES.txt') : null
