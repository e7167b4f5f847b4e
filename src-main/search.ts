import type { z } from 'zod'
import { searchPath, searchResponse, type searchRequest, type SearchResponse } from '../src-shared/search/query.ts'
import type { Network } from './network.ts'
import { asked } from './versions.ts'

/** Asks the county server for documents; rejects with a code the page has words for. */
export const askSearch = (network: Network, input: z.output<typeof searchRequest>): Promise<SearchResponse> =>
  asked(() => network.request('POST', searchPath, input, searchResponse))
