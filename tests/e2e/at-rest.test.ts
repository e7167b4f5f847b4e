import fs from 'node:fs'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { expect, it, onTestFailed } from 'vitest'
import { goTo, newDraft, openDocument, samplePassword, saved, sent, signIn, typeBody } from '../../scripts/lib/desk-steps.mjs'
import { openDeskApp, type DeskApp } from '../support/desk-app.ts'
import { ownCounty } from '../support/own-county.ts'
import { pageText } from '../support/page-text.ts'
import { wordsAtRest } from '../support/words-at-rest.ts'

/* What lies on the disk after a person has worked, was cut off, and has locked the desk: nothing anybody could read. */
const county = ownCounty('at-rest', () => [desk])
let desk: DeskApp | undefined

const title = '柳河镇人民政府关于抢修跃进闸启闭机的通知'
const sentText = '跃进闸启闭机锈蚀卡阻须立即抢修。'
const unsentText = '备用发电机组由镇水利站保管调配。'
/** 标题, 正文, 人名, 单位, 密码 */
const words = ['跃进闸', '锈蚀卡阻', '发电机组', '王芳', '李建国', '柳河镇', '青禾县', samplePassword]

/** Every value of every database of the page, as it is stored: LevelDB may compress its files. */
const storedValues = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const settled = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error ?? new Error('IndexedDB'))
      })
    const readable = (_key: string, value: unknown): unknown =>
      value instanceof Uint8Array || value instanceof ArrayBuffer
        ? new TextDecoder().decode(value) + new TextDecoder('utf-16le').decode(value)
        : value
    let all = ''
    for (const { name } of await indexedDB.databases()) {
      const db = await settled(indexedDB.open(name ?? ''))
      for (const store of db.objectStoreNames) {
        const tx = db.transaction([store])
        all += JSON.stringify(
          [await settled(tx.objectStore(store).getAllKeys()), await settled(tx.objectStore(store).getAll())],
          readable,
        )
      }
      db.close()
    }
    return all
  })

it('SE-50 SE-52 after a session, a kill and a lock no file of the profile holds a title, a text, a name or the password', async () => {
  onTestFailed(async () => {
    await desk?.shot('at-rest-failed').catch(() => undefined)
  })
  desk = await openDeskApp(county.line.url)
  const profile = desk.profile
  await signIn(desk.page, 'wangfang')
  await sent(desk.page)
  await newDraft(desk.page, { docType: '通知', title, mainTo: '各村民委员会', body: [sentText] })
  await saved(desk.page)
  await sent(desk.page)
  county.line.cut()
  await typeBody(desk.page, [unsentText])
  await saved(desk.page)
  // the cache is full of rows, and none of them can be read
  const values = await storedValues(desk.page)
  expect(values.length).toBeGreaterThan(10_000)
  expect(words.filter((word) => values.includes(word))).toEqual([])
  await desk.kill()
  expect(wordsAtRest(profile, words)).toEqual([])

  // the same desk without a line: the password opens it, and everything is there
  desk = await openDeskApp(county.line.url, profile)
  const { page, shot } = desk
  await signIn(page, 'wangfang')
  await goTo(page, '草稿')
  await openDocument(page, '抢修跃进闸')
  expect(await pageText(page)).toContain(unsentText)
  // locked: nothing of it is in the page either, nor on the disk
  await typeBody(page, ['锁定前最后写下的一句。'])
  await page.keyboard.press('Control+l')
  await page.getByRole('button', { name: '解锁', exact: true }).waitFor()
  await shot('at-rest-01-locked')
  const shown = await page.content()
  expect(words.filter((word) => word !== '王芳' && word !== '青禾县' && shown.includes(word))).toEqual([])
  expect(wordsAtRest(profile, words)).toEqual([])
  await page.getByLabel('密码').fill('wrong')
  await page.getByRole('button', { name: '解锁', exact: true }).click()
  await page.getByRole('alert').waitFor()
  await shot('at-rest-02-wrong-password')
  await page.getByLabel('密码').fill(samplePassword)
  await page.getByRole('button', { name: '解锁', exact: true }).click()
  await page.locator('nav.places').waitFor()
  await goTo(page, '草稿')
  await openDocument(page, '抢修跃进闸')
  const after = await pageText(page)
  expect(after).toContain(unsentText)
  expect(after).toContain('锁定前最后写下的一句。')
  // the system's own lock locks it too, and a page loaded anew is no way around it
  await desk.app.evaluate(({ powerMonitor }) => void powerMonitor.emit('lock-screen'))
  await page.getByRole('button', { name: '解锁', exact: true }).waitFor()
  await page.reload()
  await page.getByRole('button', { name: '解锁', exact: true }).waitFor()
  expect(
    await page.evaluate(async () =>
      Promise.all(
        (['session.keys', 'journal.read', 'directory.kept', 'canary.read'] as const).map(async (name) => {
          const answer = await window.desk?.invoke(name, undefined)
          return answer?.ok ? name : answer?.code
        }),
      ),
    ),
  ).toEqual(['SE-DESK-LOCKED', 'SE-DESK-LOCKED', 'SE-DESK-LOCKED', 'SE-DESK-LOCKED'])
  await page.getByLabel('密码').fill(samplePassword)
  await page.getByRole('button', { name: '解锁', exact: true }).click()
  await page.locator('nav.places').waitFor()
  await county.line.mend()
  await page.keyboard.press('F9')
  await sent(page)
  await desk.close()
  desk = undefined
  expect(wordsAtRest(profile, words)).toEqual([])
  // the search itself finds what is there
  fs.writeFileSync(path.join(profile, 'plain'), Buffer.from(`……${title}`, 'utf16le'))
  expect(wordsAtRest(profile, ['跃进闸'])).toEqual(['plain: 跃进闸'])
})
