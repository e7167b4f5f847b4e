import { startServer, type RunningServer } from '../../src-server/server.ts'
import type { Chance } from './clock.ts'
import type { TestServer } from './server/start-test-server.ts'

/** Several nodes on one database, behind a balancer that gives every request to any of them. */
export type Nodes = {
  /** where the next request goes */
  pick: () => { url: string }
  /** Takes one of the further nodes down in the middle of whatever it does, and brings it up again elsewhere. */
  restartOne: () => Promise<void>
  close: () => Promise<void>
}

/** The nodes beside the one that runs; `count` 1: none. */
export async function furtherNodes(first: TestServer, count: number, chance: Chance): Promise<Nodes> {
  const start = (): Promise<RunningServer> =>
    startServer({
      databaseUrl: first.databaseUrl,
      dataDir: first.dataDir,
      host: '127.0.0.1',
      port: 0,
      now: first.clock.now,
      logger: { level: 'error', stream: { write: (line: string) => void first.logs.push(line) } },
    })
  const more = await Promise.all(Array.from({ length: count - 1 }, start))
  return {
    pick: () => (count === 1 ? first : [first, ...more][chance.below(count)]) ?? first,
    restartOne: async () => {
      const at = chance.below(more.length)
      await more[at]?.close()
      more[at] = await start()
    },
    close: async () => {
      for (const node of more) await node.close()
    },
  }
}
