import { fleetCsv, fleetOf, fleetPage } from '../releases/fleet.ts'
import { addRelease, letOut, listReleases, mark, setMinimum, setRing } from '../releases/releases.ts'
import { newReleaseKey } from '../releases/sign.ts'
import { signFolder } from '../releases/sign-folder.ts'
import { runServer, withDatabase } from '../run.ts'
import { readSettings, shownSettings } from '../settings/read-settings.ts'
import { putAnchorsAside, verifyAnchors } from '../store/anchors.ts'
import { verifyAuditChain } from '../store/audit.ts'
import { endRecovery, startEpoch } from '../store/epoch.ts'
import { migrate } from '../store/migrate.ts'
import { makeBackup } from './backup/make-backup.ts'
import { newBackupKey } from './backup/lock.ts'
import { restoreDrill } from './backup/restore-drill.ts'
import { restoreBackup } from './backup/restore-backup.ts'
import { createAdmin } from './create-admin.ts'
import { exportArchive } from './export-archive.ts'
import { exportDocument } from './export-document.ts'
import { grantRole } from './grant-role.ts'
import { importOrganisation } from './import-organisation.ts'
import { devicesOf, markDevice } from './lost-device.ts'
import { paperWatermark } from './paper-policy.ts'
import { bookPage, reserveNumber, startBook, voidReserved } from './number-book.ts'
import { onStderr } from './progress.ts'
import { dropQuarantine, listQuarantine, openQuarantine } from './quarantine.ts'
import { RECOVERY_MS } from './recovery.ts'
import { pageOf } from './report.ts'
import { listSeals, newSeal, withdrawSeal } from './unit-seal.ts'
import { countyPage, verifyCounty } from './verify-all.ts'
import { verifyDocument } from './verify-document.ts'

/** A command: the names of its arguments, those in brackets may be left out, and what it does. A text is printed as it is, anything else as one JSON line. */
type AdminCommand = { args: readonly string[]; run: (...args: string[]) => Promise<unknown> }

const commands: Record<string, AdminCommand> = {
  serve: { args: [], run: runServer },
  // what is in force, and where each value came from
  settings: { args: [], run: async () => shownSettings(readSettings().sources) },
  migrate: { args: [], run: () => withDatabase(async (db) => ({ migrated: await migrate(db) })) },
  // a role of PostgreSQL under which a server runs that must not change tables; again after each migrate
  'grant-role': { args: ['ROLE'], run: (role = '') => withDatabase((db) => grantRole(db, role)) },
  // 审计员: is every line of the audit log there and unaltered, and does it agree with what was signed day by day?
  'verify-audit': {
    args: [],
    run: () =>
      withDatabase(async (db, { dataDir }) => {
        const check = await verifyAuditChain(db)
        const anchors = await verifyAnchors(db, dataDir)
        if (!check.ok || !anchors.ok) process.exitCode = 2
        return { ...check, anchors }
      }),
  },
  // after a restore from a backup: desks send again what the backup had not seen
  'new-epoch': {
    args: [],
    run: () =>
      withDatabase(async (db, { dataDir }) => {
        const epoch = await db.transaction().execute((tx) => startEpoch(tx, RECOVERY_MS, Date.now()))
        return { epoch, anchorsAside: await putAnchorsAside(dataDir, epoch) }
      }),
  },
  // all desks are back: what rests on work that has not come is refused again instead of put off
  'end-recovery': {
    args: [],
    run: () =>
      withDatabase(async (db) => {
        await endRecovery(db)
        return { recovering: false }
      }),
  },
  // everything the county has, into a folder, while the server works on
  backup: {
    args: ['DIR'],
    run: (dir = '') =>
      withDatabase(async (_db, { databaseUrl, dataDir, backupRecipient: recipient }) => {
        const report = await makeBackup({ databaseUrl, dataDir, dir, recipient, now: Date.now(), progress: onStderr })
        if (report.missing > 0) process.exitCode = 2
        return report
      }),
  },
  // the other way, into an empty database; desks then send again what the backup had not seen
  restore: {
    args: ['DIR'],
    run: (dir = '') =>
      withDatabase((_db, { databaseUrl, dataDir, backupIdentity: identity }) =>
        restoreBackup({ databaseUrl, dataDir, dir, identity, now: Date.now(), progress: onStderr }),
      ),
  },
  // can it be restored? into a database of its own that is thrown away afterwards, and proved there
  'restore-drill': {
    args: ['DIR'],
    run: async (dir = '') => {
      const { backupIdentity: identity } = readSettings().settings
      const report = await restoreDrill({ dir, identity, now: Date.now(), progress: onStderr })
      if (!report.ok) process.exitCode = 2
      return report
    },
  },
  // the key of locked backups: the identity into a new file for the safe, the recipient for the settings
  'backup-key': { args: ['FILE'], run: (file = '') => newBackupKey(file) },
  // is everything there and as it was written?
  verify: {
    args: [],
    run: () =>
      withDatabase(async (db, { dataDir }) => {
        const report = await verifyCounty(db, dataDir, Date.now(), onStderr)
        if (!report.ok) process.exitCode = 2
        return countyPage(report)
      }),
  },
  // on which desks somebody has signed in: where the id of a lost one is found
  devices: { args: ['LOGIN'], run: (login = '') => withDatabase((db) => devicesOf(db, login)) },
  // a machine is gone: nobody works on it any more, and at its next contact it hands in what was not sent and is wiped
  'lost-device': {
    args: ['ID', '[--found|--forget]'],
    run: (id = '', mark = '') => {
      const what = { '': 'lost', '--found': 'found', '--forget': 'forget' }[mark] as 'lost' | 'found' | 'forget' | undefined
      return what === undefined ? wrongArguments() : withDatabase((db) => markDevice(db, id, what, Date.now()))
    },
  },
  // what lost desks have handed in; `open` writes it as plain files, `drop` deletes what was opened
  quarantine: {
    args: ['list|open|drop', '[ID]', '[DIR]'],
    run: (what = '', id = '', dir = '') => {
      if (what === 'list' && id === '') return withDatabase(listQuarantine)
      if (what === 'open' && dir !== '') return withDatabase((db) => openQuarantine(db, id, dir, Date.now()))
      if (what === 'drop' && id !== '' && dir === '') return withDatabase((db) => dropQuarantine(db, id, Date.now()))
      return wrongArguments()
    },
  },
  // units, people and posts of a workbook or CSV file; the first three administrators of a new county get their passwords here
  'import-org': {
    args: ['FILE', '[--check]'],
    run: (file = '', mark = '') =>
      mark === '' || mark === '--check'
        ? withDatabase(async (db) => {
            await migrate(db)
            const report = await importOrganisation(db, file, mark === '--check', Date.now())
            if (report.errors.length > 0) process.exitCode = 2
            return report
          })
        : wrongArguments(),
  },
  // the way back in: one of the 三员 where nobody holds that role, or a new first password for one who does
  'create-admin': {
    args: ['sysadmin|secadmin|auditor', 'LOGIN', '[NAME]', '[UNIT]'],
    run: (role = '', login = '', name = '', unitId = '') =>
      name !== '' && unitId === ''
        ? wrongArguments()
        : withDatabase((db) => createAdmin(db, { role, login, name, unitId }, Date.now())),
  },
  // 安全保密员: must what leaves a desk on paper name who printed it and when?
  'paper-watermark': {
    args: ['[off|drafts|always]'],
    run: (rule = '') => withDatabase((db) => paperWatermark(db, rule, Date.now())),
  },
  // the book of a 机关代字: what stands in it, where it goes on, numbers kept free and given up
  'number-book': {
    args: ['list|start|reserve|void', 'PREFIX', '[YEAR|REASON]', '[N]', '[REASON]'],
    run: (what = '', prefix = '', second = '', n = '', reason = '') => {
      const [year, seq] = [Number(second), Number(n)]
      if (what === 'list' && year > 0) return withDatabase((db) => bookPage(db, prefix, year))
      if (what === 'start' && year > 0 && seq > 0) return withDatabase((db) => startBook(db, prefix, year, seq, Date.now()))
      if (what === 'reserve' && second !== '') return withDatabase((db) => reserveNumber(db, prefix, second, Date.now()))
      if (what === 'void' && year > 0 && seq > 0 && reason !== '')
        return withDatabase((db) => voidReserved(db, { prefix, year, seq }, reason, Date.now()))
      return wrongArguments()
    },
  },
  // 电子印章 of a unit: `new` from a PNG, so many mm wide; `withdraw` one by its id
  'unit-seal': {
    args: ['list|new|withdraw', 'UNIT|ID', '[PNG]', '[MM]'],
    run: (what = '', id = '', file = '', mm = '') => {
      if (what === 'list' && file === '') return withDatabase((db) => listSeals(db, id))
      if (what === 'new' && mm !== '')
        return withDatabase((db, { dataDir }) => newSeal(db, dataDir, { unitId: id, file, width: Number(mm), now: Date.now() }))
      if (what === 'withdraw' && file === '') return withDatabase((db) => withdrawSeal(db, id, Date.now()))
      return wrongArguments()
    },
  },
  // for a lawyer: the whole life of one document, proved again, on one page
  'verify-document': {
    args: ['ID'],
    run: (id = '') =>
      withDatabase(async (db, { dataDir }) => {
        const report = await verifyDocument(db, id, Date.now(), { dataDir })
        if (!report.ok) process.exitCode = 1
        return pageOf(report)
      }),
  },
  // a copy of it that a third party checks with resources/verify/verify-bundle.mjs and without this server
  'export-document': {
    args: ['ID', 'FILE'],
    run: (id = '', file = '') => withDatabase((db) => exportDocument(db, id, file, Date.now())),
  },
  // one 件 as another system of archives takes it over
  'export-archive': {
    args: ['ID', 'FILE'],
    run: (id = '', file = '') => withDatabase((db, { dataDir }) => exportArchive(db, dataDir, { id, file, now: Date.now() })),
  },
  // releases of the desk: signed where they are built, taken in here, let out ring by ring
  'release-key': { args: ['FILE'], run: (file = '') => newReleaseKey(file) },
  'release-sign': {
    args: ['KEYFILE', 'DIR', 'VERSION', 'NOTES'],
    run: (key = '', dir = '', version = '', notes = '') => signFolder({ key, dir, version, notes, now: Date.now() }),
  },
  release: {
    args: ['list|add|let-out|hold|resume|withdraw|minimum', '[DIR|VERSION]', '[RING|DATE]', '[PERCENT]', '[HOURS]'],
    run: (what = '', given = '', second = '', percent = '100', hours = '4') =>
      withDatabase<unknown>(async (db, { dataDir, releaseKeys: keys }) => {
        const now = Date.now()
        if (what === 'list') return listReleases(db)
        if (given === '') return wrongArguments()
        if (what === 'add') return addRelease(db, { dir: given, dataDir, keys, now })
        if (what === 'let-out')
          return letOut(db, { version: given, ring: second, percent: Number(percent), hours: Number(hours), now })
        if (what === 'hold') return mark(db, given, 'held', now)
        if (what === 'resume') return mark(db, given, 'open', now)
        if (what === 'withdraw') return mark(db, given, 'withdrawn', now)
        if (what === 'minimum') return setMinimum(db, given, Date.parse(`${second}T08:00:00+08:00`), now)
        return wrongArguments()
      }),
  },
  // every desk that asks for updates: versions, silence, what failed; `--csv`: the list
  fleet: {
    args: ['[--csv]'],
    run: (how = '') =>
      how !== '' && how !== '--csv'
        ? wrongArguments()
        : withDatabase(async (db) => {
            const desks = await fleetOf(db)
            return how === '--csv' ? fleetCsv(desks) : fleetPage(desks, Date.now())
          }),
  },
  ring: {
    args: ['unit|device', 'ID', 'it|pilot|broad'],
    run: (kind = '', id = '', name = '') => withDatabase((db) => setRing(db, kind, id, name, Date.now())),
  },
}

const usage = Object.entries(commands).map(([name, { args }]) => [name, ...args].join(' '))

async function wrongArguments(): Promise<undefined> {
  process.stderr.write(`usage: ${usage.join(' | ')}\n`)
  process.exitCode = 64
}

/** The administrator's commands. Answers on standard output: one JSON line, or the page of `verify-document`. */
export async function cli(argv: readonly string[]): Promise<void> {
  const [name = 'serve', ...args] = argv
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  const needed = command?.args.filter((arg) => !arg.startsWith('[')).length ?? 0
  if (!command || args.length < needed || args.length > command.args.length) return wrongArguments()
  const answer = await command.run(...args)
  if (answer !== undefined) process.stdout.write(`${typeof answer === 'string' ? answer : JSON.stringify(answer)}\n`)
}
