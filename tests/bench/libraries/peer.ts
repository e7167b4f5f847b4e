import type { Peer } from '../../../scripts/lib/peers.mjs'

declare module 'vitest' {
  /** What vitest.bench.config.ts hands to the measurements. */
  interface ProvidedContext {
    search: { sources: { title: string; number: string; text: string }[] }
    firstSync: {
      /** how many documents a first sync brings */
      documents: number
      /** PouchDB, where it is installed */
      peer: Peer | undefined
    }
    libraries: {
      peers: Peer[]
      /** sequences per level and library */
      sequences: number
      /** how often each side of a comparison has its turn */
      rounds: number
      /** keys of the simulated hour */
      hourOfKeys: number
    }
  }
}

/** A peer that is installed. */
export type Found = { name: string; version: string; license: string; bundle: string }

/** The installed form of a peer, or undefined where it could not be had. */
export const foundOf = ({ name, version, license = '', bundle }: Peer): Found | undefined =>
  bundle === undefined ? undefined : { name, version, license, bundle }

/** Loads a peer's bundle in the browser, from the test server; the caller names the part of it that is used. */
export async function loadPeer<T>({ bundle }: { bundle: string }): Promise<T> {
  const url = `/${bundle}`
  return (await import(/* @vite-ignore */ url)) as T
}
