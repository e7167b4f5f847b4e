import { bookResponse, numberPaths as paths } from '../../src-shared/numbers/messages.ts'
import type { Handlers } from '../ipc.ts'
import type { Network } from '../network.ts'
import { asked } from '../versions.ts'

/** 发文号簿 on the desk: the server is asked each time, nothing of it is kept. */
export const numberCalls = (network: Network): Pick<Handlers, 'numbers.book' | 'numbers.reserve' | 'numbers.giveUp'> => ({
  'numbers.book': ({ prefix, year }) =>
    asked(() =>
      network.request('GET', `${paths.book}?${new URLSearchParams({ prefix, year: String(year) })}`, undefined, bookResponse),
    ),
  'numbers.reserve': (input) => asked(() => network.request('POST', paths.reserve, input, bookResponse)),
  'numbers.giveUp': (input) => asked(() => network.request('POST', paths.giveUp, input, bookResponse)),
})
