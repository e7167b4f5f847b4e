import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { verifyBundle } from '../../../resources/verify/verify-bundle.mjs'
import { exportDocument } from '../../../src-server/admin/export-document.ts'
import { verifyDocument } from '../../../src-server/admin/verify-document.ts'
import type { TestServer } from './start-test-server.ts'

/** What is wrong with a document, by the server's own look and by the checker a third party runs on its bundle; none where all agrees. */
export async function faultsOf(
  { db, clock, dataDir }: Pick<TestServer, 'db' | 'clock' | 'dataDir'>,
  docId: string,
): Promise<string[]> {
  const here = (await verifyDocument(db, docId, clock.now(), { dataDir })).findings.map(({ code, words }) => `${code} ${words}`)
  const folder = await mkdtemp(path.join(tmpdir(), 'liuhen-faults-'))
  try {
    const file = path.join(folder, 'bundle.json')
    await exportDocument(db, docId, file, clock.now())
    const outside = verifyBundle(await readFile(file, 'utf8')).findings.map(({ code, words }) => `bundle ${code} ${words}`)
    return [...here, ...outside]
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
