import { delegationsResponse, handOverResponse, toldResponse, turnPaths as paths } from '../../src-shared/turns/messages.ts'
import type { Handlers } from '../ipc.ts'
import type { Network } from '../network.ts'
import { asked } from '../versions.ts'

type TurnHandlers = Pick<Handlers, 'turns.delegations' | 'turns.delegate' | 'turns.revoke' | 'turns.handOver' | 'turns.told'>

/** 委托, 交接 and late turns on the desk: the server decides and is asked each time. */
export const turnCalls = (network: Network): TurnHandlers => ({
  'turns.delegations': () => asked(() => network.request('GET', paths.delegations, undefined, delegationsResponse)),
  'turns.delegate': (input) => asked(() => network.request('POST', paths.delegations, input, delegationsResponse)),
  'turns.revoke': (input) => asked(() => network.request('POST', paths.revoke, input, delegationsResponse)),
  'turns.handOver': (input) =>
    asked(() => network.request('GET', `${paths.handOver}?${new URLSearchParams(input)}`, undefined, handOverResponse)),
  'turns.told': () => asked(() => network.request('GET', paths.told, undefined, toldResponse)),
})
