import { Slice, type Node as PmNode } from 'prosemirror-model'
import { ReplaceStep, type Step } from 'prosemirror-transform'
import { bodyJson } from '../../src-shared/document/body-json.ts'
import { readBodyJson } from '../../src-shared/document/read-body.ts'
import { runSteps, stepsFromJson } from '../../src-shared/revision/apply-steps.ts'
import { changeSignatures } from '../../src-shared/revision/changes.ts'
import type { RevisionRefusal } from '../../src-shared/revision/types.ts'
import { verifySubmission } from '../../src-shared/revision/verify.ts'
import { stepsHeldBy } from '../../src-shared/workflow/document-state.ts'
import { sm3OfJson } from '../sm3.ts'
import type { Tx } from '../store/database.ts'
import { changeRows, versionRows, type VersionRow } from './document-rows.ts'
import type { FindingCode, Findings } from './findings.ts'
import type { Act } from './verify-audit.ts'
import type { Life, Moment } from './verify-events.ts'

/** One version as it was found. */
export type VersionReport = {
  version: number
  author: string
  step: string
  at: number
  tracked: boolean
  sm3: string
  /** false where it could not be rebuilt or is not what its SM3 says */
  proved: boolean
  merged: boolean
  changes: number
}

/** Told of every version in order, with its text where it could be rebuilt; the text of the one before is let go. */
export type OnVersion = (report: VersionReport, doc: PmNode | undefined) => Promise<void>

export type ChainReading = {
  versions: number
  proved: number
  /** SM3 of every version, and when it was saved: what an opinion may rest on */
  sm3s: Map<string, number>
  /** change id → the version that brought it */
  cameWith: Map<string, number>
  /** the newest text that could be rebuilt */
  last: { version: number; doc: PmNode } | undefined
}

const codes: Partial<Record<RevisionRefusal, FindingCode>> = {
  'RV-FOREIGN-AUTHOR': 'AUTHOR',
  'RV-FUTURE': 'AUTHOR',
  'RV-FOREIGN-STEP': 'STEP',
  'RV-CHANGE-REMOVED': 'CHANGE',
  'RV-CHANGE-ALTERED': 'CHANGE',
  'RV-UNEXPECTED-CHANGE': 'CHANGE',
  'RV-COMMENT-REMOVED': 'BASE',
  'RV-BASE-ALTERED': 'BASE',
}

const words: Partial<Record<FindingCode, string>> = {
  AUTHOR: '有修订不是存这一稿的人所署，或所署时间在将来',
  STEP: '有修订署在存稿人没有担任过的环节上',
  CHANGE: '以前的修订少了、被改动，或草稿里带有修订标记',
  BASE: '去掉这一稿的修订，得不到前一稿：有没有留痕的改动',
  SCHEMA: '不合公文的结构',
}

/**
 * Rebuilds every version from the first by its steps and proves each again (RV-54): its SM3, the whole document kept
 * beside it, who signed its changes, and that without them it is the version before. Holds one version at a time.
 */
export async function verifyVersions(
  tx: Tx,
  docId: string,
  life: Life,
  acts: ReadonlyMap<string, Act>,
  findings: Findings,
  onVersion: OnVersion,
): Promise<ChainReading> {
  const chain = new Chain(life, acts, findings)
  for await (const row of versionRows(tx, docId)) {
    const rows = await changeRows(tx, docId, row.version)
    const report = chain.take(row, rows)
    await onVersion(report, chain.doc)
  }
  chain.end()
  const { count } = await tx
    .selectFrom('change')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('doc_id', '=', docId)
    .executeTakeFirstOrThrow()
  const known = chain.changeRows
  if (Number(count) !== known) findings.add('ROWS', `修订登记表有 ${Number(count) - known} 行记在没有的稿次上`)
  return chain.reading
}

class Chain {
  readonly reading: ChainReading = { versions: 0, proved: 0, sm3s: new Map(), cameWith: new Map(), last: undefined }
  changeRows = 0
  /** the present version, where it could be rebuilt */
  doc: PmNode | undefined
  private version = 0
  private waiting: Moment[]
  private readonly life: Life
  private readonly acts: ReadonlyMap<string, Act>
  private readonly findings: Findings

  constructor(life: Life, acts: ReadonlyMap<string, Act>, findings: Findings) {
    this.life = life
    this.acts = acts
    this.findings = findings
    this.waiting = [...life.moments]
  }

  take(row: VersionRow, rows: readonly { change_id: string; author: string; step: string; at: number }[]): VersionReport {
    this.settle(row.at)
    const before = row.version === this.version + 1 ? this.doc : undefined
    if (row.version !== this.version + 1) this.hole(row.version)
    this.version = row.version
    const { doc, proved } = this.rebuilt(row, before)
    this.doc = doc
    this.reading.versions++
    this.reading.sm3s.set(row.sm3, this.reading.sm3s.get(row.sm3) ?? row.at)
    this.checkOrigin(row)
    const sound = doc && before ? this.proveStep(row, before, doc) : doc !== undefined && row.version === 1
    if (doc) this.checkChanges(row, before, doc, rows)
    if (doc) this.reading.last = { version: row.version, doc }
    if (proved && sound) this.reading.proved++
    this.changeRows += rows.length
    const { version, author, step, at, tracked, sm3 } = row
    const merged = row.version > 1 && row.base_version !== row.version - 1
    return { version, author, step, at, tracked, sm3, proved: proved && sound, merged, changes: rows.length }
  }

  end(): void {
    this.settle(Infinity)
    const last = this.life.state?.bodyVersion ?? 0
    if (this.version < last) this.hole(last + 1)
  }

  private hole(next: number): void {
    const [from, to] = [this.version + 1, next - 1]
    this.findings.add('HOLE', from === to ? `第 ${from} 稿不在了` : `第 ${from}—${to} 稿不在了`, { version: from })
    this.doc = undefined
    this.waiting = this.waiting.filter(({ version }) => version === undefined || version < from || version >= next)
  }

  /** The version's text: by its steps where the one before is there, else the whole document kept beside them. */
  private rebuilt(row: VersionRow, before: PmNode | undefined): { doc: PmNode | undefined; proved: boolean } {
    const { version } = row
    if (version === 1 || version <= this.life.loaded) {
      if (row.doc === null) this.findings.add('KEPT', `第 ${version} 稿应当整篇保存，却没有`, { version })
      const doc = this.kept(row, 'HASH')
      return { doc, proved: doc !== undefined }
    }
    const kept = this.kept(row, 'KEPT')
    const bySteps = before && this.replayed(row, before)
    if (!bySteps) return { doc: kept, proved: false }
    if (sm3OfJson(bodyJson(bySteps)) === row.sm3) return { doc: bySteps, proved: true }
    this.findings.add('HASH', `第 ${version} 稿由前一稿重建出来，与其校验值不符`, { version })
    return { doc: kept, proved: false }
  }

  private replayed(row: VersionRow, before: PmNode): PmNode | undefined {
    try {
      return runSteps(before, stepsFromJson(row.steps))
    } catch {
      this.findings.add('STEPS', `第 ${row.version} 稿的步骤接不到前一稿上`, { version: row.version })
      return undefined
    }
  }

  /** The whole document kept with a version, if it is what its SM3 says and this version of the program knows all of it. */
  private kept(row: VersionRow, code: 'HASH' | 'KEPT'): PmNode | undefined {
    if (row.doc === null) return undefined
    if (sm3OfJson(row.doc) !== row.sm3) {
      this.findings.add(code, `第 ${row.version} 稿整篇保存的文本与其校验值不符`, { version: row.version })
      return undefined
    }
    const { doc, faults } = readBodyJson(row.doc)
    const [fault] = faults
    if (fault)
      this.findings.add('SCHEMA', `第 ${row.version} 稿里有本版本不认识的内容（${fault.name}），只能阅读`, {
        version: row.version,
      })
    return fault ? undefined : (doc ?? undefined)
  }

  /** A version's row against the event and the command it came from. */
  private checkOrigin(row: VersionRow): void {
    const { version } = row
    if (version <= this.life.loaded) return
    const save = this.life.saves.get(version)
    if (!save) return this.findings.add('EVENT', `第 ${version} 稿不出自任何一次存稿`, { version })
    const act = this.acts.get(save.cmdId)
    const wrong: string[] = []
    if (row.author !== save.by) wrong.push('存稿人')
    if (row.sm3 !== save.sm3 || (act && act.bodySm3 !== save.sm3)) wrong.push('校验值')
    if (row.cmd_id !== save.cmdId) wrong.push('命令')
    if (row.at !== save.at) wrong.push('时间')
    if (act && row.authored_at !== act.authoredAt) wrong.push('发出时间')
    if (row.tracked !== save.tracked) wrong.push('是否留痕')
    const made = save.late ?? act?.save
    if (row.step !== (made?.step ?? save?.held[0] ?? 'draft')) wrong.push('环节')
    if (row.base_version !== (made?.baseVersion ?? 0)) wrong.push('所据稿次')
    if (wrong.length > 0) this.findings.add('EVENT', `第 ${version} 稿登记的${wrong.join('、')}与存稿记录不符`, { version })
    // a merged version, and one made of a late draft, has steps of its own; any other has exactly those submitted
    const asSent = act?.save?.baseVersion === version - 1 && act.save.resultSm3 === row.sm3
    if (asSent && act?.save && sm3OfJson(row.steps) !== act.save.stepsSm3)
      this.findings.add('STEPS', `第 ${version} 稿的步骤不是当时上报的步骤`, { version })
  }

  /** Proves a version on the one before, as it was proved when it was saved. */
  private proveStep(row: VersionRow, before: PmNode, doc: PmNode): boolean {
    const { version, author, tracked } = row
    const loaded = version <= this.life.loaded
    const state = this.life.state
    const held = loaded ? (state ? stepsHeldBy(state, author) : [row.step]) : (this.life.saves.get(version)?.held ?? [row.step])
    const whole = new ReplaceStep(0, before.content.size, new Slice(doc.content, 0, 0))
    const steps: readonly Step[] = [whole]
    const result = verifySubmission({ base: before, steps, author, held, tracked, now: row.at })
    if (result.ok) return true
    const code = codes[result.code] ?? 'SCHEMA'
    this.findings.add(code, `第 ${version} 稿：${words[code]}（${result.code} ${result.detail}）`, { version })
    return false
  }

  /** The changes a version brought against the table of changes. */
  private checkChanges(
    row: VersionRow,
    before: PmNode | undefined,
    doc: PmNode,
    rows: readonly { change_id: string; author: string; step: string; at: number }[],
  ): void {
    const { version } = row
    if (!before && version > 1) {
      for (const one of rows) this.reading.cameWith.set(one.change_id, version)
      return
    }
    const known = before ? changeSignatures(before) : new Map<string, unknown>()
    const fresh = [...changeSignatures(doc)].filter(([id]) => !known.has(id))
    for (const [id] of fresh) {
      if (this.reading.cameWith.has(id))
        this.findings.add('CHANGE', `第 ${version} 稿又用了第 ${this.reading.cameWith.get(id)} 稿用过的修订编号`, { version, id })
      this.reading.cameWith.set(id, version)
    }
    const loaded = version <= this.life.loaded
    const byId = new Map(rows.map((one) => [one.change_id, one]))
    const wrong = fresh.filter(([id, [who]]) => {
      const told = byId.get(id)
      byId.delete(id)
      return (
        !told ||
        told.author !== row.author ||
        (loaded ? told.at !== who?.at || told.step !== who.step : told.at !== row.at || told.step !== row.step)
      )
    })
    const count = wrong.length + byId.size
    if (count > 0)
      this.findings.add('ROWS', `第 ${version} 稿有 ${count} 处修订与修订登记表不符`, {
        version,
        id: wrong[0]?.[0] ?? [...byId.keys()][0] ?? '',
      })
    const act = this.acts.get(this.life.saves.get(version)?.cmdId ?? '')
    if (act?.changes !== undefined && act.changes !== fresh.length)
      this.findings.add('AUDIT', `第 ${version} 稿有 ${fresh.length} 处新修订，审计记录说是 ${act.changes} 处`, { version })
  }

  /** Decisions and signatures made on the present version, before the next one came. */
  private settle(nextAt: number): void {
    const due = this.waiting.filter((one) => (one.version === undefined ? one.at < nextAt : one.version === this.version))
    if (due.length === 0) return
    this.waiting = this.waiting.filter((one) => !due.includes(one))
    if (!this.doc) return
    const ids = new Set(changeSignatures(this.doc).keys())
    for (const moment of due) this.checkMoment(moment, ids)
  }

  private checkMoment(moment: Moment, ids: ReadonlySet<string>): void {
    const { version } = this
    if (moment.kind === 'decided') {
      const gone = moment.changeIds.filter((id) => !ids.has(id))
      if (gone.length > 0)
        this.findings.add('DECISION', `有 ${gone.length} 条接受或拒绝所指的修订，在当时的第 ${version} 稿里没有`, {
          version,
          id: gone[0] ?? '',
        })
      return
    }
    const stands = this.doc ? sm3OfJson(bodyJson(this.doc)) : ''
    if (moment.bodySm3 !== stands)
      this.findings.add('SIGNATURE', `${moment.by} 签发的不是当时的第 ${version} 稿：签发所记校验值与其不符`, { version })
    const open = [...ids].filter((id) => !moment.decided.has(id))
    const shown = new Set(moment.openChanges)
    if (open.length !== shown.size || open.some((id) => !shown.has(id)))
      this.findings.add('SIGNATURE', `${moment.by} 签发时所列未决修订（${shown.size} 处）与当时实有的（${open.length} 处）不符`, {
        version,
      })
  }
}
