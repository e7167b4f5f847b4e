import { describe, expect, it } from 'vitest'
import { hasChanges, headerOf } from '../../src-shared/document/header.ts'
import { makeDocument } from '../../src-shared/document/make.ts'
import { checkDocument } from '../../src-shared/document/rules.ts'
import { saidFacts } from '../../src-shared/document/said-facts.ts'
import { templateOf } from '../../src-shared/document/templates.ts'
import { copyAsDraft } from '../../src-shared/revision/copy-as-draft.ts'
import { docTypes } from '../../src-renderer/ui/text.ts'
import { counter } from '../support/revision/documents.ts'
import { Scene } from '../support/revision/scene.ts'

const idsIn = (doc: ReturnType<typeof makeDocument>): string[] => {
  const ids: string[] = []
  doc.descendants((node) => void (typeof node.attrs['id'] === 'string' && ids.push(node.attrs['id'])))
  return ids
}

describe('UI-67 a draft with the usual parts of its kind', () => {
  it.each([...docTypes])('%s: its own closing words, nothing the rules object to in wording or numbering', (docType) => {
    const doc = makeDocument({ codes: { docType }, paragraphs: templateOf(docType) }, counter('t'))
    const wrong = checkDocument(doc).filter((one) => ['DR-11', 'R-04', 'R-05', 'R-38'].includes(one.rule))
    expect(wrong).toEqual([])
  })
})

describe('UI-68 a draft begun from another document', () => {
  const content = {
    codes: { docType: '请示', urgency: '特急', secrecy: '', openness: '' },
    elements: {
      title: '关于修路的请示',
      mainTo: '县人民政府：',
      issuedOn: '2026年7月1日',
      issuer: '石桥乡人民政府',
      attachmentNote: '附件：预算',
    },
    paragraphs: ['原有内容。', '妥否，请批示。'],
  }

  it('is the text as it reads, untracked, under new ids, in the own organ’s name, without date, files and urgency', () => {
    const scene = new Scene(content)
    scene.edit('li', (tr, state) => {
      let at = 0
      state.doc.descendants((node, pos) => void (node.isText && node.text === '原有内容。' && (at = pos)))
      return tr.insertText('文字', at + 2, at + 4)
    })
    expect(hasChanges(scene.doc)).toBe(true)
    const copy = copyAsDraft(scene.doc, () => undefined, counter('n'), '柳河镇人民政府')
    copy.check()
    expect(hasChanges(copy)).toBe(false)
    expect(copy.textContent).toContain('原有文字。')
    expect(headerOf(copy)).toMatchObject({ docType: '请示', title: '关于修路的请示', urgency: '' })
    expect(copy.textContent).toContain('柳河镇人民政府')
    for (const gone of ['石桥乡', '2026年7月1日', '附件：预算']) expect(copy.textContent).not.toContain(gone)
    expect(idsIn(copy).filter((id) => idsIn(scene.doc).includes(id))).toEqual([])
    expect(new Set(idsIn(copy)).size).toBe(idsIn(copy).length)
  })

  it('says nothing of 依据与会签 that was said of the other matter', () => {
    const said = { approval: '已经本级政府同意', weight: '一般事项', concerned: '县水利局', otherSuperiors: '市水利局' }
    const source = makeDocument({ ...content, codes: { ...content.codes, ...said } }, counter('s'))
    expect(saidFacts(source)).toMatchObject({ approvedByGovernment: true, concerned: ['县水利局'] })
    expect(saidFacts(copyAsDraft(source, () => undefined, counter('n'), '柳河镇人民政府'))).toEqual({})
  })

  it('leaves out what was rejected', () => {
    const scene = new Scene(content)
    scene.edit('li', (tr, state) => {
      let at = 0
      state.doc.descendants((node, pos) => void (node.isText && node.text === '原有内容。' && (at = pos)))
      return tr.insertText('不要的', at + 2)
    })
    const copy = copyAsDraft(scene.doc, () => 'reject', counter('n'), '')
    expect(copy.textContent).toContain('原有内容。')
    expect(copy.textContent).not.toContain('不要的')
  })
})
