import { z } from 'zod'

const whole = (max: number) => z.coerce.number().int().min(0).max(max)
const words = z.string().min(1).max(4000)

/** `host:port`. */
const place = z
  .string()
  .regex(/^.+:\d{1,5}$/, 'must be host:port')
  .transform((text) => ({ host: text.slice(0, text.lastIndexOf(':')), port: Number(text.slice(text.lastIndexOf(':') + 1)) }))
  .refine(({ port }) => port <= 65_535, 'must be host:port')

/** A list, in the environment parted by commas. */
const list = z.preprocess(
  (given) => (typeof given === 'string' ? given.split(',').map((one) => one.trim()) : given),
  z.array(words),
)

/**
 * Every setting of the county server: its name in the settings file, its variable in the environment, what it may be, and what
 * it is where nobody says. `secret`: never shown as it is. An empty variable says nothing.
 */
export const fields = {
  dataDir: { variable: 'LIUHEN_DATA', value: words, standard: 'liuhen-data' },
  host: { variable: 'LIUHEN_HOST', value: words, standard: '127.0.0.1' },
  port: { variable: 'LIUHEN_PORT', value: whole(65_535), standard: 8737 },
  databaseUrl: {
    variable: 'DATABASE_URL',
    value: z.string().regex(/^postgres(ql)?:\/\//, 'must begin with postgres://'),
    standard: undefined,
    secret: true,
  },
  /** 'auto': a server that starts brings the database to the newest schema; 'never': `migrate` alone does, as another role */
  migrate: { variable: 'LIUHEN_MIGRATE', value: z.enum(['auto', 'never']), standard: 'auto' },
  /** PEM files: the server's certificate with its chain, and its key */
  tlsCertificate: { variable: 'LIUHEN_TLS_CERTIFICATE', value: words, standard: undefined },
  tlsKey: { variable: 'LIUHEN_TLS_KEY', value: words, standard: undefined },
  /** addresses of the proxies whose word on who asks is taken */
  trustedProxies: { variable: 'LIUHEN_TRUSTED_PROXIES', value: list, standard: [] as string[] },
  /** public keys releases of the desk are signed with (base64, parted by commas in the environment) */
  releaseKeys: { variable: 'LIUHEN_RELEASE_KEYS', value: list, standard: [] as string[] },
  /** to whom backups are locked (age), and the file with the identity that opens them: on the machine that restores alone */
  backupRecipient: {
    variable: 'LIUHEN_BACKUP_RECIPIENT',
    value: z.string().regex(/^age1[0-9a-z]{20,}$/, 'must be a recipient of age (age1…)'),
    standard: undefined,
  },
  backupIdentity: { variable: 'LIUHEN_BACKUP_IDENTITY', value: words, standard: undefined },
  drainMs: { variable: 'LIUHEN_DRAIN_MS', value: whole(600_000), standard: 0 },
  pushesPerSecond: { variable: 'LIUHEN_PUSH_RATE', value: whole(100_000), standard: 20 },
  /** how often desks ask for updates: IT's hold reaches all of them within this */
  updatePollSeconds: { variable: 'LIUHEN_UPDATE_POLL', value: whole(86_400).min(1), standard: 600 },
  metrics: { variable: 'LIUHEN_METRICS', value: place, standard: undefined },
  scan: { variable: 'LIUHEN_SCAN', value: words, standard: undefined },
} as const

export type FieldName = keyof typeof fields
export const fieldNames = Object.keys(fields) as FieldName[]
