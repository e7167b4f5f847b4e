import { numberText } from '../../src-shared/workflow/issue/part.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import type { CarriedSeal, LayoutPair } from '../../src-shared/workflow/issue/layout.ts'
import { isWhole } from '../commands/incoming-files.ts'
import { isPressedOn, type Sealed } from '../commands/press.ts'
import { wholePath } from '../store/blob-files.ts'
import type { Tx } from '../store/database.ts'
import type { Findings } from './findings.ts'
import type { Life } from './verify-events.ts'

/**
 * 版式文件 and electronic seal of a 发文, and of a copy of it: made from its 清稿, each file whole where `dataDir` says where files
 * lie, and the seal the organ's own over exactly this (WF-49).
 */
export async function verifyLayout(tx: Tx, { state }: Life, findings: Findings, dataDir?: string): Promise<void> {
  const bound = state && boundOf(state)
  if (!bound) return
  const { on, seal, textSm3 } = bound
  if (on.layout.cleanSm3 !== textSm3) findings.add('LAYOUT', '版式文件不是由这份公文的清稿生成的')
  for (const kind of ['pdf', 'ofd'] as const) {
    const { sm3, size } = on.layout[kind]
    if (dataDir !== undefined && !(await isWhole(wholePath(dataDir, sm3), sm3, size)))
      findings.add('LAYOUT', `版式文件 ${kind.toUpperCase()} 缺失或被改动过（${sm3.slice(0, 8)}…）`)
  }
  if (seal && !(await isPressedOn(tx, on, seal))) findings.add('LAYOUT', `电子印章与版式文件不符：${seal.seal.unitName}`)
}

type Bound = { on: Sealed; seal: CarriedSeal | null; textSm3: string | undefined }

/** What was bound on a 发文, or came with a copy. */
function boundOf({ id, unitId, clean, issue, incoming, bodySm3 }: DocumentState): Bound | undefined {
  if (incoming?.bound) {
    const { layout, seal } = incoming.bound
    const on = { docId: incoming.fromDocId ?? '', unitId: incoming.fromUnitId ?? '', number: incoming.number, layout }
    return { on, seal, textSm3: bodySm3 }
  }
  if (!issue?.layout || !issue.number) return undefined
  const { by: _by, at: _at, ...layout }: LayoutPair & { by: unknown; at: unknown } = issue.layout
  const seal = issue.sealed?.how === 'electronic' ? issue.sealed : null
  return { on: { docId: id, unitId, number: numberText(issue.number), layout }, seal, textSm3: clean?.sm3 }
}
