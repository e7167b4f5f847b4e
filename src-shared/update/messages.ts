import { z } from 'zod'

/** A release's number: three figures, no words. */
export const version = z.string().regex(/^(0|[1-9]\d{0,4})\.(0|[1-9]\d{0,4})\.(0|[1-9]\d{0,4})$/)

/** A file of a release, for one kind of machine and one way of installing. */
export const releaseFile = z.object({
  name: z.string().regex(/^[\w.-]{1,120}$/),
  platform: z.enum(['linux', 'win32']),
  arch: z.enum(['x64', 'arm64']),
  kind: z.enum(['deb', 'AppImage', 'tar.gz', 'nsis', 'msi']),
  size: z
    .number()
    .int()
    .positive()
    .max(2 * 1024 ** 3),
  sha512: z.string().regex(/^[0-9a-f]{128}$/),
})
export type ReleaseFile = z.infer<typeof releaseFile>

/** What is signed of a release (UP-01): nothing of it can be changed without the signature failing. `protocol`: what it speaks with the server. */
export const releaseStatement = z.object({
  as: z.literal('liuhen-release-1'),
  version,
  protocol: z.number().int().positive(),
  /** epoch ms; an older one is never put in place of a newer */
  releasedAt: z.number().int().positive(),
  /** what users get of it, in Chinese */
  notes: z.string().max(4000),
  files: z.array(releaseFile).min(1).max(40),
})
export type ReleaseStatement = z.infer<typeof releaseStatement>

/** A release as it travels: the statement and an Ed25519 signature over its canonical JSON, base64. */
export const signedRelease = z.object({ statement: releaseStatement, signature: z.string().max(200) })
export type SignedRelease = z.infer<typeof signedRelease>

/** Who gets a release before whom. */
export const rings = ['it', 'pilot', 'broad'] as const
export type Ring = (typeof rings)[number]

/** How far a release is let out: whole rings up to `ring`; of the widest one `percent` of its desks. */
export const rollout = z.object({
  version,
  ring: z.enum(rings),
  percent: z.number().min(0).max(100),
  /** held: nobody begins it; withdrawn: whoever has it waiting throws it away */
  state: z.enum(['open', 'held', 'withdrawn']),
  /** epoch ms; desks begin within `spreadMs` from then on, each at a moment of its own */
  openedAt: z.number().int(),
  spreadMs: z.number().int().min(0),
})
export type Rollout = z.infer<typeof rollout>

/** The oldest release that may be used, and from when on a desk insists, epoch ms. */
export const minimum = z.object({ version, deadlineAt: z.number().int() })

/** What the county's server says to one desk. */
export const feed = z.object({
  /** the ring this desk is in: its own, else its people's units' */
  ring: z.enum(rings),
  release: signedRelease.nullable(),
  rollout: rollout.nullable(),
  minimum: minimum.nullable(),
  /** the oldest protocol the server still speaks */
  oldestProtocol: z.number().int().positive(),
  /** when the desk asks again */
  askAgainMs: z.number().int().min(100).max(86_400_000),
})
export type Feed = z.infer<typeof feed>

/** A part of the day in which a desk may restart by itself: minutes since midnight in Shanghai, over midnight where `from` is later. */
const hours = z.object({ from: z.number().int().min(0).max(1439), to: z.number().int().min(0).max(1439) })

/** What IT decided for a machine (HKLM or /etc). */
export const updatePolicy = z.object({
  /** auto: by itself; notify: tells, and waits for the person; off: IT does it by other means */
  mode: z.enum(['auto', 'notify', 'off']),
  windows: z.array(hours).max(10),
  /** so long nobody has touched the machine before it restarts by itself */
  idleMs: z.number().int().min(60_000),
})
export type UpdatePolicy = z.infer<typeof updatePolicy>

/** How far a desk came with its updates, and what stopped it: `waiting` for idle time, hours or its turn; `failed` twice at its start. */
export const updateStages = ['none', 'waiting', 'downloading', 'ready', 'stuck', 'failed'] as const

/**
 * What a desk says of itself when it asks (UP-12): nothing of documents or people. `kind` none: not installed from a package, nothing
 * can be put in its place; `unsent`: commands and texts the server does not have yet, null while nobody is signed in.
 */
export const deskReport = z.object({
  version,
  protocol: z.number().int().positive(),
  platform: z.enum(['linux', 'win32', 'darwin']),
  arch: z.enum(['x64', 'arm64']),
  kind: z.enum([...releaseFile.shape.kind.options, 'none']),
  unsent: z.number().int().min(0).max(1_000_000).nullable(),
  update: z.object({
    stage: z.enum(updateStages),
    version: version.nullable(),
    code: z
      .string()
      .regex(/^[A-Z][A-Z-]{2,39}$/)
      .nullable(),
  }),
})
export type DeskReport = z.infer<typeof deskReport>
