import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { _electron } from 'playwright-core'
import { newDraft, primary, samplePassword, sent, signIn } from './desk-steps.mjs'
import { deskLauncher } from './launcher.mjs'
import { say, Stop } from './log.mjs'
import { root } from './run.mjs'
import { openScreen } from './screen.mjs'
import { serverView } from './server-view.mjs'

/** `npm start -- --check`: drafts and submits in the real window, then reads the document back from the server. */
export async function checkDesk({ electron, server }) {
  const screen = process.env.DISPLAY ? undefined : await openScreen()
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'liuhen-check-'))
  fs.chmodSync(home, 0o755)
  const env = { LIUHEN_SERVER: server.url, DISPLAY: screen?.display ?? process.env.DISPLAY ?? '' }
  const executablePath = await deskLauncher({ exec: electron.exec, env, profile: path.join(home, 'desk') })
  const app = await _electron.launch({ executablePath, args: [root], cwd: root, timeout: 60_000 })
  const page = await app.firstWindow()
  page.setDefaultTimeout(30_000)
  const picture = path.join(root, 'artifacts', 'check.png')
  fs.mkdirSync(path.dirname(picture), { recursive: true })
  const title = `柳河镇人民政府关于开展防汛检查的请示 ${Date.now()}`
  let doing = 'sign in'
  try {
    await signIn(page, 'wangfang')
    doing = 'draft'
    await newDraft(page, {
      docType: '请示',
      title,
      mainTo: '青禾县人民政府',
      issuer: '柳河镇人民政府',
      body: ['入汛以来，我镇降雨偏多，柳河堤防局部出现险情。', '妥否，请批示。'],
    })
    doing = 'submit'
    await primary(page, '报送')
    doing = 'send to the server'
    await sent(page)
    await page.screenshot({ path: picture })
    doing = 'read it back from the server'
    const reviewer = await serverView(server.url, 'lijianguo', samplePassword)
    const found = (await reviewer.documents()).find((doc) => doc.header.title === title)
    if (found?.state !== 'F1')
      throw new Stop('CHECK', `the server has ${found ? `the document in state ${found.state}` : 'no such document'}`)
    const body = await reviewer.body(found.id)
    if (!JSON.stringify(body?.body).includes('柳河堤防局部出现险情'))
      throw new Stop('CHECK', 'the body on the server lacks what was typed')
    say(`signed in, drafted, submitted, read back from the server; ${path.relative(process.cwd(), picture)}`)
    return 0
  } catch (error) {
    await page.screenshot({ path: picture }).catch(() => undefined)
    if (error instanceof Stop) throw error
    throw new Stop('CHECK', `could not ${doing} (see ${picture}): ${error instanceof Error ? error.message : error}`)
  } finally {
    await app.close()
    screen?.stop()
    fs.rmSync(home, { recursive: true, force: true })
  }
}
