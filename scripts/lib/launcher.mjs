import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { asOrdinaryUser } from './system.mjs'

/**
 * A program that starts the built desk as an ordinary user, sandbox on, for whoever drives it (Playwright adds
 * --no-sandbox on Linux; it is dropped here). `env` reaches the desk; `profile` is handed to its user, or else `home`, the
 * user's home for an installed desk that finds its own folder there.
 * Answers the program's path.
 */
export async function deskLauncher({ exec, env, profile, home: userHome }) {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'liuhen-launch-'))
  fs.chmodSync(home, 0o755)
  const place = userHome ? { HOME: userHome } : { LIUHEN_PROFILE: profile }
  const start = await asOrdinaryUser(exec, [], { ...env, ...place, NODE_ENV: 'production' })
  await start.own(userHome ?? profile)
  const quote = (word) => `'${word.replaceAll("'", `'\\''`)}'`
  const file = path.join(home, 'desk.sh')
  const script = `#!/bin/sh
cd /
for word do
  shift
  case "$word" in --no-sandbox) ;; *) set -- "$@" "$word" ;; esac
done
exec ${[start.command, ...start.args].map(quote).join(' ')} "$@" --password-store=basic
`
  fs.writeFileSync(file, script, { mode: 0o755 })
  return file
}
