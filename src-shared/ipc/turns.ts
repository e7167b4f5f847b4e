import { z } from 'zod'
import {
  delegateRequest,
  delegationsResponse,
  handOverQuery,
  handOverResponse,
  revokeRequest,
  toldResponse,
} from '../turns/messages.ts'

const call = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({ input, output })

/** 委托, 交接 and late turns one was told of: asked of the county server, kept nowhere. Errors beside those named: NET-OFFLINE, NET-BUSY, SE-NO-SESSION, TN-NOT-YOURS. */
export const turnCalls = {
  /** What one gave others and was given. */
  'turns.delegations': call(z.void(), delegationsResponse),
  /** errors: TN-PERIOD, TN-DELEGATE */
  'turns.delegate': call(delegateRequest, delegationsResponse),
  'turns.revoke': call(revokeRequest, delegationsResponse),
  /** The open turns of somebody who leaves, as the office hands them over. */
  'turns.handOver': call(handOverQuery, handOverResponse),
  /** The late turns of others the clock told one of. */
  'turns.told': call(z.void(), toldResponse),
} as const
