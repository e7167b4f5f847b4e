import { paths } from '../../src-shared/sync/protocol.ts'

/** Requests that cost alike: each has its own room, so that a flood of one kind leaves the others theirs. */
export type RouteClass =
  | 'push'
  | 'pull'
  | 'bodies'
  | 'files'
  | 'wake'
  | 'signIn'
  | 'contact'
  | 'updates'
  | 'releases'
  | 'health'
  | 'other'

const classes: readonly (readonly [string, RouteClass])[] = [
  [paths.push, 'push'],
  [paths.pull, 'pull'],
  [paths.bodies, 'bodies'],
  [paths.versions, 'bodies'],
  [paths.branches, 'bodies'],
  [paths.blob, 'files'],
  [paths.archive, 'files'],
  [paths.wake, 'wake'],
  [paths.signIn, 'signIn'],
  [paths.password, 'signIn'],
  [paths.contact, 'contact'],
  [paths.updates, 'updates'],
  [paths.releases, 'releases'],
  [paths.surrender, 'files'],
  [paths.health, 'health'],
]

/** The class of a request's address. */
export const routeClass = (url: string): RouteClass =>
  classes.find(([path]) => url === path || url.startsWith(`${path}/`) || url.startsWith(`${path}?`))?.[1] ?? 'other'
