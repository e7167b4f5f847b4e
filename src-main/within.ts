/** How long another program or the system may take where the desk can do without its answer. */
const answerMs = 2000

/** What the work answers, or undefined where it fails or takes too long. */
export async function withinLimit<T>(work: () => Promise<T>, ms = answerMs): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms)
  })
  try {
    return await Promise.race([work().catch(() => undefined), late])
  } finally {
    clearTimeout(timer)
  }
}
