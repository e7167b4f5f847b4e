import { getMeta, putMeta, type Env } from './env.ts'
import { readAnew } from './diverged.ts'
import { limits, type HelloResponse } from './protocol.ts'
import { offerAgain, startEpoch } from './sending.ts'

/**
 * Takes over what the server said of itself: another epoch, or less of this one than this desk has seen, is a restored
 * server (SY-64); what was put off is offered again; and once a restored server waits no longer, everything is read again,
 * so that what came back to nobody leaves here too (SY-101). `at`: when the answer was given, by this desk's clock.
 */
export async function heed(env: Env, answer: HelloResponse, at: number): Promise<void> {
  const { epoch, lastSeq, cmds, recovering } = answer
  const before = await env.store.transact('r', ['meta'], async (tx) => ({
    epoch: await getMeta(tx, 'epoch'),
    lastSeq: (await getMeta(tx, 'lastSeq')) ?? 0,
  }))
  if (epoch !== before.epoch || lastSeq < before.lastSeq) await startEpoch(env, epoch, lastSeq)
  else await countOn(env, lastSeq)
  await env.lock(() =>
    env.store.transact('rw', ['meta', 'scopes', 'docScope'], async (tx) => {
      const waited = (await getMeta(tx, 'server'))?.recovering === true
      await putMeta(tx, 'server', { recovering, cmds, limits: answer.limits ?? limits })
      await putMeta(tx, 'clockOffset', Math.round(answer.now - at))
      if (waited && !recovering)
        await readAnew(
          tx,
          (await tx.all('scopes')).map((scope) => scope.id),
        )
    }),
  )
  await offerAgain(env, answer)
}

/** A cache that came back empty knows from its history which epoch it is in, but not the last number it gave (SY-106). */
const countOn = (env: Env, lastSeq: number): Promise<void> =>
  env.lock(() =>
    env.store.transact('rw', ['meta'], async (tx) => {
      const isFresh = ((await getMeta(tx, 'lastSeq')) ?? 0) === 0 && ((await getMeta(tx, 'nextSeq')) ?? 1) === 1
      if (!isFresh || lastSeq === 0) return
      await putMeta(tx, 'nextSeq', lastSeq + 1)
      await putMeta(tx, 'lastSeq', lastSeq)
    }),
  )
