import type { Draft, DraftPost } from './draft.ts'
import type { Organisation, OrgPost, Target } from './model.ts'

/**
 * The posts a file means: by id where it says one, else the post of that person, unit and role that is there already (one
 * with the same title before any other), else a new one.
 */
export function matchPosts(
  now: Organisation,
  posts: Draft['posts'],
  newId: () => string,
): { post: Target['posts'][number]; row: number | null }[] {
  const byId = new Map(now.posts.map((post) => [post.id, post]))
  const free = new Map(byId)
  for (const { value } of posts) if (value.id !== null) free.delete(value.id)
  const places = new Map<string, OrgPost[]>()
  for (const post of free.values()) {
    const key = placeOf(post)
    places.set(key, [...(places.get(key) ?? []), post])
  }
  const claim = (draft: DraftPost, title: string | undefined): string | undefined => {
    const here = places.get(placeOf(draft)) ?? []
    const found = here.find((post) => title === undefined || post.title === title)
    if (found)
      places.set(
        placeOf(draft),
        here.filter((post) => post !== found),
      )
    return found?.id
  }
  // those whose titles agree first, so that two posts of one place do not change titles with each other
  const same = posts.map(({ value }) => value.id ?? claim(value, value.title))
  return posts.flatMap(({ value, row }, i) => {
    if (value.role === null) return []
    const known = same[i] ?? claim(value, undefined)
    const { userId, unitId, role } = value
    const title = row?.cells['title'] === undefined && known !== undefined ? (byId.get(known)?.title ?? '') : value.title
    return [{ post: { id: known ?? newId(), userId, unitId, role, title }, row: row?.row ?? null }]
  })
}

const placeOf = ({ userId, unitId, role }: Pick<DraftPost, 'userId' | 'unitId' | 'role'>): string =>
  JSON.stringify([userId, unitId, role])
