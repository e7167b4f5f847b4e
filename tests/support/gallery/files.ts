import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { samplePassword } from '../../../scripts/lib/desk-steps.mjs'
import { notice2027 } from '../organisation/holidays.ts'
import { openOffice, tableOf } from '../organisation/office.ts'
import { must } from '../server/must.ts'

/** The folder of the files that are chosen at the desk; the desk's user writes in it, too. */
export const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'liuhen-gallery-files-'))
const at = (name: string): string => path.join(folder, name)
export const files = {
  people: at('人员.csv'),
  posts: at('岗位.csv'),
  wrong: at('岗位（有误）.csv'),
  holidays: at('2027.json'),
  copy: at('王芳.lhcopy'),
}

/** Writes them: two new people with their posts, posts with what must be put right, and a year of holidays. */
export async function writeFiles(url: string): Promise<void> {
  fs.chmodSync(folder, 0o777)
  const office = await openOffice({ url }, 'sysadmin01', samplePassword)
  const [people, posts] = [await tableOf(office, 'people'), await tableOf(office, 'posts')]
  const write = (file: string, lines: readonly string[]): void => {
    fs.writeFileSync(file, lines.join('\r\n'))
    fs.chmodSync(file, 0o644)
  }
  /** a row under the table's own columns */
  const row = (table: readonly string[], cells: Record<string, string>): string =>
    must(table[0])
      .split(',')
      .map((title) => cells[title] ?? '')
      .join(',')
  const post = (登录名: string, 单位编号: string, 角色: string, 职务: string) => row(posts, { 登录名, 单位编号, 角色, 职务 })
  write(files.people, [
    ...people,
    row(people, { 登录名: 'hemiao', 姓名: '何苗' }),
    row(people, { 登录名: 'luyuan', 姓名: '陆远' }),
  ])
  write(files.posts, [...posts, post('hemiao', 'slj', '拟稿人', '防汛科科员'), post('luyuan', 'czj', '分管领导', '副局长')])
  const [, ...some] = posts
  write(files.wrong, [
    must(posts[0]),
    ...some.slice(0, 40),
    post('nobody', 'slj', '科员', ''),
    post('wangfang', '水利局', '拟稿人', ''),
  ])
  write(files.holidays, [JSON.stringify(notice2027())])
}
