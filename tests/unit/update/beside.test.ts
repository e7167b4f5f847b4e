import { execFile, execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { canonicalJson } from '../../../src-shared/document/canonical.ts'
import { openStarts } from '../../../src-main/update/starts.ts'
import { installation, releaseKeys, smallRelease, type Made } from '../../support/update/small-release.ts'

/* The programs of the package that put a release beside the desk and start one of them, run as they are shipped (UP-08, UP-14). */
const run = promisify(execFile)
const keys = releaseKeys()
const folders: string[] = []
const kept = (folder: string): string => {
  folders.push(folder)
  return folder
}
afterEach(() => {
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true })
})

const temporary = (): string => kept(fs.mkdtempSync(path.join(os.tmpdir(), 'liuhen-given-')))
const base = (version = '1.0.0', program?: string): string => kept(installation(version, [keys], program))

/** As the desk hands a release over. */
function given({ release, bytes }: Made, change: { statement?: string; signature?: string; bytes?: Buffer } = {}): string {
  const folder = temporary()
  fs.writeFileSync(path.join(folder, 'statement'), change.statement ?? canonicalJson(release.statement))
  fs.writeFileSync(path.join(folder, 'signature'), change.signature ?? release.signature)
  fs.writeFileSync(path.join(folder, 'package'), change.bytes ?? bytes)
  return folder
}
const install = async (at: string, folder: string, env: Record<string, string> = {}): Promise<string> =>
  run(path.join(at, 'liuhen-install'), [folder], { env: { ...process.env, ...env } }).then(
    ({ stdout }) => stdout.trim(),
    (error: { stdout: string }) => error.stdout.trim(),
  )
const versions = (at: string): string[] =>
  fs.existsSync(path.join(at, 'versions'))
    ? fs
        .readdirSync(path.join(at, 'versions'))
        .filter((name) => name !== '.lock')
        .toSorted()
    : []

describe('UP-14 a release is put beside the desk', () => {
  it('where one of the county’s keys signed it; a second time nothing happens, and three stay', async () => {
    const at = base()
    expect(await install(at, given(smallRelease('1.1.0', keys)))).toBe('done')
    expect(versions(at)).toEqual(['1.1.0'])
    expect(fs.readFileSync(path.join(at, 'versions', '1.1.0', 'program-version'), 'utf8')).toBe('1.1.0\n')
    expect(await install(at, given(smallRelease('1.1.0', keys)))).toBe('done')
    for (const version of ['1.2.0', '1.10.0', '1.9.0']) expect(await install(at, given(smallRelease(version, keys)))).toBe('done')
    expect(versions(at)).toEqual(['1.10.0', '1.2.0', '1.9.0'])
  })

  const made = smallRelease('1.1.0', keys)
  const flipped = Buffer.from(made.bytes)
  flipped[40] = (flipped[40] ?? 0) ^ 1
  const stranger = releaseKeys()
  it.each([
    ['UP-FILE', 'a byte of it is another', made, { bytes: flipped }],
    ['UP-FILE', 'it is cut', made, { bytes: made.bytes.subarray(0, 100) }],
    ['UP-FILE', 'something is put behind it', made, { bytes: Buffer.concat([made.bytes, Buffer.from('x')]) }],
    ['UP-SIGNATURE', 'a stranger signed it', smallRelease('1.1.0', stranger), {}],
    [
      'UP-SIGNATURE',
      'the statement was altered',
      made,
      { statement: canonicalJson(made.release.statement).replace('1.1.0"}', '1.3.0"}') },
    ],
    ['UP-SIGNATURE', 'the signature is none', made, { signature: 'none' }],
    ['UP-SIGNATURE', 'the signature is empty', made, { signature: '' }],
    ['UP-STATEMENT', 'the program inside is another version', smallRelease('1.1.0', keys, { inside: '1.0.9' }), {}],
    ['UP-OLDER', 'it is older', smallRelease('0.9.0', keys), {}],
    ['UP-OLDER', 'it is the same', smallRelease('1.0.0', keys), {}],
    [
      'UP-MACHINE',
      'it is for another machine',
      smallRelease('1.1.0', keys, { file: { arch: process.arch === 'arm64' ? 'x64' : 'arm64' } }),
      {},
    ],
    ['UP-MACHINE', 'it is for another system', smallRelease('1.1.0', keys, { file: { platform: 'win32', kind: 'nsis' } }), {}],
    ['UP-MACHINE', 'the program is none of this machine’s', smallRelease('1.1.0', keys, { program: '/etc/hostname' }), {}],
  ] as const)('%s where %s; nothing is left', async (code, _why, release, change) => {
    const at = base()
    expect(await install(at, given(release, change))).toBe(code)
    expect(versions(at)).toEqual([])
  })

  it('no key, no release; a folder without a release, and one that only seems to have one', async () => {
    const at = kept(installation('1.0.0', []))
    expect(await install(at, given(made))).toBe('UP-SIGNATURE')
    expect(await install(base(), temporary())).toBe('UP-NO-ROOM')
  })

  it('a pipe in the place of a file is refused at once: root does not wait for whoever made it', async () => {
    const at = base()
    const folder = given(made)
    fs.rmSync(path.join(folder, 'package'))
    execFileSync('mkfifo', [path.join(folder, 'package')])
    expect(await install(at, folder)).toBe('UP-NO-ROOM')
    expect(versions(at)).toEqual([])
  })

  it('a power cut at every step: the old version stands and starts, the next try puts it there whole', async () => {
    const at = base()
    const shims = temporary()
    const count = path.join(shims, 'count')
    const names = [
      'mkdir',
      'flock',
      'rm',
      'timeout',
      'base64',
      'csplit',
      'openssl',
      'sed',
      'sha512sum',
      'stat',
      'uname',
      'grep',
      'cat',
      'sort',
      'tar',
      'od',
      'chmod',
      'chown',
      'sync',
      'mv',
      'ls',
    ]
    for (const name of names) {
      const real = execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim()
      fs.writeFileSync(
        path.join(shims, name),
        `#!/bin/sh\nn=$(($(/bin/cat ${count}) + 1)); echo $n >${count}\n[ $n = "$CUT_AT" ] && kill -9 -"$(/usr/bin/cut -d' ' -f5 /proc/$$/stat)"\nexec ${real} "$@"\n`,
        { mode: 0o755 },
      )
    }
    const folder = given(made)
    let cuts = 0
    for (let at1 = 1; ; at1++) {
      fs.writeFileSync(count, '0')
      const said = await run('setsid', ['-w', path.join(at, 'liuhen-install'), folder], {
        env: { ...process.env, PATH: `${shims}:${process.env['PATH']}`, CUT_AT: String(at1) },
      }).then(
        ({ stdout }) => stdout.trim(),
        () => 'cut',
      )
      if (said === 'done' && Number(fs.readFileSync(count, 'utf8')) < at1) break
      cuts++
      const there = versions(at).filter((name) => /^\d/.test(name))
      if (there.length > 0) {
        expect(execFileSync('cmp', [path.join(at, 'versions/1.1.0/liuhen'), '/bin/true']).length).toBe(0)
        fs.rmSync(path.join(at, 'versions/1.1.0'), { recursive: true })
      }
      await run(path.join(at, 'liuhen-start'), [], { env: { ...process.env, LIUHEN_PROFILE: folder } })
    }
    expect(cuts).toBeGreaterThan(20)
    expect(versions(at)).toEqual(['1.1.0'])
  })
})

/** What stands in the place of the desk says its own folder. */
function programs(at: string): (version: string, script: string) => void {
  return (version, script) => {
    const folder = version === '' ? at : path.join(at, 'versions', version)
    fs.mkdirSync(folder, { recursive: true })
    fs.rmSync(path.join(folder, 'liuhen'), { force: true })
    fs.writeFileSync(path.join(folder, 'liuhen'), `#!/bin/sh\necho ${version || 'installed'} "$@"\n${script}\n`, { mode: 0o755 })
  }
}
async function start(at: string, profile: string): Promise<string[]> {
  const { stdout } = await run(path.join(at, 'liuhen-start'), ['a b'], { env: { ...process.env, LIUHEN_PROFILE: profile } })
  return stdout.trim().split('\n')
}

describe('UP-08 what is started', () => {
  it('the installed one, until this person was moved; twice fallen a version is left for the one before, and that is known', async () => {
    const at = base()
    const put = programs(at)
    const profile = temporary()
    const starts = openStarts(profile)
    put('', '')
    put('1.1.0', '')
    put('1.2.0', 'exit 3')
    expect(await start(at, profile)).toEqual(['installed a b'])
    await starts.use('1.1.0')
    expect(await start(at, profile)).toEqual(['1.1.0 a b'])
    await starts.well('1.1.0')
    await starts.use('1.2.0')
    expect(await starts.failed()).toBeNull()
    expect(await start(at, profile)).toEqual(['1.2.0 a b', '1.2.0 a b', '1.1.0 a b'])
    expect(await start(at, profile)).toEqual(['1.1.0 a b'])
    expect(await starts.failed()).toBe('1.2.0')
    put('1.3.0', '')
    await starts.use('1.3.0')
    await starts.well('1.3.0')
    expect(await start(at, profile)).toEqual(['1.3.0 a b'])
  })

  it('a machine that goes down with it counts as fallen; who closes it at once does not', async () => {
    const at = base()
    const put = programs(at)
    const profile = temporary()
    const starts = openStarts(profile)
    put('', '')
    await starts.use('1.1.0')
    put('1.1.0', 'exit 0')
    for (let i = 0; i < 3; i++) expect(await start(at, profile)).toEqual(['1.1.0 a b'])
    put('1.1.0', 'kill -9 $PPID; exit 0')
    for (let i = 0; i < 2; i++) await expect(start(at, profile)).rejects.toMatchObject({ signal: 'SIGKILL' })
    expect(await start(at, profile)).toEqual(['installed a b'])
    expect(await starts.failed()).toBe('1.1.0')
  })

  it('one that fell later, after it had come up, is not left', async () => {
    const at = base()
    const put = programs(at)
    const profile = temporary()
    await openStarts(profile).use('1.1.0')
    put('', '')
    put('1.1.0', `touch "$LIUHEN_PROFILE/starts/1.1.0.well"; exit 7`)
    await expect(start(at, profile)).rejects.toMatchObject({ code: 7, stdout: '1.1.0 a b\n' })
    await expect(start(at, profile)).rejects.toMatchObject({ code: 7, stdout: '1.1.0 a b\n' })
  })

  it.each([
    ['older than the installed one', '0.9.0'],
    ['gone', '1.7.0'],
    ['no version', '../../etc'],
    ['empty', ''],
  ])('a word of the profile that is %s starts the installed one', async (_what, word) => {
    const at = base()
    const put = programs(at)
    const profile = temporary()
    put('', '')
    put('0.9.0', '')
    fs.mkdirSync(path.join(profile, 'starts'))
    fs.writeFileSync(path.join(profile, 'starts', 'use'), `${word}\n`)
    expect(await start(at, profile)).toEqual(['installed a b'])
  })
})

it('UP-14 the drop box: what a desk put there is installed and told by its name; what is no release of anybody’s is refused', async () => {
  const at = base()
  const box = temporary()
  const put = (name: string, folder: string): void => {
    fs.cpSync(folder, path.join(box, name), { recursive: true })
    fs.writeFileSync(path.join(box, `${name}.ready`), '')
  }
  const [good, bad] = ['0a-1', '0b-2']
  put(good, given(smallRelease('1.1.0', keys)))
  put(bad, given(smallRelease('1.2.0', releaseKeys())))
  fs.symlinkSync('/etc/passwd', path.join(box, 'zz.ready'))
  await run(path.join(at, 'liuhen-take'), [], { env: { ...process.env, LIUHEN_BOX: box } })
  const told = (name: string): string => fs.readFileSync(path.join(at, 'versions', 'told', name), 'utf8').trim()
  expect([told(good), told(bad)]).toEqual(['done', 'UP-SIGNATURE'])
  expect(fs.readdirSync(box)).toEqual([])
  expect(versions(at)).toEqual(['1.1.0', 'told'])
})
