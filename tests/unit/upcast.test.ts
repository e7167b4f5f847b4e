import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { commandNames, parseCommand } from '../../src-shared/workflow/commands.ts'
import { commandLives, readableVersions, upcast, versionOf, type CommandLives } from '../../src-shared/workflow/upcast.ts'

type Sent = { name: string; ver: number; args: unknown }
/** Commands as desks of every version have sent them. Lines are added, never changed: they lie in journals and logs. */
const folder = new URL('commands-sent/', import.meta.url)
const sent = readdirSync(folder).flatMap((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Sent[])

describe('commands as they were sent (SY-108)', () => {
  it('of every name and every version that can be read are kept, and are read', () => {
    for (const name of commandNames) {
      const { oldest, newest } = commandLives[name] ?? { oldest: 0, newest: 0 }
      const kept = sent.filter((one) => one.name === name).map((one) => one.ver)
      for (let ver = oldest; ver <= newest; ver++) expect(kept, `${name} v${ver}`).toContain(ver)
      // two versions back (C-13)
      expect(oldest).toBeLessThanOrEqual(Math.max(1, newest - 2))
    }
    for (const { name, ver, args } of sent) {
      const read = upcast(name, ver, args)
      expect(read.ok, `${name} v${ver}`).toBe(true)
      if (read.ok) expect(parseCommand(name, read.args)?.args, `${name} v${ver}`).toBeDefined()
    }
  })

  it('of the newest version are read as they are, to the last field', () => {
    for (const { name, ver, args } of sent)
      if (ver === versionOf(name)) expect(upcast(name, ver, args)).toEqual({ ok: true, args })
  })

  it('go through every step in between; of no such name, too new or too old they are not guessed at', () => {
    const lives: CommandLives = {
      Move: {
        oldest: 2,
        newest: 4,
        steps: { 2: (args) => ({ ...(args as object), three: true }), 3: (args) => ({ ...(args as object), four: true }) },
      },
      Torn: { oldest: 1, newest: 3, steps: { 2: (args) => args } },
    }
    expect(upcast('Move', 2, { a: 1 }, lives)).toEqual({ ok: true, args: { a: 1, three: true, four: true } })
    expect(upcast('Move', 3, { a: 1 }, lives)).toEqual({ ok: true, args: { a: 1, four: true } })
    expect(upcast('Move', 4, { a: 1 }, lives)).toEqual({ ok: true, args: { a: 1 } })
    expect(upcast('Move', 1, {}, lives)).toEqual({ ok: false, why: 'tooOld' })
    expect(upcast('Torn', 1, {}, lives)).toEqual({ ok: false, why: 'tooOld' })
    expect(upcast('Move', 5, {}, lives)).toEqual({ ok: false, why: 'tooNew' })
    expect(upcast('Move', 2.5, {}, lives)).toEqual({ ok: false, why: 'tooNew' })
    for (const name of ['Fly', 'constructor', '__proto__', 'toString'])
      expect(upcast(name, 1, {}, lives)).toEqual({ ok: false, why: 'unknown' })
    expect(readableVersions(lives)).toEqual({ Move: [2, 4], Torn: [1, 3] })
  })
})
