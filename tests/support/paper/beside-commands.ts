import { execFile } from 'node:child_process'
import { mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { strFromU8, unzipSync } from 'fflate'
import { fixtures } from '../fixtures.ts'

const run = promisify(execFile)
const folder = path.resolve(import.meta.dirname, '../../../artifacts/paper')

/** A paragraph of a Word template as far as it can be drawn without Word: lengths in pt, `rule` its lower border. */
export type TemplateLine = {
  text: string
  sizePt: number
  face: string
  colour: string
  align: string
  linePt: number
  before: number
  indent: number
  left: number
  right: number
  rule: { pt: number; colour: string; double: boolean } | null
}

const number = (xml: string, pattern: RegExp): number => Number(pattern.exec(xml)?.[1] ?? 0)

/** The paragraphs of a template in gongwen/templates; null where the fixtures are not at hand. */
const templateLines = async (_context: unknown, name: string): Promise<TemplateLine[] | null> => {
  if (fixtures === undefined) return null
  const bytes = await readFile(path.join(fixtures, 'gongwen/templates', name))
  const xml = strFromU8(unzipSync(bytes)['word/document.xml'] ?? new Uint8Array())
  return [...xml.matchAll(/<w:p[ >].*?<\/w:p>/gs)].map(([p]): TemplateLine => {
    const border = /<w:bottom w:val="(\w+)" w:sz="(\d+)"[^>]*w:color="(\w+)"/.exec(p)
    return {
      text: [...p.matchAll(/<w:t(?: [^>]*)?>(.*?)<\/w:t>|<w:tab\/>/g)].map(([, text]) => text ?? '\t').join(''),
      sizePt: number(p, /<w:sz w:val="(\d+)"/) / 2 || 16,
      face: /w:eastAsia="([^"]+)"/.exec(p)?.[1] ?? '',
      colour: `#${/<w:color w:val="([0-9A-F]{6})"/.exec(p)?.[1] ?? '000000'}`,
      align: /<w:jc w:val="(\w+)"/.exec(p)?.[1] ?? 'left',
      linePt: number(p, /w:line="(\d+)"/) / 20 || 29,
      before: number(p, /w:before="(\d+)"/) / 20,
      indent: number(p, /w:firstLine="(\d+)"/) / 20,
      left: number(p, /<w:ind[^>]*w:left="(\d+)"/) / 20,
      right: number(p, /<w:ind[^>]*w:right="(\d+)"/) / 20,
      rule: border ? { double: border[1] === 'double', pt: Number(border[2]) / 8, colour: `#${border[3]}` } : null,
    }
  })
}

/** A page of a printed file as artifacts/paper/beside/<as>.png, at 80 dpi. */
const keepPage = async (_context: unknown, name: string, page: number, as: string): Promise<void> => {
  await mkdir(path.join(folder, 'beside'), { recursive: true })
  const to = path.join(folder, 'beside', as)
  await run('pdftoppm', [
    '-r',
    '80',
    '-f',
    String(page),
    '-l',
    String(page),
    '-singlefile',
    '-png',
    path.join(folder, `${name}.pdf`),
    to,
  ])
}

export const besideCommands = { templateLines, keepPage }

declare module 'vitest/browser' {
  interface BrowserCommands {
    templateLines: (name: string) => Promise<TemplateLine[] | null>
    keepPage: (name: string, page: number, as: string) => Promise<void>
  }
}
