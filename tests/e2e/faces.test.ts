import { afterAll, beforeAll, expect, it } from 'vitest'
import { closeScreen, openDeskApp, type DeskApp } from '../support/desk-app.ts'

/* The bundled faces in the built client: served by app://, loaded while someone signs in. */
let desk: DeskApp
beforeAll(async () => {
  desk = await openDeskApp('http://127.0.0.1:9')
})
afterAll(async () => {
  await desk.close()
  await closeScreen()
})

const bundled = ['FangSong', 'XiaoBiaoSong', 'HeiTi', 'KaiTi', 'SongTi'].map((name) => `Liuhen ${name}`)

it('PP-20 all faces of the page are there before anyone has signed in, and nothing on the page moves for them', async () => {
  await desk.page.waitForFunction((families) => {
    const loaded = [...document.fonts].filter((face) => face.status === 'loaded').map((face) => face.family.replaceAll('"', ''))
    return families.every((family) => loaded.includes(family))
  }, bundled)
  const seen = await desk.page.evaluate(async () => {
    const shifts = await new Promise<number>((resolve) => {
      const entries: PerformanceEntry[] = []
      const observer = new PerformanceObserver((list) => entries.push(...list.getEntries()))
      observer.observe({ type: 'layout-shift', buffered: true })
      requestAnimationFrame(() =>
        setTimeout(() => {
          entries.push(...observer.takeRecords())
          resolve(entries.reduce((sum, entry) => sum + Number(Reflect.get(entry, 'value')), 0))
        }),
      )
    })
    const painted = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0
    return { shifts, painted: Math.round(painted), there: Math.round(performance.now()) }
  })
  // what a start costs: ms to the first paint, and to the last of the faces
  console.log(JSON.stringify(seen))
  expect(seen.shifts).toBeLessThan(0.01)
})

it('PP-25 in Electron too a family is found by what it measures', async () => {
  const widths = await desk.page.evaluate(() => {
    const pen = document.createElement('canvas').getContext('2d')
    if (!pen) throw new Error('no canvas')
    const width = (family: string): number => {
      pen.font = `72px ${family}`
      return pen.measureText('mmMWil10.,@').width
    }
    const found = (family: string): boolean =>
      ['monospace', 'serif'].some((generic) => width(`"${family}", ${generic}`) !== width(generic))
    return ['Noto Serif CJK SC', 'Liuhen FangSong', '仿宋_GB2312', 'No Such Face'].map(found)
  })
  expect(widths).toEqual([true, true, false, false])
})
