import { bodyJson } from '../../../src-shared/document/body-json.ts'
import { headerOf } from '../../../src-shared/document/header.ts'
import { makeDocument } from '../../../src-shared/document/make.ts'
import { documentId } from '../../../src-shared/ids.ts'
import type { BodyRow } from '../../../src-shared/sync/store-port.ts'
import type { DocumentState } from '../../../src-shared/workflow/document-state.ts'
import type { Person } from '../../../src-shared/workflow/person.ts'
import { smallCounty } from '../small-county.ts'

/** A real text to make others of: its title and paragraphs. */
export type Source = { title: string; number: string; text: string }
export type Sample = { state: DocumentState; body: BodyRow }

/** Random numbers from a seed: the same ones for the same seed. */
export function seeded(seed: number): { below: (n: number) => number; pick: <T>(all: readonly T[]) => T } {
  let state = seed >>> 0
  const below = (n: number): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) % n
  }
  return { below, pick: (all) => all[below(all.length)] as never }
}

const people: readonly [string, string][] = [
  ...(['王芳', '李建国', '赵敏', '周正', '许文静', '沈立', '高远', '田苗', '石磊', '单志强'] as const),
].map((name, i) => [`p${i}`, name])
const unitNames = [
  '柳河镇人民政府',
  '青禾县发展和改革局',
  '青禾县财政局',
  '青禾县水利局',
  '青禾县人民政府办公室',
  '跃进镇人民政府',
]
const kinds = ['通知', '请示', '报告', '函', '意见', '批复', '通报', '纪要']
const states = ['F0', 'F1', 'F3', 'F5', 'F6', 'X2'] as const
const matters = [
  '防汛抗旱',
  '农田水利',
  '乡村振兴',
  '安全生产',
  '义务教育',
  '医疗保障',
  '堤防加固',
  '森林防火',
  '粮食收购',
  '道路养护',
]

/**
 * Documents made of real paragraphs, each as long as a real one: `count` of them, the same for the same seed. Every text has a
 * sentence no other has.
 */
export function corpus(sources: readonly Source[], count: number, seed: number, from = 0): Sample[] {
  const random = seeded(seed)
  const route = smallCounty.routes[0]
  if (!route) throw new Error('no route')
  const paragraphs = sources.flatMap(({ text }) => text.split('\n').map((line) => line.trim())).filter((line) => line.length > 1)
  const lengths = sources.filter(({ text }) => text.length < 12_000).map(({ text }) => text.length)
  const person = (): Person => {
    const [userId, name] = random.pick(people)
    return { userId, name, unitId: 'liuhe', unitName: random.pick(unitNames) }
  }
  let ids = 0
  return Array.from({ length: count }, (_, i) => {
    const n = from + i
    const newId = (): string =>
      `0190b${String(seed % 1000).padStart(3, '0')}-0000-7000-8000-${((n << 8) | (ids++ % 256)).toString(16).padStart(12, '0')}`
    ids = 0
    const id = documentId.parse(newId())
    const unitName = random.pick(unitNames)
    const docType = random.pick(kinds)
    const title = `${unitName}关于${random.pick(['做好', '加强', '推进', '解决', '规范'])}${2000 + random.below(27)}年${random.pick(matters)}${random.pick(['工作', '资金', '项目', '问题', '管理'])}的${docType}`
    const wanted = random.pick(lengths)
    const lines = [`本件为第${n}号样件，编存于第${random.below(977)}柜。`]
    for (let length = 0; length < wanted;) {
      const line = random.pick(paragraphs)
      lines.push(line)
      length += line.length
    }
    const text = makeDocument({ elements: { title, mainTo: random.pick(unitNames), issuer: unitName }, paragraphs: lines }, newId)
    const at = Date.UTC(2026, 10, 1) - (count - n) * 3_000_000
    const drafter = person()
    const state = random.pick(states)
    const assignee = person()
    const sm3 = (n * 2654435761 + seed).toString(16).padStart(64, '0')
    return {
      state: {
        id,
        rev: 1,
        state,
        unitId: 'liuhe',
        unitName,
        drafter,
        header: { ...headerOf(text), docType },
        route,
        assignees: {},
        step: 'review',
        tasks: [{ id, step: 'review', assignee, arrivedAt: at, openedAt: at, doneAt: null, result: null }],
        opinions:
          random.below(3) > 0
            ? []
            : [
                {
                  by: assignee,
                  step: 'review',
                  stance: 'agree',
                  text: `同意，请${drafter.name}抓紧办理。`,
                  signedOn: '2026-10-01',
                  basisSm3: sm3,
                  authoredAt: at,
                  at,
                },
              ],
        decisions: [],
        threads: [],
        inks: [],
        lease: null,
        codrafters: [],
        leasesBroken: [],
        branches: [],
        attachments: [],
        tracked: true,
        bodyVersion: 1,
        bodySm3: sm3,
        signed: null,
        clean: null,
        createdAt: at,
        updatedAt: at,
      } as unknown as DocumentState,
      body: { docId: id, version: 1, sm3, body: bodyJson(text) },
    }
  })
}

const traditional: Readonly<Record<string, string>> = {
  国: '國',
  务: '務',
  关: '關',
  于: '於',
  县: '縣',
  发: '發',
  资: '資',
  设: '設',
  实: '實',
  业: '業',
  农: '農',
  医: '醫',
}

/**
 * Questions as people ask them, the same for the same seed: single characters, words, pieces of sentences, figures, 繁体, two
 * words, initials of titles, names, and some that are nowhere.
 */
export function questions(
  samples: readonly Sample[],
  textOf: (one: Sample) => string,
  initialsOf: (text: string) => string,
  count: number,
  seed: number,
): string[] {
  const random = seeded(seed)
  const piece = (length: number): string => {
    for (;;) {
      const text = textOf(random.pick(samples))
      const at = random.below(Math.max(1, text.length - length))
      const found = text.slice(at, at + length)
      if (found.length === length && !/\s/.test(found)) return found
    }
  }
  const kindsOf: readonly (() => string)[] = [
    () => piece(1),
    () => piece(2),
    () => piece(3),
    () => piece(4),
    () => piece(6),
    () => piece(12),
    () => [...piece(4)].map((one) => traditional[one] ?? one).join(''),
    () => `${piece(2)} ${piece(2)}`,
    () => `${random.pick(people)[1]} ${piece(3)}`,
    () => random.pick(people)[1],
    () => random.pick(samples).state.header.title.slice(8, 16),
    () => initialsOf(random.pick(samples).state.header.title.slice(10, 14)).replaceAll(' ', ''),
    () => `第${random.below(samples.length)}号样件`,
    () => `${random.pick(matters)}　${random.pick(kinds)}`,
    () => `${2000 + random.below(27)}年`,
    () => piece(3).split('').toReversed().join(''),
    () => 'ＬＩＵＨＥ',
  ]
  return Array.from({ length: count }, (_, i) => kindsOf[i % kindsOf.length]?.() ?? '')
}
