/** Lets `count` tasks run at once; the others wait in order, until their `signal` says that nobody waits for them any more. */
export function turns(count: number): <T>(signal: AbortSignal, task: () => Promise<T>) => Promise<T> {
  let free = count
  const waiting: (() => void)[] = []
  const turn = (signal: AbortSignal): Promise<void> =>
    new Promise((go, stop) => {
      const give = (): void => {
        signal.removeEventListener('abort', leave)
        go()
      }
      const leave = (): void => {
        waiting.splice(waiting.indexOf(give), 1)
        stop(signal.reason as Error)
      }
      waiting.push(give)
      signal.addEventListener('abort', leave, { once: true })
    })
  return async (signal, task) => {
    signal.throwIfAborted()
    if (free > 0) free -= 1
    else await turn(signal)
    try {
      return await task()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free += 1
    }
  }
}
