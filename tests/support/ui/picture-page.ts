import type { Node as PmNode } from 'prosemirror-model'
import { NodeSelection } from 'prosemirror-state'
import { expect, vi } from 'vitest'
import { v7 } from 'uuid'
import { makeDocument } from '../../../src-shared/document/make.ts'
import type { PictureFile } from '../../../src-shared/ipc/contract.ts'
import { pageCommands } from '../../../src-renderer/document/editor/page-commands.ts'
import type { PictureWork } from '../../../src-renderer/document/editor/picture-inserter.ts'
import { describeChange } from '../../../src-renderer/ui/change-words.ts'
import { openTestPage, type PageSetup, type TestPage } from './open-page.ts'
import { fakePictures, type FakePictures } from './pictures.ts'

/* A page with a desk of pictures beside it, as tests of pictures read and handle it; `begin` before each test. */
export let desk: FakePictures
export let page: TestPage
export let works: PictureWork[]
/** changes the server has */
export let sent: Set<string>
/** To be called before each test. */
export function begin(): void {
  desk = fakePictures()
  works = []
  sent = new Set()
}

const text = ['现将有关事项通知如下', '', '请各村抓紧落实']
export const open = (setup: PageSetup = {}, paragraphs: readonly string[] = text): void => {
  page = openTestPage(makeDocument({ elements: { title: '关于防汛的通知' }, paragraphs: [...paragraphs] }, v7), {
    pictures: desk,
    onPictureWork: (work) => works.push(work),
    isUnsent: (id) => !sent.has(id),
    ...setup,
  })
}
export const submitted = (): void => {
  for (const change of page.editor.changes()) sent.add(change.id)
}
export const images = (doc: PmNode = page.doc()): { node: PmNode; pos: number }[] => {
  const found: { node: PmNode; pos: number }[] = []
  doc.descendants((node, pos) => void (node.type.name === 'image' && found.push({ node, pos })))
  return found
}
export const only = () => {
  const [one] = images()
  if (!one || images().length > 1) throw new Error(`${images().length} pictures`)
  return one
}
export const arrived = (count: number) => vi.waitFor(() => expect(images()).toHaveLength(count))
export const dom = (): HTMLImageElement[] => [...page.editor.view.dom.querySelectorAll<HTMLImageElement>('.picture')]
export const here = () => vi.waitFor(() => expect(dom().every((one) => one.dataset['state'] === 'here')).toBe(true))
export const overlay = () => document.querySelector<HTMLElement>('.picture-frame')
export const words = () => page.editor.changes().map(describeChange)
export const choose = (...pictures: PictureFile[]): void => {
  desk.chosen = pictures
}
export const insert = async (...pictures: PictureFile[]): Promise<void> => {
  choose(...pictures)
  const before = images().length
  page.editor.perform(pageCommands.insertPicture)
  await arrived(before + pictures.length)
}
export const pick = (at = 0): void => {
  const { pos } = images()[at] ?? only()
  page.editor.view.focus()
  page.editor.dispatch(page.editor.view.state.tr.setSelection(NodeSelection.create(page.doc(), pos)))
}
export const paste = (fill: (data: DataTransfer) => void): void => {
  const data = new DataTransfer()
  fill(data)
  page.editor.view.dom.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
}
export const untouched = (): void => {
  expect(page.original().eq(page.start)).toBe(true)
  expect(page.editor.door.counters).toMatchObject({ refused: 0, escaped: 0, coarse: 0 })
}
