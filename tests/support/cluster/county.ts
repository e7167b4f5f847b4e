import { hashSync } from '@node-rs/argon2'
import { openDatabase } from '../../../src-server/store/database.ts'
import { loadCounty } from '../../../src-server/store/load-county.ts'
import { migrate } from '../../../src-server/store/migrate.ts'
import { PASSWORD, smallCounty } from '../server/county.ts'
import { county, people } from '../world-people.ts'

const passwordHash = hashSync(PASSWORD, { memoryCost: 64, timeCost: 1 })

/** Brings the world's county into an empty database. */
export async function loadWorldCounty(databaseUrl: string): Promise<void> {
  const users = [...new Map(people.map((one) => [one.userId, one])).values()]
  const seed = smallCounty({
    county: county.county,
    units: [...county.units],
    users: users.map(({ userId, name }) => ({ id: userId, login: userId, name, passwordHash })),
    posts: [...county.posts],
    routes: [...county.routes],
    signIns: [],
  })
  const db = openDatabase(databaseUrl, 1)
  try {
    await migrate(db)
    await loadCounty(db, seed, Date.now())
  } finally {
    await db.destroy()
  }
}
