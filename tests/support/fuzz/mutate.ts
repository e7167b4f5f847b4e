import { paths } from '../../../src-shared/sync/protocol.ts'
import type { Chance } from '../clock.ts'
import { jsonOf, pushOf, type Shot } from './shot.ts'

/** What a mutation may draw on: everything an attacker could have seen of others, except what their documents say. */
export type Loot = {
  /** ids of documents, commands, tasks, devices and epochs of everybody */
  ids: readonly string[]
  userIds: readonly string[]
  scopes: readonly string[]
  tokens: ReadonlyMap<string, string>
}
export type Mutation = { name: string; apply: (shot: Shot, chance: Chance, loot: Loot) => Shot | undefined }

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g

const deep = (levels: number): unknown => {
  let value: unknown = 1
  for (let i = 0; i < levels; i++) value = i % 2 === 0 ? [value] : { a: value }
  return value
}
const strange = (chance: Chance, loot: Loot): unknown =>
  chance.pick<() => unknown>([
    () => null,
    () => '',
    () => 0,
    () => -1,
    () => 1.5,
    () => Number.MAX_SAFE_INTEGER,
    () => -1e308,
    () => 2 ** 31,
    () => true,
    () => [],
    () => ({}),
    () => [[[]]],
    () => 'x'.repeat(chance.pick([65, 5000, 70_000])),
    () => '\u0000',
    () => '\ud800',
    () => '../../etc/passwd',
    () => "'; drop table doc; --",
    () => '%00',
    () => '١٢٣',
    () => ({ toString: 1, constructor: { prototype: 1 }, length: -1 }),
    () => Array.from({ length: 200 }, (_, i) => i),
    () => deep(chance.pick([50, 190, 210, 3000])),
    () => chance.pick(loot.ids),
    () => chance.pick(loot.userIds),
    () => '2026-13-45',
    () => 'f'.repeat(64),
  ])()

type Parent = Record<string, unknown> | unknown[]
/** Every place of a JSON value, as its parent and key. */
function placesOf(value: unknown, places: [Parent, string | number][] = []): [Parent, string | number][] {
  // the depth of what was made before stays within reach of the stack
  if (typeof value !== 'object' || value === null || places.length > 3000) return places
  const parent = value as Parent
  for (const key of Object.keys(parent)) {
    const at = Array.isArray(parent) ? Number(key) : key
    places.push([parent, at])
    placesOf((parent as Record<string | number, unknown>)[at], places)
  }
  return places
}

const withJson = (shot: Shot, change: (json: unknown) => unknown): Shot | undefined => {
  const json = jsonOf(shot)
  return json === undefined ? undefined : { ...shot, body: JSON.stringify(change(json)) }
}
const atPlace =
  (change: (parent: Record<string | number, unknown>, key: string | number, chance: Chance, loot: Loot) => void) =>
  (shot: Shot, chance: Chance, loot: Loot): Shot | undefined =>
    withJson(shot, (json) => {
      const places = placesOf(json)
      if (places.length === 0) return strange(chance, loot)
      const [parent, key] = chance.pick(places)
      change(parent as Record<string | number, unknown>, key, chance, loot)
      return json
    })
const swapOneId = (text: string, chance: Chance, loot: Loot): string => {
  const found = [...text.matchAll(uuid)].map(([id]) => id)
  return found.length === 0 ? text : text.replaceAll(chance.pick(found), chance.pick(loot.ids))
}
const header = (name: string, values: (chance: Chance, loot: Loot, shot: Shot) => readonly string[]) => ({
  name,
  apply: (shot: Shot, chance: Chance, loot: Loot): Shot => ({
    ...shot,
    headers: { ...shot.headers, [name]: chance.pick(values(chance, loot, shot)) },
  }),
})
const raw = (name: string, change: (text: string, chance: Chance) => string | Uint8Array): Mutation => ({
  name,
  apply: (shot, chance) => (typeof shot.body === 'string' ? { ...shot, body: change(shot.body, chance) } : undefined),
})

/** Everything the fuzzer does to a request; each gives a new one, or nothing where it does not fit. */
export const mutations: readonly Mutation[] = [
  { name: 'another value', apply: atPlace((parent, key, chance, loot) => void (parent[key] = strange(chance, loot))) },
  { name: 'another value', apply: atPlace((parent, key, chance, loot) => void (parent[key] = strange(chance, loot))) },
  {
    name: 'left out',
    apply: atPlace((parent, key) => (Array.isArray(parent) ? parent.splice(Number(key), 1) : delete parent[key])),
  },
  {
    name: 'one more key',
    apply: atPlace((parent, _key, chance, loot) => {
      if (!Array.isArray(parent))
        parent[chance.pick(['__proto__', 'constructor', 'docId', 'rev', 'was', 'x'])] = strange(chance, loot)
    }),
  },
  {
    name: 'twice, or the other way round',
    apply: atPlace((parent, key, chance) => {
      const list = Object.values(parent).find(Array.isArray) as unknown[] | undefined
      if (list && chance.once(0.5)) list.reverse()
      else if (list) list.push(...(structuredClone(list) as unknown[]))
      else parent[key] = [parent[key], parent[key]]
    }),
  },
  { name: 'id of somebody else', apply: (shot, chance, loot) => swapIds(shot, chance, loot) },
  { name: 'id of somebody else', apply: (shot, chance, loot) => swapIds(shot, chance, loot) },
  {
    name: 'id in capitals',
    apply: (shot, chance) => {
      if (typeof shot.body !== 'string') return undefined
      const found = [...shot.body.matchAll(uuid)].map(([id]) => id)
      if (found.length === 0) return undefined
      const id = chance.pick(found)
      return { ...shot, body: shot.body.replaceAll(id, id.toUpperCase()) }
    },
  },
  {
    name: 'numbers of the protocol',
    apply: (shot, chance, loot) =>
      withJson(shot, (json) => {
        if (typeof json !== 'object' || json === null) return json
        const forged = chance.pick([0, -1, 1, 2, 7, 2 ** 31, Number.MAX_SAFE_INTEGER, 1e300, 0.5])
        const record = json as Record<string, unknown>
        const cmds = record['cmds']
        if (Array.isArray(cmds) && cmds[0] && chance.once(0.6))
          Object.assign(cmds[0] as object, { [chance.pick(['seq', 'ver', 'authoredAt', 'baseRev'])]: forged })
        else if ('cursors' in record)
          record['cursors'] = { [chance.pick(loot.scopes)]: forged, [`user:${chance.pick(loot.userIds)}`]: forged }
        else
          record[chance.pick(['epoch', 'device', 'proto', 'limit'])] = chance.pick<unknown>([
            forged,
            chance.pick(loot.ids),
            chance.id(),
          ])
        return record
      }),
  },
  {
    name: 'name of another command',
    apply: (shot, chance) => {
      const push = pushOf(shot)
      const names = [
        'SubmitBody',
        'Sign',
        'Approve',
        'CreateDraft',
        'BringInBranch',
        'MakeCleanCopy',
        'hasOwnProperty',
        'Teleport',
        '',
      ]
      return (
        push && {
          ...shot,
          body: JSON.stringify({ ...push, cmds: push.cmds.map((cmd) => ({ ...cmd, name: chance.pick(names) })) }),
        }
      )
    },
  },
  {
    name: 'oversized',
    apply: (shot, chance) =>
      withJson(shot, (json) => {
        const big = 'x'.repeat(chance.pick([300_000, 1_100_000, 2_200_000]))
        const push = pushOf(shot)
        if (push && chance.once(0.5))
          return { ...push, cmds: push.cmds.map((cmd) => ({ ...cmd, args: { ...(cmd.args as object), text: big } })) }
        if (push) return { ...push, cmds: Array.from({ length: 101 }, () => push.cmds[0]) }
        return { ...(json as object), app: big }
      }),
  },
  raw('cut off', (text, chance) => text.slice(0, chance.below(text.length + 1))),
  raw('broken bytes', (text, chance) => {
    const bytes = Buffer.from(text)
    for (let n = 1 + chance.below(4); n > 0 && bytes.length > 0; n--) bytes[chance.below(bytes.length)] = chance.below(256)
    return new Uint8Array(bytes)
  }),
  raw('no JSON at all', (text, chance) =>
    chance.pick([
      '['.repeat(100_000),
      '{"a":'.repeat(20_000),
      `${text}${text}`,
      `\ufeff${text}`,
      'NaN',
      '{"__proto__":{"a":1}}',
      `{"epoch":1${'0'.repeat(100_000)}}`,
      '<?xml version="1.0"?><a/>',
      '',
      'null',
      '"',
    ]),
  ),
  header('content-type', () => [
    'text/plain',
    'application/xml',
    'application/octet-stream',
    'multipart/form-data',
    'application/json; charset=gbk',
    'application/x-www-form-urlencoded',
    '*/*',
    'x'.repeat(500),
  ]),
  header('content-encoding', () => ['gzip', 'br', 'identity', 'nothing']),
  header('range', () => [
    'bytes=0-',
    'bytes=5-2',
    'bytes=-5',
    'bytes=99999999999-',
    'bytes=0-0,2-3',
    'lines=1-2',
    'bytes=999999999999-9999999999999',
  ]),
  header('content-range', () => [
    'bytes 0-2999/3000',
    'bytes 0-0/0',
    'bytes 5-4/3000',
    'bytes 0-999/999999999999',
    'bytes */3000',
    'bytes 2999-2999/3000',
    'bytes -1-2/3',
    'x',
  ]),
  header('x-liuhen-device', (chance, { ids }) => [chance.id(), chance.pick(ids), '', 'x']),
  header('authorization', (chance, { tokens }) => [
    '',
    'Bearer',
    'Basic eDp5',
    `Bearer ${'A'.repeat(43)}`,
    `Bearer ${[...tokens.values()][0]}x`,
    `bearer ${chance.id()}`,
  ]),
  {
    name: 'method',
    apply: (shot, chance) => ({
      ...shot,
      method: chance.pick(['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'TRACE']),
    }),
  },
  {
    name: 'path',
    apply: (shot, chance, { ids }) => {
      const [path = ''] = shot.path.split('?')
      const made = chance.pick([
        `${path}/`,
        `/${path}`,
        `${path}/..%2f..%2fetc`,
        `${path}%00`,
        `${path}%`,
        `${path}/${'a'.repeat(2000)}`,
        `${path}?have=-1`,
        `${path}?have=1e400&have=x`,
        path.toUpperCase(),
        `${paths.versions}/${chance.pick(ids)}/${chance.pick(['0', '-1', '1e9', '999999', '1%2f', 'x', '2'])}`,
        `${paths.branches}/${chance.pick(ids)}/${chance.pick(ids)}`,
        `${paths.blob}/${'f'.repeat(64)}`,
        `${paths.blob}/..%2f..%2fpassword`,
        `${paths.wake}?a=1`,
        paths.sample,
      ])
      return { ...shot, path: made }
    },
  },
]

function swapIds(shot: Shot, chance: Chance, loot: Loot): Shot {
  if (typeof shot.body === 'string' && chance.once(0.7)) return { ...shot, body: swapOneId(shot.body, chance, loot) }
  return { ...shot, path: swapOneId(shot.path, chance, loot) }
}
