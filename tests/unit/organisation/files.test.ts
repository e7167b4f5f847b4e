import { strToU8, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { csvFile, readSheets, xlsxFile } from '../../../src-server/organisation/files.ts'
import { writeTables } from '../../../src-shared/organisation/write-tables.ts'
import { smallOrganisation } from '../../support/organisation/organisation.ts'

const read = (bytes: Uint8Array, name = '人员.csv') => readSheets([{ name, bytes }])
const rowsOf = async (bytes: Uint8Array) => (await read(bytes)).sheets[0]?.rows
const codeOf = async (bytes: Uint8Array) =>
  (await read(bytes)).findings.map(({ code, row }) => (row === null ? code : `${code} ${row}`))
const text = '登录名,姓名\r\nlinzhiqiu,林知秋\r\nyaoyou,姚囿䶮\r\n'
const rows = [['登录名', '姓名'], ['linzhiqiu', '林知秋'], ['yaoyou', '姚囿䶮'], ['']]
/** The text as the C library's iconv writes it: a second opinion on our reading. */
const written = {
  gb18030: 'b5c7c2bcc3fb2cd0d5c3fb0d0a6c696e7a68697169752cc1d6d6aac7ef0d0a79616f796f752cd2a6e0f3fe9f0d0a',
  gbk: 'b5c7c2bcc3fb2cd0d5c3fb0d0a6c696e7a68697169752cc1d6d6aac7ef0d0a79616f796f752cd2a6e0f3d1e00d0a', // with 燕 for the last letter, which GBK does not have
  utf16le:
    '7b76555f0d540900d3590d540d000a006c0069006e007a006800690071006900750009009767e577cb790d000a00790061006f0079006f0075000900da59ff56ae4d0d000a00', // tabs for commas
  utf16be:
    '767b5f55540d002c59d3540d000d000a006c0069006e007a00680069007100690075002c679777e579cb000d000a00790061006f0079006f0075002c59da56ff4dae000d000a',
}
const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'))
const join = (...parts: readonly (readonly number[] | Uint8Array)[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((one) => [...one]))

describe('CSV', () => {
  test.each<[string, () => Uint8Array]>([
    ['UTF-8', () => strToU8(text)],
    ['UTF-8 with a byte order mark', () => join([0xef, 0xbb, 0xbf], strToU8(text))],
    ['GB 18030', () => bytesOf(written.gb18030)],
    ['UTF-16 as Excel saves "Unicode text"', () => join([0xff, 0xfe], bytesOf(written.utf16le))],
    ['UTF-16, the other way round', () => join([0xfe, 0xff], bytesOf(written.utf16be))],
  ])('AD-10 %s is read', async (_what, bytes) => {
    expect(await rowsOf(bytes())).toEqual(rows)
  })

  test('AD-10 GBK, which a Chinese Excel writes, is read without being told', async () => {
    expect((await rowsOf(bytesOf(written.gbk)))?.[2]).toEqual(['yaoyou', '姚囿燕'])
  })

  test('AD-10 what is in no such encoding, or no text at all, is refused', async () => {
    expect(await codeOf(join(strToU8('登录名,姓名\n'), [0xff, 0xff, 0x0a]))).toEqual(['ORG-ENCODING'])
    expect(await codeOf(join([0xef, 0xbb, 0xbf], [0xff, 0x41]))).toEqual(['ORG-ENCODING'])
    expect(await codeOf(Uint8Array.from([1, 0, 2]))).toEqual(['ORG-FILE-KIND'])
    expect(await codeOf(new Uint8Array())).toEqual(['ORG-FILE-EMPTY'])
    expect(await codeOf(Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1]))).toEqual(['ORG-FILE-XLS'])
  })

  test.each([',', ';', '\t', '，', '|'])('AD-11 cells parted by %j are cells', async (mark) => {
    const bytes = strToU8(text.replaceAll(',', mark).replaceAll('\r\n', '\n'))
    expect(await rowsOf(bytes)).toEqual(rows)
  })

  test("AD-11 quotes hold marks, line ends and quotes; Excel's hint is no row; line ends may be mixed", async () => {
    const csv = 'sep=;\r\n"登录名";"姓名"\r"a;b";"他说""好"""\n"c";"两\r\n行"'
    expect(await rowsOf(strToU8(csv))).toEqual([
      ['登录名', '姓名'],
      ['a;b', '他说"好"'],
      ['c', '两\n行'],
    ])
  })

  test('AD-11 quotes that do not close, or stand in the middle, are told with their row', async () => {
    expect(await codeOf(strToU8('登录名,姓名\na,甲\nb,"乙\nc,丙\n'))).toEqual(['ORG-CSV-QUOTES 3'])
    expect(await codeOf(strToU8('登录名,姓名\n"a"x,甲\n'))).toEqual(['ORG-CSV-QUOTES 2'])
  })

  test('AD-12 a cell that a spreadsheet would take for a formula is written harmless and read as it was', async () => {
    const table = [
      {
        table: 'people' as const,
        title: '人员',
        rows: [
          ['登录名', '姓名'],
          ['a', '=1+1'],
          ['b', "'+2"],
          ['c', '@x'],
        ],
      },
    ]
    const csv = csvFile(table, 'people')
    expect(new TextDecoder().decode(csv)).not.toMatch(/[,\n][=+@]/)
    expect((await rowsOf(csv))?.slice(0, 4)).toEqual(table[0]?.rows)
  })
})

describe('XLSX', () => {
  const tables = writeTables(smallOrganisation())

  test('AD-13 a workbook we wrote has the three tables, every cell a text', async () => {
    const { sheets, findings } = await read(await xlsxFile(tables), '机构.xlsx')
    expect(findings).toEqual([])
    expect(sheets.map(({ name }) => name)).toEqual(['单位', '人员', '岗位'])
    for (const [i, { rows: written }] of tables.entries()) expect(sheets[i]?.rows).toEqual(written)
  })

  test('AD-13 ids keep their noughts and nothing becomes a formula', async () => {
    const odd = [
      {
        table: 'people' as const,
        title: '人员',
        rows: [
          ['登录名', '姓名'],
          ['007', '=HYPERLINK("x")'],
        ],
      },
    ]
    expect((await read(await xlsxFile(odd))).sheets[0]?.rows).toEqual(odd[0]?.rows)
  })

  const workbook = (sheet: string | Uint8Array): Uint8Array =>
    zipSync({
      '[Content_Types].xml': strToU8('<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'),
      'xl/workbook.xml': strToU8(
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="单位" sheetId="1" r:id="rId1"/></sheets></workbook>',
      ),
      'xl/_rels/workbook.xml.rels': strToU8(
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
      ),
      'xl/worksheets/sheet1.xml': typeof sheet === 'string' ? strToU8(sheet) : sheet,
    })
  const cells = (inside: string): string =>
    `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${inside}</sheetData></worksheet>`

  test('AD-14 rows that are empty keep their numbers', async () => {
    const sheet = cells('<row r="3"><c r="B3" t="inlineStr"><is><t>甲</t></is></c></row>')
    expect((await read(workbook(sheet))).sheets[0]?.rows).toEqual([
      ['', ''],
      ['', ''],
      ['', '甲'],
    ])
  })

  test.each<[what: string, sheet: () => string]>([
    ['a cell in the last row there is', () => cells('<row r="1048576"><c r="A1048576"><v>1</v></c></row>')],
    ['a row far out that hides its number', () => cells('<row r="&#57;99999999"><c><v>1</v></c></row>')],
    ['a cell in the last column', () => cells('<row r="1"><c r="XFD1"><v>1</v></c></row>')],
  ])('AD-14 %s is refused before room is made for it', async (_what, sheet) => {
    expect(await codeOf(workbook(sheet()))).toEqual(['ORG-XLSX-LARGE'])
  })

  test('AD-14 a zip bomb is refused by what it says it holds, and holds no more where it lies', async () => {
    const bomb = workbook(new Uint8Array(60 * 1024 * 1024).fill(0x20))
    expect(bomb.length).toBeLessThan(200_000)
    expect(await codeOf(bomb)).toEqual(['ORG-XLSX-LARGE'])
    // the same with 1 KB declared: local and central header of the sheet
    const lying = Uint8Array.from(bomb)
    const view = new DataView(lying.buffer)
    const declared = 60 * 1024 * 1024
    let found = 0
    for (let at = 0; at + 4 < lying.length; at++)
      if (view.getUint32(at, true) === declared) {
        view.setUint32(at, 1024, true)
        found++
      }
    expect(found).toBe(2)
    expect(await codeOf(lying)).toEqual(['ORG-XLSX-BAD'])
  })

  test.each<[what: string, bytes: () => Uint8Array]>([
    ['cut short', () => workbook(cells('')).slice(0, 300)],
    [
      'with entities of its own',
      () =>
        workbook(
          `<!DOCTYPE x [<!ENTITY a "aaaaaaaa">]>${cells('<row r="1"><c r="A1" t="inlineStr"><is><t>&a;</t></is></c></row>')}`,
        ),
    ],
    ['that is no XML', () => workbook('<worksheet><sheetData><row>')],
    ['that is another archive', () => zipSync({ 'word/document.xml': strToU8('<a/>') })],
  ])('AD-14 a workbook %s is refused', async (_what, bytes) => {
    expect(await codeOf(bytes())).toEqual(['ORG-XLSX-BAD'])
  })
})
