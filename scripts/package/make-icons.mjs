import fs from 'node:fs'
import path from 'node:path'
import { chromium } from 'playwright-core'
import { runMain, say } from '../lib/log.mjs'
import { root } from '../lib/run.mjs'

/*
 * node scripts/package/make-icons.mjs: draws packaging/icons/*.png and liuhen.ico from liuhen.svg, with Debian's Chromium.
 * They are committed: run it after a change of the SVG only.
 */
const folder = path.join(root, 'packaging', 'icons')
const sizes = [16, 24, 32, 48, 64, 128, 256, 512]

/** A Windows icon that holds PNG pictures as they are: a directory of sizes and places, then the pictures. */
function ico(pictures) {
  const head = Buffer.alloc(6 + 16 * pictures.length)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(pictures.length, 4)
  let at = head.length
  for (const [i, { size, png }] of pictures.entries()) {
    const entry = 6 + 16 * i
    // 256 is written as 0
    head.writeUInt8(size % 256, entry)
    head.writeUInt8(size % 256, entry + 1)
    head.writeUInt16LE(1, entry + 4)
    head.writeUInt16LE(32, entry + 6)
    head.writeUInt32LE(png.length, entry + 8)
    head.writeUInt32LE(at, entry + 12)
    at += png.length
  }
  return Buffer.concat([head, ...pictures.map(({ png }) => png)])
}

await runMain(async () => {
  const svg = fs.readFileSync(path.join(folder, 'liuhen.svg'), 'utf8')
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
  try {
    const page = await browser.newPage()
    await page.setContent(`<style>html,body{margin:0}svg{display:block;width:100vw;height:100vh}</style>${svg}`)
    const pictures = []
    for (const size of sizes) {
      await page.setViewportSize({ width: size, height: size })
      const png = await page.screenshot({ omitBackground: true })
      fs.writeFileSync(path.join(folder, `${size}x${size}.png`), png)
      if (size <= 256) pictures.push({ size, png })
    }
    fs.writeFileSync(path.join(folder, 'liuhen.ico'), ico(pictures))
    say(`drew ${sizes.join(', ')} and liuhen.ico`)
  } finally {
    await browser.close()
  }
})
