import type { FastifyInstance } from 'fastify'
import {
  helloRequest,
  limits,
  MIN_PROTOCOL,
  MIN_PUSH_PROTOCOL,
  paths,
  PROTOCOL_VERSION,
  pullRequest,
  pushRequest,
  type HelloResponse,
  type PullResponse,
  type PushResponse,
} from '../../src-shared/sync/protocol.ts'
import { readableVersions } from '../../src-shared/workflow/upcast.ts'
import type { Environment } from '../commands/environment.ts'
import { isRecovering } from '../commands/recovering.ts'
import { runCommand, type Outcome } from '../commands/run-command.ts'
import { codeOf, HttpError } from '../errors.ts'
import { pull } from './pull.ts'
import { sameDevice, sessionOf } from './session.ts'

const BUSY_MS = 2_000

/** hello, push and pull: the whole of synchronisation (design: sync.md §4.4). */
export function syncRoutes(app: FastifyInstance, env: Environment): void {
  app.post(paths.hello, async (request): Promise<HelloResponse> => {
    const session = sessionOf(request)
    const { proto, device } = helloRequest.parse(request.body)
    sameDevice(session, device)
    if (proto < MIN_PUSH_PROTOCOL) throw new HttpError(426, 'SY-TOO-OLD', { message: String(MIN_PROTOCOL) })
    const county = await env.county.read(env.db)
    const row = await env.db
      .selectFrom('device')
      .select('last_seq')
      .where('id', '=', device)
      .where('user_id', '=', session.userId)
      .executeTakeFirst()
    return {
      epoch: county.epoch,
      now: env.now(),
      proto: { min: MIN_PROTOCOL, max: PROTOCOL_VERSION },
      lastSeq: row?.last_seq ?? 0,
      directoryVersion: county.directory.version,
      cmds: readableVersions(env.lives),
      recovering: isRecovering(county, env.now()),
      limits: { pushCommands: limits.pushCommands, pushBytes: limits.pushBytes, commandBytes: limits.commandBytes },
    }
  })

  app.post(paths.push, { bodyLimit: limits.pushBytes }, async (request): Promise<PushResponse> => {
    const session = sessionOf(request)
    notTooDeep(request.body)
    const { epoch, device, cmds } = pushRequest.parse(request.body)
    sameDevice(session, device)
    const results: PushResponse['results'] = []
    for (const cmd of cmds) {
      const outcome = await runCommand(env, session, epoch, cmd).catch((error: unknown): Outcome => {
        request.log.error({ err: error, code: codeOf(error), command: cmd.name }, 'command not decided')
        return { stop: { kind: 'busy', retryMs: BUSY_MS } }
      })
      if ('stop' in outcome) return { epoch: await epochNow(env, epoch), results, stop: outcome.stop }
      results.push(outcome.verdict)
      if (outcome.verdict.status === 'deferred') break
    }
    return { epoch, results }
  })

  app.post(paths.pull, async (request): Promise<PullResponse> => {
    const session = sessionOf(request)
    const input = pullRequest.parse(request.body)
    sameDevice(session, input.device)
    // it has handed in what it wrote by now; what it would read it might not understand (C-13)
    if (input.proto < MIN_PROTOCOL) throw new HttpError(426, 'SY-TOO-OLD', { message: String(MIN_PROTOCOL) })
    return pull(env, session, input)
  })
}

/** The server's epoch, or the desk's own while the database does not answer. */
const epochNow = (env: Environment, epoch: string): Promise<string> =>
  env.county.read(env.db).then(
    (county) => county.epoch,
    () => epoch,
  )

const MAX_DEPTH = 200

/** JSON nested beyond any document would overflow whoever walks it; checked without recursion. */
function notTooDeep(value: unknown): void {
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) throw new HttpError(400, 'SY-MALFORMED')
    level = level.flatMap((item) => (typeof item === 'object' && item !== null ? Object.values(item) : []))
  }
}
