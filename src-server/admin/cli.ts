import { randomUUID } from 'node:crypto'
import { runServer, withDatabase } from '../run.ts'
import { verifyAuditChain } from '../store/audit.ts'
import { migrate } from '../store/migrate.ts'

const commands: Record<string, () => Promise<unknown>> = {
  serve: runServer,
  migrate: () => withDatabase(async (db) => ({ migrated: await migrate(db) })),
  // 审计员: is every line of the audit log there and unaltered?
  'verify-audit': () =>
    withDatabase(async (db) => {
      const check = await verifyAuditChain(db)
      if (!check.ok) process.exitCode = 2
      return check
    }),
  // after a restore from a backup: desks send again what the backup had not seen
  'new-epoch': () =>
    withDatabase(async (db) => {
      const epoch = randomUUID()
      await db.updateTable('sync_meta').set({ epoch }).execute()
      return { epoch }
    }),
}

/** The administrator's commands: `serve`, `migrate`, `verify-audit`, `new-epoch`. Answers one JSON line on standard output. */
export async function cli(argv: readonly string[]): Promise<void> {
  const command = commands[argv[0] ?? 'serve']
  if (!command) {
    process.stderr.write(`usage: ${Object.keys(commands).join(' | ')}\n`)
    process.exitCode = 64
    return
  }
  const answer = await command()
  if (answer !== undefined) process.stdout.write(`${JSON.stringify(answer)}\n`)
}
