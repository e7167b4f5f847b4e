import { ofdSentences } from '../../ui/text-ofd.ts'
import type { OfdCode, OfdLimits, OfdTrouble } from './ofd-document.ts'

/** Ends the reading: what is thrown inside the reader, and never leaves it. */
export class OfdEnd extends Error {
  readonly code: OfdCode
  constructor(code: OfdCode) {
    super(code)
    this.name = 'OfdEnd'
    this.code = code
  }
}

/** Notes what could not be read, each thing once and page by page; `page` from 1. */
export class Troubles {
  readonly #list: OfdTrouble[] = []
  page: number | undefined

  note(code: OfdCode, fatal = false): void {
    const same = (known: OfdTrouble): boolean => known.code === code && known.page === this.page && known.fatal === fatal
    if (this.#list.some(same)) return
    const page = this.page === undefined ? {} : { page: this.page }
    this.#list.push({ code, sentence: ofdSentences[code], fatal, ...page })
  }

  get list(): readonly OfdTrouble[] {
    return this.#list
  }
}

/** Counts what a file makes the reader do, and ends it where a limit is passed. */
export class Budget {
  readonly limits: OfdLimits
  #objects = 0
  #points = 0

  constructor(limits: OfdLimits) {
    this.limits = limits
  }

  /** One more object. errors: OfdEnd */
  object(): void {
    if (++this.#objects > this.limits.objects) throw new OfdEnd('OFD-COUNT')
    if (this.#objects % 64 === 0) this.time()
  }

  /** Characters or points of one object. errors: OfdEnd */
  points(count: number): void {
    this.#points += count
    if (this.#points > this.limits.points) throw new OfdEnd('OFD-COUNT')
  }

  /** How many more characters or points there may be. */
  get pointsLeft(): number {
    return this.limits.points - this.#points
  }

  /** errors: OfdEnd once the time is up */
  time(): void {
    if (this.limits.overdue()) throw new OfdEnd('OFD-TIME')
  }
}
