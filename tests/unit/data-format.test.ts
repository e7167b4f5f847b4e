import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { readyDataFolder } from '../../scripts/lib/data-format.mjs'

it('HO-14 data of another format are set aside beside the folder, never deleted; its own are kept', () => {
  const folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'liuhen-format-')), 'data')
  expect(readyDataFolder(folder, 1)).toBeUndefined()
  fs.writeFileSync(path.join(folder, 'county'), 'mine')
  expect(readyDataFolder(folder, 2)).toBeUndefined()
  expect(fs.readFileSync(path.join(folder, 'county'), 'utf8')).toBe('mine')
  fs.writeFileSync(path.join(folder, 'format'), '1\n')
  expect(readyDataFolder(folder, 3)).toBe(`${folder}-older-3`)
  expect(fs.readFileSync(path.join(`${folder}-older-3`, 'county'), 'utf8')).toBe('mine')
  expect(fs.readdirSync(folder)).toEqual(['format'])
})
