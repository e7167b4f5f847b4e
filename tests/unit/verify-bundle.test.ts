import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { EditorState, type Transaction } from 'prosemirror-state'
import type { Node as PmNode } from 'prosemirror-model'
import { Transform, type Step } from 'prosemirror-transform'
import { describe, expect, test } from 'vitest'
import { applySteps as applyOutside, canonical, sm3, verifyBundle } from '../../resources/verify/verify-bundle.mjs'
import { schemaTable } from '../../src-server/admin/schema-table.ts'
import { sm3OfJson } from '../../src-server/sm3.ts'
import { bodyJson } from '../../src-shared/document/body-json.ts'
import { canonicalJson } from '../../src-shared/document/canonical.ts'
import { paragraphStyles, schema } from '../../src-shared/document/schema.ts'
import { stepsToJson } from '../../src-shared/revision/apply-steps.ts'
import { changeSignatures } from '../../src-shared/revision/changes.ts'
import { deriveSteps } from '../../src-shared/revision/derive.ts'
import { trackTransaction } from '../../src-shared/revision/track.ts'
import { counter, randomDocument } from '../support/revision/documents.ts'
import { levels, randomOperation, shapeOf, type Level } from '../support/revision/operations.ts'
import { baseSeed, many, Random } from '../support/revision/random.ts'

const table = schemaTable()

describe('RV-56 the stand-alone checker computes what the server computes', () => {
  test('it imports nothing but node:fs', () => {
    const text = readFileSync(path.resolve(import.meta.dirname, '../../resources/verify/verify-bundle.mjs'), 'utf8')
    const imports = [...text.matchAll(/^\s*import .*|\bimport\(.*|\brequire\(.*/gm)].map(([line]) => line)
    expect(imports).toEqual(["import { readFileSync } from 'node:fs'"])
  })

  test('SM3: the vectors of GB/T 32905 and 2,000 random texts, against node:crypto', () => {
    expect(sm3('abc')).toBe('66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0')
    expect(sm3('abcd'.repeat(16))).toBe('debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732')
    const random = new Random(baseSeed)
    for (let i = 0; i < 2_000; i++) {
      const text = random.text(0, 80) + (i % 3 === 0 ? '𠮷😀' : 'x'.repeat(i % 140))
      expect(sm3(text)).toBe(createHash('sm3').update(text).digest('hex'))
    }
  })

  test('canonical JSON, odd keys and values included', () => {
    for (const value of [
      null,
      0,
      -0,
      1e21,
      1.5,
      '',
      '\u2028"\\',
      '😀',
      [],
      {},
      [undefined, null],
      { b: 1, a: [{ d: undefined, c: 'x' }], 中: '文', A: true, __proto__x: 1 },
    ])
      expect(canonical(value)).toBe(canonicalJson(value))
  })

  test('2,000 random chains of steps, tracked and not, raw and derived, give the same text and SM3 as applySteps', () => {
    const kinds = new Map<string, number>()
    let steps = 0
    const chains = many(2_000, 20_000)
    for (let i = 0; i < chains; i++) {
      const seed = baseSeed + i
      const random = new Random(seed)
      const level = random.pick(Object.keys(levels) as Level[])
      const start = randomDocument(random, counter('b'), shapeOf(level))
      const chain = randomChain(random, level, start)
      let body: unknown = JSON.parse(JSON.stringify(bodyJson(start)))
      for (const { json, doc } of chain) {
        for (const step of json as { stepType: string }[]) kinds.set(step.stepType, (kinds.get(step.stepType) ?? 0) + 1)
        steps += json.length
        body = applyOutside(table, body, json)
        const wanted = canonicalJson(bodyJson(doc))
        if (canonical(body) !== wanted)
          throw new Error(`seed ${seed} level ${level}\n got  ${canonical(body)}\n want ${wanted}\n by ${JSON.stringify(json)}`)
        expect(sm3(canonical(body))).toBe(sm3OfJson(bodyJson(doc)))
      }
    }
    console.info(
      `bundle interpreter: ${chains} chains, ${steps} steps: ${[...kinds].map(([kind, n]) => `${n} ${kind}`).join(', ')}`,
    )
    for (const kind of ['replace', 'replaceAround', 'addMark', 'removeMark', 'attr', 'trk', 'addNodeMark', 'removeNodeMark'])
      expect(kinds.get(kind) ?? 0, kind).toBeGreaterThan(20)
  })

  test('a file that is no bundle is told so, never a stack trace', () => {
    for (const text of [
      '',
      '{}',
      '[]',
      'null',
      '{"bundle":{},"sm3":""}',
      '{"bundle":{"format":"liuhen-bundle/1"},"sm3":""}',
      'x'.repeat(1000),
    ])
      expect(verifyBundle(text).ok).toBe(false)
  })
})

type Link = { json: unknown[]; doc: PmNode }

/** Some saves in a row: an edit as it was typed, as it was recorded, or its net steps; now and then what no key makes. */
function randomChain(random: Random, level: Level, start: PmNode): Link[] {
  const chain: Link[] = []
  const newId = counter('甲-')
  let doc = start
  const add = (steps: readonly Step[], next: PmNode): void => {
    chain.push({ json: JSON.parse(JSON.stringify(stepsToJson(steps))) as unknown[], doc: next })
    doc = next
  }
  for (let i = random.int(2, 6); i > 0; i--) {
    const how = random.int(0, 9)
    if (how === 0) {
      const odd = oddEdit(random, doc)
      add(odd.steps, odd.doc)
      continue
    }
    const state = EditorState.create({ doc })
    const plain = randomOperation(random, level, doc).run(state)
    if (how < 4) add(plain.steps, plain.doc)
    else {
      const context = { author: '甲', step: 'review', now: 1_000_000 + i * 400_000, newId, isUnsent: () => random.chance(0.5) }
      const known = changeSignatures(doc)
      const tr: Transaction = trackTransaction(plain, state, context)
      const gone = [...known.keys()].some((id) => !changeSignatures(tr.doc).has(id))
      if (how < 7 || gone) add(tr.steps, tr.doc)
      else
        add(
          netSteps(doc, tr, (id) => !known.has(id)),
          tr.doc,
        )
    }
  }
  return chain
}

/** Net steps where there are any: taking one's own unsent text back is none of those. */
function netSteps(base: PmNode, tr: Transaction, isNew: (id: string) => boolean): readonly Step[] {
  try {
    return deriveSteps(base, tr.doc, isNew)
  } catch {
    return tr.steps
  }
}

/** Kinds of step our editor seldom or never makes, but a server would take. */
function oddEdit(random: Random, doc: PmNode): Transform {
  const tr = new Transform(doc)
  const paragraphs: number[] = []
  const leaves: number[] = []
  doc.descendants((node, pos) => {
    if (node.type.name === 'paragraph') paragraphs.push(pos)
    if (node.isInline && node.isLeaf && !node.isText) leaves.push(pos)
  })
  const at = random.pick(paragraphs)
  // a block changed as a whole is put around what it holds
  tr.setNodeMarkup(at, null, { ...tr.doc.nodeAt(at)?.attrs, style: random.pick(paragraphStyles) })
  const leaf = leaves.length > 0 ? random.pick(leaves) : undefined
  if (leaf !== undefined) {
    tr.addNodeMark(leaf, schema.mark('underline'))
    tr.addNodeMark(leaf, schema.mark('strong'))
    if (random.chance(0.5)) tr.removeNodeMark(leaf, schema.mark('underline'))
  }
  return tr
}
