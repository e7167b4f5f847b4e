import { paths } from '../../src-shared/sync/protocol.ts'
import { sealsResponse, type OfferedSeal, type SealsResponse } from '../../src-shared/sync/seal-messages.ts'
import type { Pictures } from '../files/pictures.ts'
import { sm3Sum } from '../files/sm3-sum.ts'
import type { Network } from '../network.ts'

/** The pictures of seals their keeper was offered, beside those of the desk's store; they never lie on the disk by themselves. */
export type SealPictures = Pick<Pictures, 'read'> & {
  /** Asks the server for the seals of a document (SE-116); gives those that are what they are named by, and keeps their pictures. */
  offeredFor: (network: Pick<Network, 'request'>, docId: string) => Promise<SealsResponse>
}

export function openSealPictures(pictures: Pick<Pictures, 'read'>): SealPictures {
  const kept = new Map<string, Buffer>()
  const take = async (seals: readonly OfferedSeal[]): Promise<OfferedSeal[]> => {
    const whole: OfferedSeal[] = []
    for (const seal of seals) {
      const bytes = Buffer.from(seal.image, 'base64')
      const sum = await sm3Sum()
      sum.add(bytes)
      if (sum.hex() !== seal.imageSm3) continue
      kept.set(seal.imageSm3, bytes)
      whole.push(seal)
    }
    return whole
  }
  return {
    read: async (hash) => {
      const bytes = kept.get(hash)
      return bytes ? { bytes, mime: 'image/png' } : pictures.read(hash)
    },
    offeredFor: async (network, docId) => {
      const { seals, along = [] } = await network.request('GET', `${paths.seals}/${docId}`, undefined, sealsResponse)
      return { seals: await take(seals), along: await take(along) }
    },
  }
}
