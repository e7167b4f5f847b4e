import fs from 'node:fs'
import path from 'node:path'

/** Counts up when what lies in the data folder can no longer be read; until the first release nothing is converted. */
export const dataFormat = '3'

/**
 * Makes the folder ready for this version. What another format left there is set aside beside it, never deleted (HO-14).
 * Answers where it went, or undefined where nothing had to go.
 */
export function readyDataFolder(place, now = Date.now()) {
  // behind a link it is the folder that is set aside, not the link
  const folder = fs.existsSync(place) ? fs.realpathSync(place) : place
  const mark = path.join(folder, 'format')
  const entries = fs.existsSync(folder) ? fs.readdirSync(folder) : []
  const known = entries.includes('format') ? fs.readFileSync(mark, 'utf8').trim() : undefined
  const older = entries.length > 0 && known !== dataFormat ? `${folder}-older-${now}` : undefined
  if (older) fs.renameSync(folder, older)
  fs.mkdirSync(folder, { recursive: true })
  fs.writeFileSync(mark, `${dataFormat}\n`)
  return older
}
