import { sm3 as hash } from 'sm-crypto-v2'
import type { Sm3 } from '../../src-shared/document/canonical.ts'

/** SM3 (GB/T 32905) of a text in UTF-8, as 64 hex digits; the page has no SM3 of its own. */
export const sm3: Sm3 = (text) => hash(new TextEncoder().encode(text))
