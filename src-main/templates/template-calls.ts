import { templatePaths as paths, templatesResponse } from '../../src-shared/templates/messages.ts'
import type { Handlers } from '../ipc.ts'
import type { Network } from '../network.ts'
import { asked } from '../versions.ts'

/** 本机关范本 on the desk: asked of the server; the page keeps what came, sealed. */
export const templateCalls = (network: Network): Pick<Handlers, 'templates.list' | 'templates.keep' | 'templates.remove'> => ({
  'templates.list': ({ tag }) =>
    asked(() => network.request('GET', `${paths.list}?${new URLSearchParams({ tag })}`, undefined, templatesResponse)),
  'templates.keep': (input) => asked(() => network.request('POST', paths.keep, input, templatesResponse)),
  'templates.remove': (input) => asked(() => network.request('POST', paths.remove, input, templatesResponse)),
})
