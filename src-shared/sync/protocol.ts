import { numbered } from '../workflow/numbered.ts'
import { z } from 'zod'
import { commandId, deviceId, documentId, shortId, sm3Hex } from '../ids.ts'
import { directory, post } from '../workflow/directory.ts'
import { paperPolicy } from '../paper/policy.ts'
import { documentState } from '../workflow/document-state.ts'
import { contactToken, deviceSecret } from './device-messages.ts'

export * from './device-messages.ts'
export * from './seal-messages.ts'

/**
 * Every message between a desk and the county server (design: sync.md §4.4). `tests/unit/protocol-version.test.ts` pins
 * a hash of these schemas: who changes one bumps PROTOCOL_VERSION and says so here.
 * 1: first.
 */
export const PROTOCOL_VERSION = 1
export const MIN_PROTOCOL = 1
/** A desk this old may still hand in what it wrote, though it can read nothing until it is updated (C-13: 先交后升). */
export const MIN_PUSH_PROTOCOL = MIN_PROTOCOL - 2

export const limits = {
  pushCommands: 100,
  pushBytes: 4 * 1024 * 1024,
  commandBytes: 2 * 1024 * 1024,
  pullDocs: 500,
  /** bodies of so many documents may be asked for at once; the answer ends where it is this large, but has at least one */
  bodiesDocs: 200,
  bodiesBytes: 2 * 1024 * 1024,
  blobBytes: 200 * 1024 * 1024,
  blobChunkBytes: 1024 * 1024,
} as const

// --- sign-in -------------------------------------------------------------------------------------------------------
export const signInRequest = z.object({
  login: z.string().min(1).max(64),
  password: z.string().min(1).max(256),
  device: deviceId,
  app: z.string().max(64),
  /** what the desk will prove itself with when nobody is signed in; the first one counts (SE-71) */
  contactToken: contactToken.optional(),
})
export const session = z.object({
  token: z.string(),
  user: z.object({ id: shortId, name: z.string(), login: z.string() }),
  posts: z.array(post),
  county: z.string(),
  epoch: z.uuid(),
  /** epoch ms */
  expiresAt: z.number(),
  /** what the county asks of paper (SE-89); older servers do not say */
  paper: paperPolicy.optional(),
})
export type Session = z.infer<typeof session>
/** What a sign-in brings. The secret is for main's memory only: never for the disk or the page (SE-70). */
export const signInResponse = session.extend({ deviceSecret: deviceSecret.optional() })
export type SignInResponse = z.infer<typeof signInResponse>

// --- hello ---------------------------------------------------------------------------------------------------------
export const helloRequest = z.object({
  proto: z.number().int(),
  device: deviceId,
  app: z.string().max(64),
  epoch: z.uuid().nullable(),
})
export const helloResponse = z.object({
  epoch: z.uuid(),
  now: z.number(),
  proto: z.object({ min: z.number().int(), max: z.number().int() }),
  lastSeq: z.number().int(),
  directoryVersion: z.number().int(),
  /** command → oldest and newest version the server can read; what lies outside is not sent (SY-107) */
  cmds: z.record(z.string(), z.tuple([z.number().int(), z.number().int()])).default({}),
  /** the server was restored and waits for what desks send again: meanwhile it puts off instead of refusing (SY-100) */
  recovering: z.boolean().default(false),
  /** how much one push may carry, where the server sets other limits than this desk knows */
  limits: z
    .object({ pushCommands: z.number().int().min(1), pushBytes: z.number().int(), commandBytes: z.number().int() })
    .optional(),
})
export type HelloResponse = z.infer<typeof helloResponse>

// --- push ----------------------------------------------------------------------------------------------------------
/** No document has more; larger numbers fit no column. */
const revisionAtMost = 2 ** 31 - 1

export const wireCommand = z.object({
  id: commandId,
  seq: z.number().int().positive(),
  name: z.string().max(64),
  ver: z.number().int(),
  doc: documentId,
  args: z.unknown(),
  authoredAt: z.number(),
  /** ids of commands that must have been applied; if one was refused this one is refused with SY-PARKED */
  dependsOn: z.array(commandId).max(100),
  /*
   * What it rests on, for a server that was restored (SY-100). Not part of what the command asks for: it is the same command
   * with and without.
   */
  /** revision of the server's document its author had before them, by what people did (SY-195); 0: none */
  baseRev: z.number().int().nonnegative().max(revisionAtMost).optional(),
  /**
   * an earlier epoch applied it, or kept it as late edits: the document was at this revision by what people did then, and this is the number a
   * book gave (SY-192)
   */
  was: z.object({ rev: z.number().int().positive().max(revisionAtMost), numbered: numbered.optional() }).optional(),
  /** the person's other desk it was given at, where a safe copy brought it here: what that desk holds counts for it (SY-168) */
  madeBy: deviceId.optional(),
})
export type WireCommand = z.infer<typeof wireCommand>

export const pushRequest = z.object({
  epoch: z.uuid(),
  device: deviceId,
  cmds: z.array(wireCommand).min(1).max(limits.pushCommands),
})
export type PushRequest = z.infer<typeof pushRequest>

export const verdict = z.object({
  id: commandId,
  seq: z.number().int(),
  status: z.enum(['applied', 'rejected', 'deferred']),
  code: z.string().optional(),
  rule: z.string().optional(),
  article: z.string().optional(),
  detail: z.string().optional(),
  /** the document's revision and body after an applied command; of a refused save the revision at which it was kept (RV-64) */
  rev: z.number().int().optional(),
  /** how many of the revisions up to there the server made of its own accord; absent: none (SY-195) */
  own: z.number().int().positive().optional(),
  bodyVersion: z.number().int().optional(),
  bodySm3: sm3Hex.optional(),
  /** the number a book gave to it */
  numbered: numbered.optional(),
})
export type CommandVerdict = z.infer<typeof verdict>

export const pushResponse = z.object({
  epoch: z.uuid(),
  results: z.array(verdict),
  stop: z
    .object({
      kind: z.enum(['gap', 'forked', 'epoch', 'auth', 'busy']),
      lastSeq: z.number().int().optional(),
      retryMs: z.number().int().optional(),
    })
    .optional(),
})
export type PushResponse = z.infer<typeof pushResponse>

// --- pull ----------------------------------------------------------------------------------------------------------
export const pullRequest = z.object({
  epoch: z.uuid(),
  device: deviceId,
  /** scope → version up to which the desk has everything */
  cursors: z.record(z.string().max(80), z.number().int().nonnegative()),
  limit: z.number().int().min(1).max(limits.pullDocs),
  /** the desk's protocol; the first desks did not say */
  proto: z.number().int().default(1),
  /** the desk has nothing yet: where one page does not hold all, it gets what its person works on first (SY-173) */
  ahead: z.boolean().optional(),
})
export type PullRequest = z.infer<typeof pullRequest>

/**
 * Why a document left a scope: its draft was discarded, or the person drafts along no more. Desks take others as 'left'
 * and know two more themselves (SY-105).
 */
export const leaveReasons = ['discarded', 'removed', 'left'] as const
export type LeaveReason = (typeof leaveReasons)[number]

export const pulledDoc = z.object({
  id: documentId,
  /** the scope and its version this row stands for */
  scope: z.string(),
  v: z.number().int(),
  /** U: here is the document as it stands; D: it left this scope */
  op: z.enum(['U', 'D']),
  reason: z.string().optional(),
  data: documentState.optional(),
})
export type PulledDoc = z.infer<typeof pulledDoc>

export const pullResponse = z.object({
  epoch: z.uuid(),
  /**
   * per scope: rows up to `to` are in this answer; `head` is the newest; `reset` means start this scope at zero; `digest` is
   * of all documents in the scope, where all of them are told by now (SY-102)
   */
  scopes: z.record(
    z.string(),
    z.object({
      to: z.number().int(),
      head: z.number().int(),
      reset: z.boolean(),
      digest: z.number().int().optional(),
      /** rows beyond `to`, where there are any (SY-174) */
      rest: z.number().int().nonnegative().optional(),
    }),
  ),
  /** scopes the person no longer has */
  left: z.array(z.string()),
  docs: z.array(pulledDoc),
  /** commands of this device up to here are contained in the answer */
  lastSeq: z.number().int(),
  complete: z.boolean(),
})
export type PullResponse = z.infer<typeof pullResponse>

// --- bodies, directory, blobs ----------------------------------------------------------------------------------------
export const bodyResponse = z.object({
  doc: documentId,
  version: z.number().int().positive(),
  sm3: sm3Hex,
  body: z.record(z.string(), z.unknown()),
})
export type BodyResponse = z.infer<typeof bodyResponse>

/** One version of a body: who saved it, at which step, when, and how many changes it brought. */
export const versionRow = z.object({
  version: z.number().int().positive(),
  sm3: sm3Hex,
  author: shortId,
  step: z.string(),
  /** server's clock, epoch ms */
  at: z.number(),
  tracked: z.boolean(),
  changes: z.number().int().nonnegative(),
})
export type VersionRow = z.infer<typeof versionRow>
export const versionsResponse = z.object({ versions: z.array(versionRow) })

/** 未并入的修改: late edits as the text they lead to, and the version they were made on. */
export const branchResponse = z.object({
  doc: documentId,
  branch: commandId,
  baseVersion: z.number().int().positive(),
  /** SM3 of `base`: of the version it claims to be */
  baseSm3: sm3Hex,
  base: z.record(z.string(), z.unknown()),
  body: z.record(z.string(), z.unknown()),
})
export type BranchResponse = z.infer<typeof branchResponse>

/** Asks for many bodies at once; those the person may not read are left out of the answer. */
export const bodiesRequest = z.object({ docs: z.array(documentId).min(1).max(limits.bodiesDocs) })
/** A body the server cannot give: `harmed` is the first version that is not as it was stored, `code` says why (RV-50). */
export const damagedBody = z.object({
  doc: documentId,
  version: z.number().int().positive(),
  harmed: z.number().int().positive(),
  code: z.string(),
})
export const bodiesResponse = z.object({
  bodies: z.array(bodyResponse),
  damaged: z.array(damagedBody).default([]),
  /** not looked at, since the answer is large enough (`limits.bodiesBytes`): to be asked for again */
  rest: z.array(documentId).default([]),
})
export type BodiesResponse = z.infer<typeof bodiesResponse>

export const directoryResponse = directory

/** State of an attachment on the server: bytes received so far, and whether it is whole and its hash proved. */
export const blobState = z.object({ sm3: sm3Hex, received: z.number().int().nonnegative(), complete: z.boolean() })
export type BlobState = z.infer<typeof blobState>

/** Every refusal of a request (not of a command): a stable code and nothing of the inside. */
export const errorResponse = z.object({ code: z.string(), message: z.string().optional(), retryMs: z.number().int().optional() })

/** A wake-up on the stream (SSE event `poke`): scopes that moved. A hint only; losing one costs time, never data. */
export const poke = z.object({ scopes: z.array(z.tuple([z.string(), z.number().int()])) })
export type Poke = z.infer<typeof poke>

/** Paths of the HTTP API, kept in one place for both ends. */
export const paths = {
  signIn: '/api/sign-in',
  signOut: '/api/sign-out',
  password: '/api/password', // POST, a person changes their own
  hello: '/api/hello',
  push: '/api/push',
  pull: '/api/pull',
  bodies: '/api/bodies',
  versions: '/api/versions', // GET /api/versions/:docId lists them, /api/versions/:docId/:version is one
  branches: '/api/branches', // GET /api/branches/:docId/:branchId
  directory: '/api/directory',
  archive: '/api/archive', // GET /api/archive/:docId, a ZIP
  seals: '/api/seals', // GET /api/seals/:docId
  blob: '/api/blob', // HEAD|GET|PUT /api/blob/:sm3, PUT with Content-Range
  contact: '/api/device/contact', // POST, without a session
  surrender: '/api/surrender', // GET|PUT /api/surrender/:device/:sha256, POST /api/surrender/:device[/wiped]; with the contact token
  updates: '/api/updates', // POST /api/updates/:device, with the contact token
  releases: '/api/releases', // GET /api/releases/:device/:version/:name with ranges and the contact token
  wake: '/api/wake', // GET, server-sent events
  sample: '/api/sample', // GET, sign-ins of the sample county; 404 elsewhere
  health: '/api/health',
} as const

/** Sign-ins of the sample county, shown on its sign-in page only. */
export const sampleSignIns = z.object({
  county: z.string(),
  password: z.string(),
  people: z.array(z.object({ login: z.string(), name: z.string(), title: z.string(), unit: z.string() })),
})
export type SampleSignIns = z.infer<typeof sampleSignIns>
