import { redo, undo } from '../../../src-renderer/document/editor/history.ts'
import { afterEach, describe, expect, test } from 'vitest'
import { v7 } from 'uuid'
import { makeDocument } from '../../../src-shared/document/make.ts'
import { schema } from '../../../src-shared/document/schema.ts'
import { acceptAll } from '../../../src-shared/revision/resolve.ts'
import { originalOf } from '../../../src-shared/revision/views.ts'
import { openTestPage, type TestPage } from '../../support/ui/open-page.ts'
import { openPeople, type People } from '../../support/ui/people.ts'
import { actAtRandom, makeRandom } from '../../support/ui/random-acts.ts'
import { trackedEdit } from '../../support/ui/scenes.ts'

/*
 * Anything a person may do, in any order, with real keys and a real input method. The original stays, nothing escapes, what
 * is to be saved replays, undo leads back to the start; with two people, every version is proved and no letter is lost.
 */

const seeds = (count: number): [number][] => Array.from({ length: count }, (_, i) => [i + 1])
const lines = [
  '现将有关事项通知如下',
  { text: '一、提高认识', style: 'h1' as const },
  '',
  '请各村《方案》抓紧落实𠮷',
  '妥否，请批示',
]

/** Base text with changes of two others, a heading, an empty paragraph and a table. */
function workedOn() {
  const doc = makeDocument({ elements: { title: '关于工作安排的通知' }, paragraphs: lines }, v7)
  const cell = (text: string) => schema.node('tableCell', { id: v7() }, schema.node('paragraph', { id: v7() }, schema.text(text)))
  const row = (...texts: string[]) => schema.node('tableRow', { id: v7() }, texts.map(cell))
  const table = schema.node('table', { id: v7() }, [row('甲', '乙'), row('丙', '丁')])
  const end = schema.node('paragraph', { id: v7() }, schema.text('末段'))
  const body = doc.child(1)
  const base = doc.copy(doc.content.replaceChild(1, body.copy(body.content.addToEnd(table).addToEnd(end))))
  const li = { author: 'li', step: 'review', at: 1 }
  const zhou = { author: 'zhou', step: 'cosign', at: 2 }
  return trackedEdit(trackedEdit(trackedEdit(base, li, '有关', '具体'), zhou, '抓紧', ''), li, '批示', '批复')
}

/** Runs the story and tells it when something breaks. */
async function telling(story: string[], run: () => Promise<void>, shown: () => string): Promise<void> {
  try {
    await run()
  } catch (error) {
    throw new Error(`${story.join(' ')}\n${shown()}\n${String(error)}`, { cause: error })
  }
}

describe('[RV-40] [RV-44] thirty acts of any kind on a text others have worked on', () => {
  let page: TestPage
  afterEach(() => page.close())

  test.each(seeds(8))('seed %s', async (seed) => {
    const random = makeRandom(seed)
    page = openTestPage(workedOn())
    const { editor, start } = page
    const original = originalOf(start)
    const story: string[] = []
    await telling(
      story,
      async () => {
        for (let i = 0; i < 30; i++) {
          story.push(await actAtRandom(page, random))
          if (editor.door.busy(editor.view)) continue
          expect(originalOf(page.doc()).eq(original)).toBe(true)
          acceptAll(page.doc()).check()
        }
        await page.settled()
        const { landed, passed, refused, escaped } = editor.door.counters
        expect({ landed, refused, escaped }).toEqual({ landed: passed, refused: 0, escaped: 0 })
        const work = editor.take()
        expect((work?.steps ?? []).reduce((doc, step) => step.apply(doc).doc ?? doc, start).eq(page.doc())).toBe(true)
        editor.run(redo)
        const end = page.doc()
        let undos = 0
        while (editor.run(undo)) undos += 1
        expect(page.doc().eq(start)).toBe(true)
        for (let i = 0; i < undos; i++) editor.run(redo)
        expect(page.doc().eq(end) || story.some((one) => one.startsWith('undo'))).toBe(true)
      },
      page.marked,
    )
  })
})

describe('[RV-22] [UI-24] forty acts of two people, handing in and receiving at any moment', () => {
  let people: People
  afterEach(() => people.close())

  test.each(seeds(8))('seed %s', async (seed) => {
    const random = makeRandom(seed)
    people = openPeople({ paragraphs: lines }, ['li', 'zhao'])
    let page = people.desk('li')
    const story: string[] = []
    await telling(
      story,
      async () => {
        for (let i = 0; i < 40; i++) {
          const turn = random(8)
          if (turn < 3) await page.settled()
          if (turn === 0) page = people.desk(page.name === 'li' ? 'zhao' : 'li')
          else if (turn === 1) page.submit()
          else if (turn === 2) page.receive()
          story.push(turn < 3 ? `${page.name}:${['turns to', 'submit', 'receive'][turn]}` : await actAtRandom(page, random))
          if (page.editor.door.busy(page.editor.view)) continue
          expect(originalOf(page.doc()).eq(page.start)).toBe(true)
          acceptAll(page.doc()).check()
        }
        for (const name of ['li', 'zhao']) await people.desk(name).settled()
        people.merge('li', 'zhao')
      },
      () => `${people.desk('li').marked()}\n${people.desk('zhao').marked()}`,
    )
  })
})
