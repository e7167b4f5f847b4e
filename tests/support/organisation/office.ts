import { v7 } from 'uuid'
import type { Post, RoleCode } from '../../../src-shared/workflow/directory.ts'
import type { CheckedImport, ImportFile, OrganisationResponse } from '../../../src-shared/organisation/messages.ts'
import { organisationPaths as paths } from '../../../src-shared/organisation/messages.ts'
import { smallCounty } from '../server/county.ts'
import { call, signIn } from '../server/desk.ts'

/** The small county with all three administrators, and a second 系统管理员. */
export function administeredCounty() {
  const { users, posts } = smallCounty()
  const hash = users[0]?.passwordHash ?? null
  const more: [id: string, name: string, role: RoleCode][] = [
    ['u-admin2', '管理员乙', 'sysadmin'],
    ['u-sec', '保密员', 'secadmin'],
    ['u-auditor', '审计员', 'auditor'],
  ]
  const post = ([userId, name, role]: (typeof more)[number]): Post => ({
    id: `p-${userId}`,
    userId,
    name,
    title: name,
    unitId: 'county',
    role,
  })
  return smallCounty({
    users: [...users, ...more.map(([id, name]) => ({ id, login: id.slice(2), name, passwordHash: hash }))],
    posts: [...posts, ...more.map(post)],
  })
}

type Server = { url: string }

/** What an administrator does, signed in as one of the small county. */
export async function openOffice(server: Server, login: string, password?: string) {
  const device = v7()
  const { token } = (await signIn(server, login, device, password)).body
  const ask = <T>(method: string, path: string, json?: unknown) => call<T>(server, method, path, { token, json })
  return {
    token,
    ask,
    look: () => ask<OrganisationResponse>('GET', paths.organisation),
    check: (...files: ImportFile[]) => ask<CheckedImport & { code?: string }>('POST', paths.check, { files }),
    apply: (base: string, ...files: ImportFile[]) => ask<CheckedImport & { code?: string }>('POST', paths.apply, { files, base }),
    grants: (verdict: 'confirm' | 'refuse', ...ids: string[]) =>
      ask<{ passwords: { login: string; password: string }[]; code?: string }>('POST', paths.grants, { verdict, ids }),
    /** an exported file's bytes */
    export: async (query: string): Promise<Uint8Array> => {
      const response = await fetch(`${server.url}${paths.export}?${query}`, { headers: { authorization: `Bearer ${token}` } })
      if (response.status !== 200) throw new Error(`export: ${response.status}`)
      return new Uint8Array(await response.arrayBuffer())
    },
  }
}
export type Office = Awaited<ReturnType<typeof openOffice>>

/** A table of the organisation as a person edits it: its rows as lines of CSV, the header first. */
export async function tableOf(office: Office, table: 'units' | 'people' | 'posts'): Promise<string[]> {
  const text = new TextDecoder().decode(await office.export(`format=csv&table=${table}`))
  return text.replace('\ufeff', '').trimEnd().split('\r\n')
}

export const csv = (name: string, lines: readonly string[]): ImportFile => ({
  name,
  bytes: Buffer.from(lines.join('\r\n')).toString('base64'),
})
