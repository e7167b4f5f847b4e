/*
 * What a person does at the desk, by mouse and keyboard, for `npm start -- --check` and the E2E tests. Each step waits for
 * what the person would wait for, never for a time.
 */
export const samplePassword = 'liuhen2026'

/** 登录; ends when the places are there. */
export async function signIn(page, login, password = samplePassword) {
  await page.getByLabel('登录名', { exact: true }).fill(login)
  await page.getByLabel('密码').fill(password)
  await page.getByRole('button', { name: '登录', exact: true }).click()
  await page.locator('nav.places').waitFor()
}

/** Goes to a place: 待办, 草稿, 在办, 已办, 待上报, 需处理. */
export async function goTo(page, place) {
  await page.locator('nav.places').getByText(place, { exact: true }).click()
}

/** Opens the document whose title holds `words` from the list of the present place. */
export async function openDocument(page, words) {
  const row = page.getByRole('option').filter({ hasText: words }).first()
  await row.click()
  await row.press('Enter')
  await page.locator('.doc-head h1', { hasText: words }).waitFor()
  await page.locator('.page-desk .ProseMirror').first().waitFor()
}

/** Ctrl+N 拟稿: chooses the 文种, fills the 要素 and types the body. */
export async function newDraft(page, { docType, title, mainTo, issuer = '', body = [] }) {
  await page.keyboard.press('Control+n')
  await page.getByRole('dialog').getByRole('button', { name: docType, exact: true }).click()
  const form = page.locator('.elements')
  await form.getByLabel('标题').fill(title)
  await form.getByLabel('主送').fill(mainTo)
  if (issuer) await form.getByLabel('署名').fill(issuer)
  if (body.length > 0) await typeBody(page, body)
}

/** Types paragraphs at the end of the body. */
export async function typeBody(page, paragraphs) {
  await page.locator('.page-desk .ProseMirror [data-block="body"] p, .page-desk .ProseMirror p').last().click()
  await page.keyboard.press('Control+End')
  for (const [i, text] of paragraphs.entries()) {
    if (i > 0) await page.keyboard.press('Enter')
    await page.keyboard.insertText(text)
  }
}

/** Ctrl+S and the status bar's word that everything is on this machine: a later word than the one it showed before. */
export async function saved(page) {
  const word = page.locator('footer.status time', { hasText: '已保存到本机' })
  const before = (await word.count()) > 0 ? await word.getAttribute('datetime') : ''
  await page.keyboard.press('Control+s')
  await page.locator(`footer.status time:not([datetime="${before}"])`, { hasText: '已保存到本机' }).waitFor()
}

/** The primary action: opens its dialog, presses its button, waits until the dialog is gone. `prepare` fills the dialog. */
export async function primary(page, name, prepare) {
  await page.locator('.doc-acts').getByRole('button', { name, exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.waitFor()
  await prepare?.(dialog)
  await dialog.getByRole('button', { name, exact: true }).click()
  await dialog.waitFor({ state: 'detached' }).catch(async (error) => {
    const said = await page.locator('.ant-message-notice, footer.status').allInnerTexts()
    throw new Error(`${name}：对话框没有关闭\n${await dialog.innerText()}\n${said.join('\n')}`, { cause: error })
  })
}

/** In the dialog of 签发: says that the open changes were read, where there are any. */
export async function readChanges(dialog) {
  const box = dialog.getByRole('checkbox')
  if ((await box.count()) > 0) await box.check()
}

/** Commands and typed text that lie in the cache and have not reached the server; asked once per painted frame. */
const unsent = (page) =>
  page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(resolve))
    const settled = (request) =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error)
      })
    let count = 0
    for (const { name } of await indexedDB.databases()) {
      // beside each cache lies the database of its search
      if (!name.startsWith('liuhen') || name.endsWith('-find')) continue
      const db = await settled(indexedDB.open(name))
      const tx = db.transaction(['outbox', 'working'])
      count += (await settled(tx.objectStore('outbox').count())) + (await settled(tx.objectStore('working').count()))
      db.close()
    }
    return count
  })

/**
 * Waits until nothing waits to be sent. The cache is asked first: a command is in it before its dialog closes, the status
 * bar follows a moment later.
 */
export async function sent(page) {
  const late = Date.now() + 30_000
  while ((await unsent(page)) > 0) if (Date.now() > late) throw new Error('still not sent after 30 s')
  await page.locator('footer.status', { hasText: '已同步' }).waitFor()
  await page.locator('footer.status', { hasText: '待上报' }).waitFor({ state: 'detached' })
}
