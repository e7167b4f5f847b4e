import fs from 'node:fs'
import type { X509Certificate } from 'node:crypto'
import { z } from 'zod'
import { readCertificates } from './county-certificate.ts'
import { updatePolicy, type UpdatePolicy } from '../src-shared/update/messages.ts'

const minutes = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))

/**
 * How this machine takes releases (UP-02): `mode` by itself, only told of, or not at all; `hours` in which it may restart by itself, as
 * "22:00-06:00"; after how many minutes without a hand at it. Rings are the server's.
 */
const updates = z
  .object({
    mode: updatePolicy.shape.mode.default('auto'),
    hours: z
      .array(z.string().regex(/^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/))
      .max(10)
      .default([]),
    idleMinutes: z.number().min(1).max(480).default(10),
  })
  .transform(({ mode, hours, idleMinutes }): UpdatePolicy => ({
    mode,
    windows: hours.map((one) => ({ from: minutes(one.slice(0, 5)), to: minutes(one.slice(6)) })),
    idleMs: Math.round(idleMinutes * 60_000),
  }))

/**
 * What the county decides for this desk: where its server is, after how many minutes without a hand at the machine the
 * desk locks (SE-52), how much of the disk its files may take, how it takes releases. IT sets it in a root-owned file; `npm start` and tests by environment.
 * A setting of a newer desk is passed over: the same file serves desks before and after an update.
 */
const policy = z.object({
  server: z.url({ protocol: /^https?$/ }),
  /** a PEM file: who vouches for the server, and nobody else; without it whom the system trusts (SE-120) */
  certificate: z.string().min(1).optional(),
  lockAfterMinutes: z.number().min(1).max(480).default(15),
  /** how much is kept of attachments and pictures the server has too, in MB (SY-155) */
  filesLimitMb: z.number().int().min(100).max(1_000_000).default(2048),
  updates: updates.prefault({}),
})
const standardServer = 'http://127.0.0.1:8737'

/** `server`: its origin, without a trailing slash. */
export type DeskPolicy = {
  server: string
  certificates: readonly X509Certificate[] | undefined
  lockAfterMinutes: number
  filesLimitMb: number
  updates: UpdatePolicy
}

/** What is said otherwise than by the file: `server`, `certificate` by environment. */
type Given = { server: string | undefined; certificate?: string | undefined; packaged: boolean }

/** The desk does not start with such settings: `code` for IT, `words` for the person (UP-68). */
export class PolicyError extends Error {
  readonly code: 'DESK-POLICY' | 'DESK-NO-SERVER'
  readonly words: string
  constructor(code: PolicyError['code'], words: string, detail: string) {
    super(`${code} ${detail}`)
    this.code = code
    this.words = words
  }
}

/**
 * The policy in force: that of `file`, the server by LIUHEN_SERVER where it is given. A file that cannot be read or is not what
 * it should be is a PolicyError that names the faulty setting, never ignored; so is an installed desk that nobody told its server.
 */
export function readPolicy(file: string, { server, certificate, packaged }: Given): DeskPolicy {
  const said = fs.existsSync(file) ? parsePolicy(file) : undefined
  const asked = server ?? said?.server ?? (packaged ? undefined : standardServer)
  if (asked === undefined)
    throw new PolicyError(
      'DESK-NO-SERVER',
      `这台电脑还没有设定县公文服务器的地址。请管理员在 ${file} 里写明服务器地址（"server"），再打开留痕。`,
      `${file} is not there`,
    )
  const { server: _, certificate: own, ...rest } = said ?? policy.parse({ server: standardServer })
  return { server: new URL(asked).origin, certificates: vouching(file, certificate || own), ...rest }
}

/** The certificates that vouch for the server; a file that has none is an error, never nobody. */
function vouching(file: string, certificate: string | undefined): X509Certificate[] | undefined {
  if (certificate === undefined) return undefined
  try {
    return readCertificates(certificate)
  } catch (error) {
    throw faulty(file, `证书文件 ${certificate} 读不出来`, error instanceof Error ? error.message : '')
  }
}

const faulty = (file: string, what: string, detail: string): PolicyError =>
  new PolicyError('DESK-POLICY', `这台电脑的设置文件 ${file} 有误：${what}。请管理员改好，再打开留痕。`, `${file} ${detail}`)

function parsePolicy(file: string): z.infer<typeof policy> {
  let content: unknown
  try {
    content = JSON.parse(fs.readFileSync(file, 'utf8'))
  } catch (error) {
    const unreadable = error instanceof Error && 'code' in error
    throw faulty(file, unreadable ? '读不出来' : '不是 JSON', error instanceof Error ? error.message : '')
  }
  const result = policy.safeParse(content)
  if (result.success) return result.data
  const [name] = result.error.issues[0]?.path ?? []
  throw faulty(file, name === undefined ? '内容不对' : `“${String(name)}”不对`, result.error.issues[0]?.message ?? '')
}
