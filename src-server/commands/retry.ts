import { codeOf } from '../errors.ts'

/** Serialisation failure, deadlock, and a key taken by a transaction that committed a moment before. */
const again = ['40001', '40P01', '23505']
const ATTEMPTS = 8

/** Runs a transaction again when the database asked for it; such an error is never a verdict on a command (SY-08). */
export async function withRetry<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (attempt >= ATTEMPTS || !again.includes(codeOf(error))) throw error
      await new Promise((done) => setTimeout(done, Math.random() * 20 * attempt))
    }
  }
}
