import type { Node as PmNode } from 'prosemirror-model'
import '../../../src-renderer/ui/tokens.css'
import '../../../src-renderer/document/editor/page.css'
import '../../../src-renderer/document/editor/marks.css'
import { lookClass } from '../../../src-renderer/ui/persons.ts'
import { openPageEditor, type PageEditor } from '../../../src-renderer/document/editor/page-editor.ts'
import { newId } from './long-text.ts'

/** A place on the page to put an editor in, of a window's size. */
export function mount(): HTMLElement {
  const element = document.createElement('div')
  element.style.cssText = 'width:700px;height:600px;overflow:auto'
  document.body.append(element)
  const inner = document.createElement('div')
  element.append(inner)
  return inner
}

const hint = { label: '', hint: '' }
const elements = ['title', 'mainTo', 'attachmentNote', 'issuer', 'issuedOn', 'remark', 'copyTo', 'body'] as const
const labels = Object.fromEntries(elements.map((name) => [name, hint])) as Record<(typeof elements)[number], typeof hint>

/** The paper our page lies on in the desk window, with the style sheets a person has. */
function paper(): HTMLElement {
  const room = mount()
  room.className = 'sheet-room'
  room.style.setProperty('--scale', '0.85')
  const sheet = room.appendChild(document.createElement('div'))
  sheet.className = 'sheet'
  return sheet.appendChild(document.createElement('div'))
}

/** Our page editor on a document, tracked, as user u1, on its paper; `now` is the clock of what is typed. */
export function openOurs(doc: PmNode, now: () => number = Date.now): PageEditor {
  const persons = new Map(
    ['u0', 'u1', 'u2', 'u3'].map((user, i) => [user, { className: lookClass(i), letter: user, name: user }]),
  )
  return openPageEditor({
    mount: paper(),
    doc,
    looks: { persons, verdicts: new Map(), current: null, labels },
    label: 'bench',
    tracking: () => 'tracked',
    context: () => ({ author: 'u1', step: 'review', now: now(), newId, isUnsent: () => true }),
    onChange: () => undefined,
    onUndoSent: () => undefined,
  })
}
