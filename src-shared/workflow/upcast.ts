import { commandNames, type CommandName } from './commands.ts'

/**
 * How a command's arguments came to their present shape. `oldest` can still be read, `newest` is what desks write;
 * `steps[n]` makes arguments of version n into those of n + 1, total and pure.
 */
export type CommandLife = { oldest: number; newest: number; steps: Readonly<Record<number, (args: unknown) => unknown>> }
export type CommandLives = Readonly<Record<string, CommandLife>>

/** Every command as it was first. Who changes the arguments of one gives it a life of its own here, two versions back (C-13). */
export const commandLives: CommandLives = Object.fromEntries(
  commandNames.map((name): [CommandName, CommandLife] => [name, { oldest: 1, newest: 1, steps: {} }]),
)

export type Upcast = { ok: true; args: unknown } | { ok: false; why: 'unknown' | 'tooNew' | 'tooOld' }

/**
 * Arguments of a command of any version as those of the newest (SY-108). Hash, log and audit line are of what was sent;
 * only what reads arguments reads them through this.
 */
export function upcast(name: string, ver: number, args: unknown, lives: CommandLives = commandLives): Upcast {
  const life = Object.hasOwn(lives, name) ? lives[name] : undefined
  if (!life) return { ok: false, why: 'unknown' }
  if (ver > life.newest || !Number.isInteger(ver)) return { ok: false, why: 'tooNew' }
  if (ver < life.oldest) return { ok: false, why: 'tooOld' }
  let now = args
  for (let from = ver; from < life.newest; from++) {
    const step = life.steps[from]
    if (!step) return { ok: false, why: 'tooOld' }
    now = step(now)
  }
  return { ok: true, args: now }
}

/** The version a desk writes a command in. */
export const versionOf = (name: string, lives: CommandLives = commandLives): number =>
  Object.hasOwn(lives, name) ? (lives[name]?.newest ?? 1) : 1

/** Which versions of which commands can be read: what hello tells (SY-107). */
export const readableVersions = (lives: CommandLives = commandLives): Record<string, [oldest: number, newest: number]> =>
  Object.fromEntries(Object.entries(lives).map(([name, { oldest, newest }]) => [name, [oldest, newest]]))
