import { undo } from '../../src-renderer/document/editor/history.ts'
import { afterEach, describe, expect, test } from 'vitest'
import { v7 } from 'uuid'
import { makeDocument } from '../../src-shared/document/make.ts'
import { schema } from '../../src-shared/document/schema.ts'
import { elementText } from '../../src-shared/document/header.ts'
import { acceptAll } from '../../src-shared/revision/resolve.ts'
import { pasteHtml } from '../../src-renderer/document/editor/paste-html.ts'
import { openTestPage, type PageSetup, type TestPage } from '../support/ui/open-page.ts'

/* HTML as Word 2016, WPS 2019, Chromium and Google Docs put it on the clipboard, cut down to what matters. */

const word = `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>
<!-- p.MsoNormal {margin:0cm} span.msoDel {text-decoration:line-through;color:red} --></style></head><body lang=ZH-CN>
<!--StartFragment-->
<p class=MsoTitle align=center style='text-align:center'>关于做好防汛<ins cite="mailto:li" datetime="2026-07-01T09:00">抗旱</ins><del cite="mailto:li" datetime="2026-07-01T09:00">排涝</del>工作的通知<o:p></o:p></p>
<h1><b>一、加强值守</b></h1>
<p class=MsoHeading2 style='mso-outline-level:2'>（一）落实责任</p>
<p class=MsoNormal style='text-indent:32.0pt'>　　各村要<b>高度重视</b>，<span style='text-decoration:line-through'>原则上</span><span
style='font-weight:bold;text-decoration:underline'>务必</span>落实<a name="_Toc1"></a><a href="#_ftn1">责任</a><a class=msocomanchor id="_anchor_1" href="#_msocom_1">[A1]</a>。
第二行接着
第一行</p>
<p class=MsoListParagraph style='margin-left:18pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span><span style='mso-list:Ignore'>1.<span>&nbsp;&nbsp;</span></span></span><![endif]>第一项</p>
<p class=MsoListParagraph style='margin-left:36pt;mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>●<span>&nbsp;</span></span>子项</p>
<p class=MsoNormal><span style='display:none;mso-hide:all'>隐藏</span>结束<o:p>&nbsp;</o:p></p>
<div style='mso-element:comment-list'><div style='mso-element:comment'>请核实</div></div>
<!--EndFragment--></body></html>`

const wps = `<html><head><style>.s1{text-decoration:line-through}</style></head><body><!--StartFragment-->
<h2 style="mso-outline-level:2"><span>（二）物资储备</span></h2>
<p class=MsoNormal><span style="mso-spacerun:'yes';font-family:仿宋_GB2312;">备足</span><del cite="WPS_169" datetime="2026"><span>草袋</span></del><ins cite="WPS_169"><span style="text-decoration:underline">编织袋</span></ins><span class="s1">、木桩</span></p>
<p class=MsoNormal style="text-align:right;">2026年7月1日</p><!--EndFragment--></body></html>`

const web = `<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1"><h6>附则</h6>
<ul><li><p>甲</p><ol><li>一</li><li>二<s>作废</s></li></ol></li><li>乙</li></ul>
<p><span style="font-weight:700">重点</span><span style="font-style:italic">说明</span></p></b>
<div data-block="title">冒充标题</div><p data-id="b1"><ins data-change="x">留痕</ins><del data-change="y">删去</del></p>`

let page: TestPage
const open = (setup?: PageSetup): TestPage => {
  page = openTestPage({ elements: { title: '关于工作安排的通知' }, paragraphs: ['开头', '结尾'] }, setup)
  page.caret('结尾')
  return page
}
afterEach(() => page.close())

/** The body with all accepted, a line per paragraph: style, list and level, alignment, then the text with its looks. */
const shape = (): string[] => {
  const lines: string[] = []
  acceptAll(page.doc())
    .child(1)
    .forEach((node) => {
      const { style, list, level, align } = node.attrs
      const looks = node.children.map((child) => {
        const marks = child.marks.map((mark) => mark.type.name).filter((name) => ['strong', 'em', 'underline'].includes(name))
        return marks.length ? `<${marks.join(' ')}>${child.text}</>` : (child.text ?? child.type.name)
      })
      lines.push(
        [style === 'body' ? '' : style, list ? `${list}${level}` : '', align ?? '', looks.join('')]
          .filter((part) => part !== '')
          .join(' '),
      )
    })
  return lines
}

describe('[RV-42] HTML from elsewhere', () => {
  test('from Word: struck, hidden and commented runs stay behind, styles become levels', () => {
    open()
    page.editor.view.pasteHTML(word)
    expect(shape()).toEqual([
      '开头',
      'centered 关于做好防汛抗旱工作的通知',
      'h1 一、加强值守',
      'h2 （一）落实责任',
      '各村要<strong>高度重视</>，<strong underline>务必</>落实责任。第二行接着第一行',
      'ordered0 第一项',
      'bullet1 子项',
      '结束结尾',
    ])
    expect(page.original().eq(page.start)).toBe(true)
    expect(page.editor.door.counters).toMatchObject({ refused: 0, escaped: 0, coarse: 0 })
    page.editor.run(undo)
    expect(page.doc().eq(page.start)).toBe(true)
  })

  test('from WPS', () => {
    open()
    page.editor.view.pasteHTML(wps)
    expect(shape()).toEqual(['开头', 'h2 （二）物资储备', '备足编织袋', 'right 2026年7月1日结尾'])
    expect(page.original().eq(page.start)).toBe(true)
  })

  test('from a browser and from Google Docs: lists in lists, looks by style, and nothing that calls itself ours', () => {
    open()
    page.editor.view.pasteHTML(web)
    expect(shape()).toEqual([
      '开头',
      'h4 附则',
      'bullet0 甲',
      'ordered1 一',
      'ordered1 二',
      'bullet0 乙',
      '<strong>重点</><em>说明</>',
      '冒充标题',
      '留痕结尾',
    ])
    expect(elementText(page.doc(), 'title')).toBe('关于工作安排的通知')
    expect(page.editor.changes().every((change) => change.author === 'zhao')).toBe(true)
  })

  test('what it brings is text and structure only: no scripts, no styles, no addresses', () => {
    open()
    const html = pasteHtml(
      `<script>alert(1)</script><style>p{color:red}</style><p onclick="x()" style="color:red"><a href="https://example.invalid">甲</a><img src="https://example.invalid/x.png"></p>`,
    )
    expect(html).not.toContain('script')
    expect(html).not.toContain('<a')
    page.editor.view.pasteHTML(html)
    expect(shape()).toEqual(['开头', '甲结尾'])
  })

  test('into an element everything is one line', () => {
    open()
    page.editor.focusArea('title')
    page.editor.view.pasteHTML(wps)
    expect(elementText(page.doc(), 'title')).toContain('关于工作安排的通知（二）物资储备')
    expect(page.doc().child(0).childCount).toBe(page.start.child(0).childCount)
    expect(page.original().eq(page.start)).toBe(true)
  })
})

/** The sample with a table of one row in the middle. */
function withTable() {
  const doc = makeDocument({ paragraphs: ['开头', '结尾'] }, v7)
  const cell = (text: string) => schema.node('tableCell', { id: v7() }, schema.node('paragraph', { id: v7() }, schema.text(text)))
  const table = schema.node('table', { id: v7() }, schema.node('tableRow', { id: v7() }, [cell('项目'), cell('金额')]))
  const body = doc.child(1)
  return doc.copy(doc.content.replaceChild(1, body.copy(body.content.replaceChild(1, table).addToEnd(body.child(1)))))
}

describe('[RV-42] paste in a table', () => {
  test('two paragraphs into a cell stay two paragraphs of that cell', () => {
    page = openTestPage(withTable())
    page.caret('项目', 'behind')
    page.editor.view.pasteHTML('<p>甲</p><p>乙</p>')
    const table = acceptAll(page.doc()).child(1).child(1)
    const cells = table.child(0).children.map((cell) => cell.children.map((paragraph) => paragraph.textContent))
    expect(cells).toEqual([['项目甲', '乙'], ['金额']])
    expect(page.original().eq(page.start)).toBe(true)
    page.editor.run(undo)
    expect(page.doc().eq(page.start)).toBe(true)
  })

  test('cells into cells keep the table square', () => {
    page = openTestPage(withTable())
    page.caret('项目')
    page.editor.view.pasteHTML('<table><tr><td>一</td><td>二</td></tr><tr><td>三</td><td>四</td></tr></table>')
    const table = acceptAll(page.doc()).child(1).child(1)
    expect(table.children.map((row) => row.children.map((cell) => cell.textContent))).toEqual([
      ['一', '二'],
      ['三', '四'],
    ])
    expect(page.original().eq(page.start)).toBe(true)
    expect(page.editor.door.counters).toMatchObject({ refused: 0, escaped: 0 })
  })

  test('a table from Word with merged cells becomes a square one', () => {
    open()
    page.editor.view.pasteHTML(
      `<table class=MsoTable><tr><td colspan=2><p class=MsoNormal>合计</p></td></tr><tr><td><p>甲</p></td><td><p>1<del>2</del></p></td></tr></table>`,
    )
    const table = acceptAll(page.doc())
      .child(1)
      .children.find((node) => node.type.name === 'table')
    expect(table?.children.map((row) => row.children.map((cell) => cell.textContent))).toEqual([
      ['合计', ''],
      ['甲', '1'],
    ])
    expect(page.original().eq(page.start)).toBe(true)
  })
})

/** Puts on a clipboard what a real copy or cut event would. */
function clip(kind: 'copy' | 'cut'): DataTransfer {
  const data = new DataTransfer()
  page.editor.view.dom.dispatchEvent(new ClipboardEvent(kind, { clipboardData: data, bubbles: true, cancelable: true }))
  return data
}
const paste = (data: DataTransfer): boolean =>
  page.editor.view.dom.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))

describe('[RV-46] cut and paste is a move', () => {
  const paragraphs = ['现将有关事项通知如下', '请各村抓紧落实']
  const moves = () => page.editor.changes().map(({ kind, moved, oldText, newText }) => [kind, moved, oldText + newText])

  test('of words: two halves of one move', () => {
    page = openTestPage({ paragraphs })
    page.selectText('有关')
    const data = clip('cut')
    page.caret('抓紧')
    paste(data)
    expect(page.accepted()).toBe('现将事项通知如下\n请各村有关抓紧落实')
    expect(moves()).toEqual([
      ['move', 'away', '有关'],
      ['move', 'here', '有关'],
    ])
    expect(page.original().eq(page.start)).toBe(true)
  })

  test('of a whole paragraph, before another', () => {
    page = openTestPage({ paragraphs: [...paragraphs, '特此通知'] })
    page.select(1, 0, 2, 0)
    const data = clip('cut')
    page.select(0, 0)
    paste(data)
    expect(page.accepted()).toBe('请各村抓紧落实\n现将有关事项通知如下\n特此通知')
    expect(new Set(moves().map(([kind]) => kind))).toEqual(new Set(['move']))
    expect(page.original().eq(page.start)).toBe(true)
  })

  test('pasted a second time it is new text, and so is what was copied', () => {
    page = openTestPage({ paragraphs })
    page.selectText('有关')
    const data = clip('cut')
    page.caret('抓紧')
    paste(data)
    page.caret('落实')
    paste(data)
    expect(page.accepted()).toBe('现将事项通知如下\n请各村有关抓紧有关落实')
    expect(moves().map(([kind]) => kind)).toEqual(['move', 'move', 'insert'])
    page.selectText('各村')
    paste(clip('copy'))
    expect(moves().filter(([kind]) => kind === 'move')).toHaveLength(2)
    expect(page.original().eq(page.start)).toBe(true)
  })

  test('a cut that is pasted nowhere, or after something else was copied, is a deletion', () => {
    page = openTestPage({ paragraphs })
    page.selectText('有关')
    const data = clip('cut')
    page.selectText('各村')
    clip('copy')
    page.caret('抓紧')
    paste(data)
    expect(moves().map(([kind]) => kind)).toEqual(['delete', 'insert'])
  })
})
