import type { Db } from '../store/database.ts'
import { cutSeal } from '../store/seals.ts'
import { sampleSealImage, sealWidth } from './seal-image.ts'

const tenYears = 3653 * 86_400_000

/** An electronic seal for each organ of the sample county that issues under a 机关代字. */
export async function cutSampleSeals(db: Db, dataDir: string, now: number): Promise<void> {
  const image = sampleSealImage()
  const units = await db.selectFrom('unit').select(['id', 'name', 'prefixes']).orderBy('ord').execute()
  for (const { id, name, prefixes } of units) {
    if (prefixes.length === 0) continue
    const seal = { unitId: id, name: `${name}印章`, image, width: sealWidth, height: sealWidth, from: now, to: now + tenYears }
    await cutSeal(db, dataDir, seal)
  }
}
