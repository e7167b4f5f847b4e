import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { canonical, verifyBundle } from '../../resources/verify/verify-bundle.mjs'
import { exportDocument } from '../../src-server/admin/export-document.ts'
import { sm3OfJson } from '../../src-server/sm3.ts'
import { liveThrough, type Lived } from '../support/server/lived-through.ts'
import { must } from '../support/server/must.ts'

const run = promisify(execFile)
const script = path.resolve(import.meta.dirname, '../../resources/verify/verify-bundle.mjs')
let lived: Lived
beforeAll(async () => {
  lived = await liveThrough()
})
afterAll(() => lived.close())
const db = () => lived.story.server.db

describe('RV-56, RV-57 a bundle is checked without the server, and nothing in it can be altered unseen', () => {
  test('an honest bundle is 相符, as a program of its own too; the export is a line of the chain', async () => {
    const file = path.join(lived.folder, 'honest.json')
    const exported = await exportDocument(db(), lived.docId, file, lived.story.server.clock.now())
    expect(verifyBundle(await readFile(file, 'utf8'))).toMatchObject({ ok: true, findings: [] })
    const { stdout } = await run(process.execPath, [script, file])
    expect(stdout).toMatch(/^相符\n/)
    expect(stdout).toContain(exported.sm3)
    expect(stdout).toContain(exported.hash)
    const line = must(
      await db()
        .selectFrom('audit_event')
        .selectAll()
        .where('kind', '=', 'document.exported')
        .orderBy('seq', 'desc')
        .executeTakeFirst(),
    )
    expect(JSON.parse(line.detail)).toEqual({ bundleSm3: exported.sm3 })
    const text = await readFile(file, 'utf8')
    await writeFile(file, text.replace('落实', '落空'))
    const failed = await run(process.execPath, [script, file]).catch((error: { code: number; stdout: string }) => error)
    expect(failed).toMatchObject({ code: 1, stdout: expect.stringMatching(/^不符/) })
    expect((await lived.verify()).findings).toEqual([])
  })

  type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
  type Place = {
    path: string
    set: (value: Json) => void
    value: Json
    holder: Json[] | { [key: string]: Json }
    key: string | number
  }
  /** Every value below a JSON value, with the means to change it. */
  function places(holder: Json, at = ''): Place[] {
    if (typeof holder !== 'object' || holder === null) return []
    const keys = Array.isArray(holder) ? holder.map((_, i) => i) : Object.keys(holder)
    return keys.flatMap((key) => {
      const value = (holder as { [key: string | number]: Json })[key] ?? null
      const name = `${at}${at === '' ? '' : '.'}${key}`
      const set = (next: Json) => void ((holder as { [key: string | number]: Json })[key] = next)
      return [{ path: name, set, value, holder: holder as Place['holder'], key }, ...places(value, name)]
    })
  }
  const sealed = (bundle: unknown) => canonical({ bundle, sm3: sm3OfJson(bundle) })
  const changed = (value: Json): Json =>
    typeof value === 'string'
      ? value === ''
        ? 'x'
        : (value.startsWith('a') ? 'b' : 'a') + value.slice(1)
      : typeof value === 'number'
        ? value + 1
        : typeof value === 'boolean'
          ? !value
          : value === null
            ? 1
            : null
  /** What nothing in the bundle vouches for but its seal (docs/decisions/0010): where it comes from, when, and what is not in use. */
  const onlySealed = /^(county|exportedAt|audit\.head\.hash|schema\..*)$/

  test('every single value changed, every member and row removed, every two neighbours swapped: found, though the seal was made anew', async () => {
    const text = await lived.bundleOf()
    const { bundle } = JSON.parse(text) as { bundle: { [key: string]: Json } }
    expect(verifyBundle(sealed(bundle)).ok).toBe(true)
    const unseen: string[] = []
    const counts = { changed: 0, removed: 0, swapped: 0 }
    const look = (what: keyof typeof counts, place: Place): void => {
      counts[what]++
      if (verifyBundle(sealed(bundle)).ok && !onlySealed.test(place.path)) unseen.push(`${what} ${place.path}`)
    }
    for (const place of places(bundle)) {
      const { holder, key, value } = place
      if (typeof value !== 'object' || value === null) {
        place.set(changed(value))
        look('changed', place)
        place.set(value)
      }
      if (Array.isArray(holder)) {
        const at = Number(key)
        holder.splice(at, 1)
        look('removed', place)
        holder.splice(at, 0, value)
        const next = holder[at + 1]
        if (next !== undefined && canonical(next) !== canonical(value)) {
          holder.splice(at, 2, next, value)
          look('swapped', place)
          holder.splice(at, 2, value, next)
        }
      } else {
        delete holder[key]
        look('removed', place)
        holder[key] = value
      }
    }
    console.info(
      `bundle mutants, sealed anew: ${counts.changed} values changed, ${counts.removed} members or rows removed, ${counts.swapped} swapped; unseen ${unseen.length}`,
    )
    expect(canonical({ bundle })).toBe(canonical({ bundle: (JSON.parse(text) as { bundle: unknown }).bundle }))
    expect(unseen).toEqual([])
  }, 400_000)

  test('without making the seal anew, a change of any single byte is found', async () => {
    const text = await lived.bundleOf()
    for (let at = 0; at < text.length - 1; at += 97) {
      const letter = text[at] === '1' ? '2' : '1'
      const mutant = text.slice(0, at) + letter + text.slice(at + 1)
      expect(verifyBundle(mutant).ok, `${at}`).toBe(false)
    }
    expect(verifyBundle(text.replace('{"bundle":{', '{"bundle": {')).ok).toBe(false)
    expect(verifyBundle(text.replace('"county":"', '"county":"别县","county":"')).ok).toBe(false)
  })
})
