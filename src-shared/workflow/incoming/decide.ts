import type { Deciders } from '../decider.ts'
import type { incomingArgs } from './commands.ts'
import { decideClock } from './decide-clock.ts'
import { decideEnd } from './decide-end.ts'
import { decideHandling } from './decide-handling.ts'
import { decidePropose } from './decide-propose.ts'
import { decideTakeIn, registerPaper } from './decide-take-in.ts'

export const incomingDeciders: Deciders<Exclude<keyof typeof incomingArgs, 'RegisterPaper'>> = {
  ...decideTakeIn,
  ...decidePropose,
  ...decideHandling,
  ...decideClock,
  ...decideEnd,
}

export const incomingBeginners = { RegisterPaper: registerPaper }
