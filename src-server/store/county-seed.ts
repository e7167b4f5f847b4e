import type { SampleSignIns } from '../../src-shared/sync/protocol.ts'
import type { Post, RouteTemplate, Unit } from '../../src-shared/workflow/directory.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'

/** One version of a body as it stood: who saved it at which step, when (epoch ms), and the whole document as JSON. */
export type SeedVersion = { version: number; author: string; step: string; at: number; body: Record<string, unknown> }

/**
 * A document to load. `state.bodyVersion` is `versions.length`, `state.bodySm3` the SM3 of the last version's canonical
 * JSON; `versions` are numbered from 1 without a gap. Versions after the first may be left out of a large county.
 */
export type SeedDocument = { state: DocumentState; versions: SeedVersion[] }

/** A user to load; `passwordHash` is an argon2id PHC string, or null for a person who cannot sign in. */
export type SeedUser = { id: string; login: string; name: string; passwordHash: string | null }

/** A whole county as plain data: what `loadCounty` puts into an empty database. */
export type CountySeed = {
  county: string
  /** true for the sample county only: then `password` and `signIns` are shown on its sign-in page */
  sample: boolean
  password: string
  units: Unit[]
  users: SeedUser[]
  posts: Post[]
  /** the first one is the route new drafts take */
  routes: RouteTemplate[]
  documents: SeedDocument[]
  signIns: SampleSignIns['people']
}
