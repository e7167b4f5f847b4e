import { bookQuery, bookResponse, giveUpRequest, reserveRequest } from '../numbers/messages.ts'

/** 发文号簿, asked of the county server. Errors beside those named: NET-OFFLINE, NET-BUSY, SE-NO-SESSION, NB-NOT-YOURS. */
export const numberCalls = {
  'numbers.book': { input: bookQuery, output: bookResponse },
  /** 预留 the next number */
  'numbers.reserve': { input: reserveRequest, output: bookResponse },
  /** errors: NOT-RESERVED */
  'numbers.giveUp': { input: giveUpRequest, output: bookResponse },
} as const
