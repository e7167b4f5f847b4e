import fs from 'node:fs'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '../..')

/** The fixtures shared beside the project; undefined where there are none: tests then take what the project ships. */
export const fixtures: string | undefined = [process.env['LIUHEN_SHARED'], path.join(root, '../shared'), '/work/shared']
  .flatMap((shared) => (shared === undefined ? [] : [path.join(shared, 'fixtures')]))
  .find((folder) => fs.existsSync(folder))

/** A real text; `name` as its file's. */
export type RealText = { name: string; title: string; number: string; text: string }

/** The 50 State Council texts, or the 31 the project ships. */
export function councilFiles(): RealText[] {
  const folder = fixtures && path.join(fixtures, 'gongwen/state-council')
  if (!folder) {
    const shipped = path.join(root, 'src-server/sample/texts.json')
    const all = JSON.parse(fs.readFileSync(shipped, 'utf8')) as { no: string; title: string; number: string; text: string }[]
    return all.map(({ no, title, number, text }) => ({ name: `${no}.txt`, title, number, text }))
  }
  type Entry = { file: string; title: string; number: string }
  const index = JSON.parse(fs.readFileSync(path.join(folder, 'index.json'), 'utf8')) as Entry[]
  return index.map(({ file, title, number }) => ({
    name: file,
    title,
    number,
    text: fs.readFileSync(path.join(folder, file), 'utf8'),
  }))
}

/** Long reports of provincial governments, or all shipped texts as one. */
export function reportFiles(): RealText[] {
  const folder = fixtures && path.join(fixtures, 'gongwen/provincial-reports')
  if (!folder) {
    const text = councilFiles().map((one) => one.text)
    return [{ name: 'all.txt', title: '', number: '', text: text.join('\n') }]
  }
  const names = fs.readdirSync(folder).filter((name) => name.endsWith('.txt'))
  return names.toSorted().map((name) => ({ name, title: '', number: '', text: fs.readFileSync(path.join(folder, name), 'utf8') }))
}
