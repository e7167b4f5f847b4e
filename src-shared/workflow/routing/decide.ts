import type { Deciders } from '../decider.ts'
import type { routingArgs } from './commands.ts'
import { addSigner, reassign, terminate, transfer } from './decide-give.ts'
import { extendTurn, resumeTurn, suspendTurn } from './decide-limit.ts'
import { circulate, noteRead, urgeTurn } from './decide-read.ts'
import { handOver } from './hand-over.ts'

export const routingDeciders: Deciders<keyof typeof routingArgs> = {
  AddSigner: addSigner,
  Transfer: transfer,
  Reassign: reassign,
  Circulate: circulate,
  NoteRead: noteRead,
  Urge: urgeTurn,
  SuspendTurn: suspendTurn,
  ResumeTurn: resumeTurn,
  ExtendTurn: extendTurn,
  Terminate: terminate,
  HandOver: handOver,
}
