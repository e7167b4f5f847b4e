import type { OfferedSeal } from '../../src-shared/sync/seal-messages.ts'
import type { Pictures } from '../files/pictures.ts'
import { sm3Sum } from '../files/sm3-sum.ts'

/** The pictures of seals their keeper was offered, beside those of the desk's store; they never lie on the disk by themselves. */
export type SealPictures = Pick<Pictures, 'read'> & {
  /** Takes the seals that are what they are named by; gives those. */
  take: (seals: readonly OfferedSeal[]) => Promise<OfferedSeal[]>
}

export function openSealPictures(pictures: Pick<Pictures, 'read'>): SealPictures {
  const kept = new Map<string, Buffer>()
  return {
    read: async (hash) => {
      const bytes = kept.get(hash)
      return bytes ? { bytes, mime: 'image/png' } : pictures.read(hash)
    },
    take: async (seals) => {
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
    },
  }
}
