/** Runs one piece of work after another; one that fails does not stop the next. */
export function oneAtATime(): <T>(work: () => Promise<T>) => Promise<T> {
  let queue: Promise<unknown> = Promise.resolve()
  return (work) => {
    const done = queue.then(work)
    queue = done.catch(() => undefined)
    return done
  }
}
