import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { newProfile, openDeskApp, type DeskApp } from './desk-app.ts'

const root = path.resolve(import.meta.dirname, '../..')

/** What every script of the moved build begins with: the clock of its process goes `ahead` of the machine's. Safe to run twice. */
const moved = (ahead: number): string =>
  `if(!globalThis.liuhenAhead){globalThis.liuhenAhead=true;const R=Date,now=()=>R.now()+${ahead};` +
  'const M=new Proxy(R,{construct:(D,a,T)=>Reflect.construct(D,a.length>0?a:[now()],T),get:(D,k)=>k==="now"?now:Reflect.get(D,k)});' +
  'R.prototype.constructor=M;globalThis.Date=M}\n'

export type MovedDesk = {
  /** A desk (fresh, or that of a `profile`) whose clock, in main, page and worker, shows `at` (epoch ms) as it starts, and goes on. */
  open: (server: string, at: number, profile?: string) => Promise<DeskApp>
  remove: () => void
}

/**
 * The built desk on a machine whose clock somebody set: a copy of the build whose scripts move `Date` before anything else
 * runs. The product has no such switch.
 */
export function movedDesk(): MovedDesk {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'liuhen-moved-'))
  fs.chmodSync(folder, 0o755)
  fs.cpSync(path.join(root, 'out'), path.join(folder, 'out'), { recursive: true })
  fs.copyFileSync(path.join(root, 'package.json'), path.join(folder, 'package.json'))
  fs.symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'))
  const scripts = ['out/main', 'out/renderer/assets']
    .flatMap((place) => fs.readdirSync(path.join(root, place)).map((name) => path.join(place, name)))
    .filter((name) => name.endsWith('.js'))
  return {
    open: (server, at, profile = newProfile()) => {
      const ahead = at - Date.now()
      for (const name of scripts)
        fs.writeFileSync(path.join(folder, name), moved(ahead) + fs.readFileSync(path.join(root, name), 'utf8'))
      return openDeskApp(server, profile, folder)
    },
    remove: () => fs.rmSync(folder, { recursive: true, force: true }),
  }
}
