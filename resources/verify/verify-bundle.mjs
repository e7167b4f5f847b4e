#!/usr/bin/env node
/**
 * Checks the bundle of one official document exported from 留痕 by `liuhen-server export-document`.
 *
 *     node verify-bundle.mjs FILE        (Node 20 or newer; nothing to install, no network, no server)
 *
 * Every version of the text is rebuilt here from its recorded steps, every SM3 (GB/T 32905) computed here, and versions,
 * changes, decisions, opinions, the signature, late edits, the clean copy and the audit lines are held against one another.
 * Ends with 0 for 相符 and 1 for 不符. It shares no code with the server. What this proves and what not: docs/decisions/0010-what-a-bundle-proves.md.
 */
import { readFileSync } from 'node:fs'

/* oxlint-disable max-lines -- one file on purpose: a third party reads and runs it as it is */

// --- SM3 -------------------------------------------------------------------------------------------------------------

const rotate = (x, n) => (x << n) | (x >>> (32 - n))

/** SM3 of a text in UTF-8, as 64 hex digits. */
export function sm3(text) {
  const data = new TextEncoder().encode(text)
  const padded = new Uint8Array((((data.length + 8) >> 6) + 1) << 6)
  padded.set(data)
  padded[data.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(padded.length - 8, Math.floor(data.length / 0x20000000))
  view.setUint32(padded.length - 4, data.length << 3)
  const v = new Int32Array([0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e])
  const w = new Int32Array(68)
  for (let block = 0; block < padded.length; block += 64) {
    for (let j = 0; j < 16; j++) w[j] = view.getInt32(block + 4 * j)
    for (let j = 16; j < 68; j++) {
      const x = w[j - 16] ^ w[j - 9] ^ rotate(w[j - 3], 15)
      w[j] = x ^ rotate(x, 15) ^ rotate(x, 23) ^ rotate(w[j - 13], 7) ^ w[j - 6]
    }
    let a = v[0]
    let b = v[1]
    let c = v[2]
    let d = v[3]
    let e = v[4]
    let f = v[5]
    let g = v[6]
    let h = v[7]
    for (let j = 0; j < 64; j++) {
      const a12 = rotate(a, 12)
      const s1 = rotate((a12 + e + rotate(j < 16 ? 0x79cc4519 : 0x7a879d8a, j % 32)) | 0, 7)
      const ff = j < 16 ? a ^ b ^ c : (a & b) | (a & c) | (b & c)
      const gg = j < 16 ? e ^ f ^ g : (e & f) | (~e & g)
      const t1 = (ff + d + (s1 ^ a12) + (w[j] ^ w[j + 4])) | 0
      const t2 = (gg + h + s1 + w[j]) | 0
      d = c
      c = rotate(b, 9)
      b = a
      a = t1
      h = g
      g = rotate(f, 19)
      f = e
      e = t2 ^ rotate(t2, 9) ^ rotate(t2, 17)
    }
    v[0] ^= a
    v[1] ^= b
    v[2] ^= c
    v[3] ^= d
    v[4] ^= e
    v[5] ^= f
    v[6] ^= g
    v[7] ^= h
  }
  return Array.from(v, (x) => (x >>> 0).toString(16).padStart(8, '0')).join('')
}

/** Canonical JSON: keys sorted, no spaces; what every SM3 here is taken of. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item ?? null)).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const keys = Object.keys(value).filter((key) => value[key] !== undefined)
  keys.sort(byText)
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`
}
/** The order of texts by their UTF-16 units, the same on every machine. */
const byText = (a, b) => (a < b ? -1 : a > b ? 1 : 0)
const ordered = (texts) => [...texts].sort(byText)
const sm3Of = (value) => sm3(canonical(value))
const same = (a, b) => canonical(a ?? null) === canonical(b ?? null)

// --- the text of a document, as a row of tokens: a letter, an opening or closing of a block, a picture or line break --

const CLOSE = { close: true }

/** The attributes that are known and not at their default, as a body is stored and hashed. */
function told(attrs, defaults) {
  const kept = Object.entries(attrs ?? {}).filter(([name, value]) => Object.hasOwn(defaults, name) && value !== defaults[name])
  return Object.fromEntries(kept)
}

class Interpreter {
  constructor(schema) {
    this.nodes = schema.nodes
    this.marks = new Map(schema.marks.map((mark, rank) => [mark.name, { ...mark, rank }]))
  }

  node(name) {
    if (!Object.hasOwn(this.nodes, name)) throw new Error(`unknown node ${name}`)
    return this.nodes[name]
  }

  mark({ type, attrs }) {
    const known = this.marks.get(type)
    if (!known) throw new Error(`unknown mark ${type}`)
    return { type, attrs: told(attrs, known.attrs) }
  }

  /** A piece of a document as tokens. */
  tokens(part, into = []) {
    const { inline, leaf, attrs } = this.node(part.type)
    const marks = (part.marks ?? []).map((mark) => this.mark(mark))
    if (part.type === 'text') for (let i = 0; i < part.text.length; i++) into.push({ letter: part.text[i], marks })
    else {
      into.push({ type: part.type, attrs: told(part.attrs, attrs), marks, inline, leaf })
      if (!leaf) {
        for (const child of part.content ?? []) this.tokens(child, into)
        into.push(CLOSE)
      }
    }
    return into
  }

  /** The document tokens stand for. */
  document(tokens) {
    const top = { type: 'doc', content: [] }
    const open = [top]
    let text
    for (const token of tokens) {
      const parent = open.at(-1)
      if (token.letter !== undefined) {
        if (text && sameMarks(text.source, token.marks)) text.node.text += token.letter
        else {
          text = { source: token.marks, node: withMarks({ type: 'text', text: token.letter }, token.marks) }
          parent.content.push(text.node)
        }
        continue
      }
      text = undefined
      if (token === CLOSE) {
        if (parent.content.length === 0) delete parent.content
        if (open.length === 1) throw new Error('a block closes that was not open')
        open.pop()
      } else {
        const node = withMarks({ type: token.type }, token.marks)
        if (Object.keys(token.attrs).length > 0) node.attrs = token.attrs
        parent.content.push(node)
        if (!token.leaf) open.push(Object.assign(node, { content: [] }))
      }
    }
    if (open.length > 1) throw new Error('a block stays open')
    return top
  }

  /** The tokens of a slice: without the openings and closings that join what stands around it. */
  slice(json) {
    const { content = [], openStart = 0, openEnd = 0 } = json ?? {}
    const all = []
    for (const part of content) this.tokens(part, all)
    const cut = all.slice(0, openStart).concat(all.slice(all.length - openEnd))
    if (cut.some((token, i) => (i < openStart ? token.type === undefined : token !== CLOSE)))
      throw new Error('a slice that is none')
    return all.slice(openStart, all.length - openEnd)
  }

  /** A set of marks with one more, in the order of the schema. */
  added(mark, marks) {
    const { rank, excludesItself } = this.marks.get(mark.type)
    if (marks.some((other) => same(other, mark))) return marks
    const kept = marks.filter((other) => !(excludesItself && other.type === mark.type))
    const at = kept.findIndex((other) => this.marks.get(other.type).rank > rank)
    return at < 0 ? [...kept, mark] : [...kept.slice(0, at), mark, ...kept.slice(at)]
  }

  /** One step on a row of tokens, in place; throws where it does not fit. */
  step(tokens, step) {
    const { stepType, from, to } = step
    const check = (a, b) => {
      if (!(Number.isInteger(a) && Number.isInteger(b) && a >= 0 && a <= b && b <= tokens.length))
        throw new Error('outside the text')
    }
    const put = (fresh) => {
      check(from, to)
      // a long text is put in by parts, so that it need not fit on the stack
      tokens.splice(from, to - from)
      for (let i = 0; i < fresh.length; i += 1_000) tokens.splice(from + i, 0, ...fresh.slice(i, i + 1_000))
    }
    const remark = (change) => {
      check(from, to)
      const done = new Map()
      for (let i = from; i < to; i++) {
        const token = tokens[i]
        if (token.letter === undefined && !token.inline) continue
        if (!done.has(token.marks)) done.set(token.marks, change(token.marks))
        tokens[i] = { ...token, marks: done.get(token.marks) }
      }
    }
    const without = (mark) => (marks) => {
      const at = marks.findIndex((other) => same(other, mark))
      return at < 0 ? marks : [...marks.slice(0, at), ...marks.slice(at + 1)]
    }
    const renew = (change) => {
      const token = tokens[step.pos]
      if (token?.type === undefined) throw new Error('no block there')
      tokens[step.pos] = { ...token, ...change(token, this.node(token.type).attrs) }
    }
    switch (stepType) {
      case 'replace':
        return put(this.slice(step.slice))
      case 'replaceAround': {
        const slice = this.slice(step.slice)
        check(step.gapFrom, step.gapTo)
        const gap = tokens.slice(step.gapFrom, step.gapTo)
        return put([...slice.slice(0, step.insert), ...gap, ...slice.slice(step.insert)])
      }
      case 'addMark': {
        const mark = this.mark(step.mark)
        return remark((marks) => this.added(mark, marks))
      }
      case 'removeMark':
        return remark(without(this.mark(step.mark)))
      case 'addNodeMark':
        return renew(({ marks }) => ({ marks: this.added(this.mark(step.mark), marks) }))
      case 'removeNodeMark':
        return renew(({ marks }) => ({ marks: without(this.mark(step.mark))(marks) }))
      case 'attr':
        return renew(({ attrs }, defaults) => ({ attrs: told({ ...attrs, [step.attr]: step.value }, defaults) }))
      case 'trk':
        return renew(({ inline, attrs }, defaults) => {
          if (inline || !Object.hasOwn(defaults, 'trk')) throw new Error('no block to mark')
          const trk = entriesAfter(attrs.trk ?? [], step)
          return { attrs: told({ ...attrs, trk: trk.length > 0 ? trk : null }, defaults) }
        })
      default:
        throw new Error(`unknown step ${stepType}`)
    }
  }
}

/** A block's list of changes after some were taken out and some put in. */
function entriesAfter(entries, { add, remove }) {
  const list = entries.filter((entry) => !remove.includes(keyOf(entry)))
  for (const { entry, at } of add) {
    if (list.some((other) => keyOf(other) === keyOf(entry))) throw new Error('an entry that is there already')
    if (at !== undefined && at < list.length) list.splice(at, 0, entry)
    else list.push(entry)
  }
  return list
}

const keyOf = (entry) => (entry.k === 'attr' ? `${entry.id}/attr/${entry.name}` : `${entry.id}/${entry.k}`)
const sameMarks = (a, b) => a === b || (a.length === b.length && same(a, b))

function withMarks(node, marks) {
  if (marks.length > 0) node.marks = marks.map(({ type, attrs }) => (Object.keys(attrs).length > 0 ? { type, attrs } : { type }))
  return node
}

/** A body after steps; both as plain JSON. Throws where a step does not fit. */
export function applySteps(schema, body, steps) {
  const interpreter = new Interpreter(schema)
  const tokens = interpreter.tokens(body).slice(1, -1)
  for (const step of steps) interpreter.step(tokens, step)
  return interpreter.document(tokens)
}

/** Who signed each change of a body, by change id; a change signed in two ways has two. */
function signaturesOf(body) {
  const found = new Map()
  const add = ({ id = '', author = '', at = 0, step = '' }) => {
    const who = canonical({ author, at, step })
    if (!found.has(id)) found.set(id, new Set())
    found.get(id).add(who)
  }
  const walk = (part) => {
    for (const { type, attrs } of part.marks ?? []) if (type === 'ins' || type === 'del' || type === 'fmt') add(attrs ?? {})
    for (const entry of part.attrs?.trk ?? []) add(entry)
    for (const child of part.content ?? []) walk(child)
  }
  walk(body)
  return found
}

/** What a clean copy must not hold any more: a mark of tracking or a comment, or a recorded change. Undefined where it is clean. */
function remnantIn(part) {
  const mark = (part.marks ?? []).find(({ type }) => ['ins', 'del', 'fmt', 'comment'].includes(type))
  if (mark) return mark.type
  if (part.attrs?.trk) return 'trk'
  for (const child of part.content ?? []) {
    const found = remnantIn(child)
    if (found) return found
  }
  return undefined
}

/** The text that lives by the verdicts, letter by letter from the marks alone; pictures and breaks as what they are. */
function livingText(schema, body, verdictOf) {
  const interpreter = new Interpreter(schema)
  const isGone = ({ type, attrs }) =>
    (type === 'ins' && verdictOf(attrs.id) === 'reject') || (type === 'del' && verdictOf(attrs.id) !== 'reject')
  return interpreter
    .tokens(body)
    .filter((token) => (token.letter !== undefined || token.inline) && !token.marks.some(isGone))
    .map(({ letter, type, attrs }) => letter ?? `<${type} ${canonical(attrs)}>`)
    .join('')
}

// --- the checks ------------------------------------------------------------------------------------------------------

/** Checks the text of a bundle file. Gives the findings and what a reader wants to see first. */
export function verifyBundle(text) {
  const check = new Check()
  try {
    check.run(text)
  } catch (error) {
    check.find('BUNDLE', `案卷读不下去：${error.message}`)
  }
  const { findings, facts } = check
  return { ok: findings.length === 0, findings, facts }
}

class Check {
  findings = []
  facts = {}

  find(code, words, version) {
    this.findings.push(version === undefined ? { code, words } : { code, words, version })
  }

  /** Says what differs between two lists of rows, if anything. */
  rows(code, what, found, wanted) {
    if (same(found, wanted)) return
    const at = found.findIndex((row, i) => !same(row, wanted[i]))
    this.find(
      code,
      `${what}对不上：案卷里 ${found.length} 行，应有 ${wanted.length} 行，从第 ${(at < 0 ? found.length : at) + 1} 行起不同`,
    )
  }

  run(text) {
    const file = JSON.parse(text)
    const { bundle } = file
    if (canonical(file) !== text.trimEnd()) this.find('SEAL', '案卷不是规范的 JSON：写法被改动过')
    if (sm3Of(bundle) !== file.sm3 || Object.keys(file).length !== 2) this.find('SEAL', '案卷的校验值与内容不符')
    if (bundle.format !== 'liuhen-bundle/1') return this.find('BUNDLE', `不认识的案卷格式 ${bundle.format}`)
    this.bundle = bundle
    this.facts = {
      docId: bundle.docId,
      county: bundle.county,
      exportedAt: bundle.exportedAt,
      sm3: file.sm3,
      audit: { chain: bundle.audit.chain, ...bundle.audit.head },
      versions: bundle.versions.length,
      names: bundle.names,
      lines: [],
    }
    this.audit()
    this.acts()
    this.events()
    this.versions()
    this.opinions()
    this.late()
    this.rows('ROWS', '修订登记', bundle.changes, this.changes)
    this.rows('ROWS', '接受、拒绝的登记', bundle.decisions, sorted(this.decisions))
    this.people()
  }

  /** The document's own audit lines: each hashed again, linked to its neighbour; lines of other documents are only counted. */
  audit() {
    const { chain, head, lines, others } = this.bundle.audit
    if (chain !== `doc-${this.bundle.docId.at(-1)}`) this.find('AUDIT', '审计链不是本件的')
    const spans = [...lines.map(({ seq }) => [seq, seq]), ...others].sort((a, b) => a[0] - b[0])
    let next = 1
    for (const [from, to] of spans) {
      if (from !== next || to < from) this.find('AUDIT', `审计链从第 ${next} 行起有缺或有重`)
      next = to + 1
    }
    if (next !== head.seq + 1) this.find('AUDIT', '审计链没有接到链头')
    if (others.some(([from], i) => i > 0 && from <= others[i - 1][1] + 1)) this.find('AUDIT', '审计链上他件的行次序不对')
    let before
    for (const line of lines) {
      const { hash, ...fields } = line
      const { seq, at, actor, kind, doc_id, code, detail, prev_hash } = fields
      if (sm3Of([line.chain, seq, at, actor, kind, doc_id, code, detail, prev_hash]) !== hash || Object.keys(fields).length !== 9)
        this.find('AUDIT', `审计链第 ${seq} 行被改动过`)
      if (line.chain !== chain || doc_id !== this.bundle.docId) this.find('AUDIT', `审计链第 ${seq} 行不是本件的`)
      if (before && before.seq >= seq) this.find('AUDIT', `审计链第 ${seq} 行次序不对`)
      const previous = before?.seq === seq - 1 ? before.hash : seq === 1 ? '0'.repeat(64) : undefined
      if (previous !== undefined && previous !== prev_hash) this.find('AUDIT', `审计链第 ${seq} 行接不上前一行`)
      before = line
    }
    if (before?.seq === head.seq && before.hash !== head.hash) this.find('AUDIT', '链头与最后一行不符')
  }

  /** What was done, from the audit lines, with the arguments they name by SM3. */
  acts() {
    // of refused commands only those are told that left an event: late edits that were kept
    const lines = this.bundle.audit.lines.filter(
      (line) =>
        line.kind === 'command.applied' || (line.kind === 'command.rejected' && JSON.parse(line.detail).events?.length > 0),
    )
    this.done = new Map()
    lines.forEach((line, i) => {
      const detail = JSON.parse(line.detail)
      const given = this.bundle.acts[i]
      if (given?.id !== detail.command) return this.find('ARGS', `审计链第 ${line.seq} 行所记的命令不在案卷的相应位置`)
      const argSm3 = sm3Of([detail.name, given.ver, this.bundle.docId, sm3Of(given.args)])
      if (argSm3 !== detail.argSm3 || Object.keys(given).length !== 3) this.find('ARGS', `命令（${detail.name}）的参数被改动过`)
      const refused = line.kind === 'command.applied' ? null : line.code
      this.done.set(given.id, { ...detail, args: given.args, actor: line.actor, at: line.at, refused, told: false })
    })
    if (this.bundle.acts.length !== lines.length) this.find('ARGS', '命令与审计行数目不符')
    // what a command on another document did to this one, and what the server did by itself: the line tells all there is
    for (const line of this.bundle.audit.lines) {
      if (line.kind !== 'effect.applied' && line.kind !== 'server.applied') continue
      const detail = JSON.parse(line.detail)
      const beside = line.kind === 'server.applied' ? ownEvents : effectEvents
      const strange = detail.events.filter((type) => !beside.includes(type))
      if (strange.length > 0 || detail.eventsSm3 === undefined || this.done.has(detail.command))
        this.find('ARGS', `审计链第 ${line.seq} 行记的不是他件的命令或服务器所能办的`)
      this.done.set(detail.command, { ...detail, args: {}, actor: line.actor, at: line.at, refused: null, told: false })
    }
  }

  /** The events, held against the audit lines; then told again to know whose turn it was. */
  events() {
    this.saves = new Map()
    this.moments = []
    this.decisions = []
    this.branches = new Map()
    this.cleans = []
    /** clean copies that were made when a signature was last lifted */
    this.lifted = 0
    this.state = undefined
    this.loaded = 0
    this.bundle.events.forEach(({ rev, n }, i) => {
      const before = this.bundle.events[i - 1]
      if (before && !(rev > before.rev || (rev === before.rev && n > before.n)))
        this.find('EVENT', `第 ${rev} 次办理的事件次序不对`)
    })
    const groups = Map.groupBy ? Map.groupBy(this.bundle.events, (row) => row.rev) : grouped(this.bundle.events)
    let last = -1
    for (const [rev, rows] of groups) {
      if (rev <= last) this.find('EVENT', `第 ${rev} 次办理的次序不对`)
      last = rev
      this.group(rev, rows)
    }
    for (const act of this.done.values())
      if (act.events.length > 0 && !act.told) this.find('EVENT', `命令（${act.name}）留下的事件不在了`)
  }

  group(rev, rows) {
    const [{ cmdId, event: first }] = rows
    if (rows.some((row) => Object.keys(row).length !== 6)) this.find('EVENT', `第 ${rev} 次办理的事件形状不对`)
    if (cmdId === null) {
      const [row] = rows
      if (
        this.state ||
        first.type !== 'DraftCreated' ||
        rows.length > 1 ||
        (this.done.size > 0 && rev > Math.min(...[...this.done.values()].map((act) => act.rev)))
      )
        return this.find('EVENT', `第 ${rev} 次办理的事件不出自任何命令`)
      if (row.n !== 0 || row.rev !== first.doc.rev || row.actor !== first.doc.drafter.userId || row.at !== first.doc.updatedAt)
        this.find('EVENT', '导入事件的登记与其内容不符')
      return this.load(first.doc)
    }
    const act = this.done.get(cmdId)
    if (!act) return this.find('EVENT', `第 ${rev} 次办理的事件没有审计记录`)
    act.told = true
    const events = rows.map((row) => row.event)
    const right = (row, i) =>
      row.cmdId === cmdId && row.n === i && row.rev === act.rev && row.actor === act.actor && row.at === act.at
    if (!rows.every(right)) this.find('EVENT', `第 ${rev} 次办理的事件登记与审计记录不符`)
    if (
      !same(
        events.map((event) => event.type),
        act.events,
      )
    )
      this.find('EVENT', `第 ${rev} 次办理的事件种类与审计记录不符`)
    if (act.eventsSm3 !== undefined && sm3Of(events) !== act.eventsSm3) this.find('EVENT', `第 ${rev} 次办理的事件被改动过`)
    for (const event of events) this.event(event, act, cmdId)
  }

  event(event, act, cmdId) {
    if (event.type === 'DraftCreated' || event.type === 'Arrived') {
      if (this.state) return this.find('EVENT', `公文开始了两次`)
      this.state = { ...event.doc }
      // a copy comes with the text of its sender, before anybody wrote in it
      const copied = event.type === 'Arrived' && event.doc.links?.some(({ as }) => as === 'original')
      this.saves.set(event.doc.bodyVersion, {
        act,
        cmdId,
        sm3: event.doc.bodySm3,
        by: act.actor,
        tracked: false,
        held: [copied ? 'receive' : 'draft'],
      })
      return
    }
    const { state } = this
    if (!state) return this.find('EVENT', `事件 ${event.type} 之前没有公文`)
    const open = state.tasks.find(isRouteTurn)
    const own = state.tasks.find((task) => isRouteTurn(task) && holds(task, act.actor))
    const ends = state.state === 'F6' || state.state === 'X1' || state.state === 'X2'
    switch (event.type) {
      case 'BodySaved': {
        const drafts = state.codrafters.some((one) => one.userId === event.by)
        const held = state.tasks.filter((task) => holds(task, event.by)).map((task) => task.step)
        if (drafts) held.push('draft')
        // late edits stay those of who wrote them, whoever brought them in
        const late = act.name === 'BringInBranch' ? this.branches.get(act.args.branchId)?.branch : undefined
        const { version, sm3: hash } = event.body
        this.saves.set(version, { act, cmdId, sm3: hash, by: event.by, tracked: state.tracked, held, late })
        if (act.refused !== null || event.by !== (late?.by.userId ?? act.actor))
          this.find(late ? 'BRANCH' : 'EVENT', `第 ${version} 稿署的不是写这些修改的人`)
        const drafting = open?.step === 'draft' && state.codrafters.some((one) => one.userId === act.actor)
        if (!(own || drafting) || ends) this.find('EVENT', `第 ${version} 稿存稿时并不轮到存稿人`)
        if (event.body.version !== state.bodyVersion + 1)
          this.find('EVENT', `第 ${event.body.version} 稿之前不是第 ${state.bodyVersion} 稿`)
        this.state = { ...state, bodyVersion: event.body.version }
        return
      }
      case 'ChangesDecided':
        for (const { changeIds, verdict, by, step, at } of event.decisions) {
          if (ends || by.userId !== act.actor || !own || !['draft', 'check'].includes(own.step))
            this.find('DECISION', `${by.name} 接受或拒绝了修订，当时并不轮到他（她）`)
          this.moments.push({ kind: 'decided', version: state.bodyVersion, changeIds })
          for (const changeId of changeIds) this.decisions.push({ changeId, verdict, by: by.userId, step, at, cmdId })
        }
        this.state = { ...state, decisions: [...state.decisions, ...event.decisions] }
        return
      case 'Signed':
        if (own?.step !== 'sign' || event.signed.by.userId !== act.actor)
          this.find('SIGNATURE', `${event.signed.by.name} 签发时并不轮到他（她）签发`)
        this.moments.push({
          kind: 'signed',
          version: state.bodyVersion,
          signed: event.signed,
          decided: decidedIn(state.decisions),
        })
        this.turns({ ...state, state: 'F6' }, event, [event.taskId], act)
        return
      case 'SignatureLifted': // 实质性修改: the same signer again, and then another clean copy
        this.lifted = this.cleans.length
        this.turns({ ...state, state: 'F5' }, event, [open?.id], act)
        return
      case 'Submitted':
      case 'Approved':
      case 'Returned':
      case 'Withdrawn': {
        const id = event.taskId ?? open?.id
        const group = state.tasks.find((task) => task.id === id)?.group
        // when a parallel step is over nobody is asked there any more
        const asked = group === undefined ? [] : state.tasks.filter((task) => task.group === group).map((task) => task.id)
        this.turns({ ...state, tracked: state.tracked || event.type === 'Submitted' }, event, [id, ...asked], act)
        return
      }
      case 'Terminated':
        this.turns(
          { ...state, state: 'X1' },
          event,
          state.tasks.map((task) => task.id),
          act,
        )
        return
      case 'DelegatesSet': {
        const tasks = state.tasks.map((task) => (task.id === event.taskId ? { ...task, delegates: event.delegates } : task))
        this.state = { ...state, tasks }
        return
      }
      case 'DraftDiscarded':
        this.state = { ...state, state: 'X2' }
        return
      case 'CodrafterAdded':
        this.state = { ...state, codrafters: [...state.codrafters, event.person] }
        return
      case 'CodrafterRemoved':
        this.state = { ...state, codrafters: state.codrafters.filter((one) => one.userId !== event.userId) }
        return
      case 'LeaseBroken':
        this.state = { ...state, tracked: true }
        return
      case 'BranchKept': {
        const { branch } = event
        const { args, name, refused, actor, at } = act
        // 会签: what a consulted unit suggests is kept by the opinion it came with
        const suggests = name === 'GiveConsultOpinion'
        const sent = suggests ? args.suggestion : args
        const told = [suggests || name === 'SubmitBody', refused ?? (suggests ? SUGGESTION : null), cmdId, actor]
        const { id, by, baseVersion, code, settled } = branch
        const wanted = [true, code, id, by.userId, baseVersion, branch.at, settled]
        if (!same([...told, sent?.baseVersion, at, null], wanted) || this.branches.has(id))
          this.find('BRANCH', `${by.name} 未并入的修改，与没有被接受的存稿不符`)
        this.branches.set(id, { branch, settled: null })
        return
      }
      case 'BranchSettled': {
        const { branchId, settled } = event
        const isIn = settled?.how === 'broughtIn'
        const kept = this.branches.get(branchId)
        const told = [isIn ? 'BringInBranch' : 'PutBranchAside', branchId, null]
        const by = settled && [settled.by.userId, settled.at, settled.version]
        // 不采纳 of what a unit suggested puts it aside
        const rejected = act.name === 'RecordAdoption' && settled?.how === 'putAside' && kept?.branch.code === SUGGESTION
        if (
          !kept ||
          kept.settled?.how === 'broughtIn' ||
          !(rejected || same(told, [act.name, act.args.branchId, act.refused])) ||
          (by && !same(by, [act.actor, act.at, isIn ? state.bodyVersion + 1 : null]))
        )
          this.find('BRANCH', `未并入的修改 ${branchId} 的处理，与命令或所存的稿不符`)
        if (kept) kept.settled = settled
        this.state = { ...state, tracked: state.tracked || isIn }
        return
      }
      case 'CleanCopyMade': {
        const { clean } = event
        const told = [clean.version, clean.by.userId, clean.at, clean.sm3, act.refused]
        if (
          state.state !== 'F6' ||
          this.cleans.length > this.lifted ||
          !same(told, [state.bodyVersion, act.actor, act.at, act.args.sm3, null])
        )
          this.find('CLEAN', '清稿与签发的稿或命令不符')
        this.cleans.push({ ...clean, cmdId, verdicts: verdictsIn(state.decisions) })
        return
      }
      default: // what the chapters of 发文, 收文, 会签 and 流转 add; opened tasks, attachments and drawings move no turn
        this.turns(state, event, endsTurn.includes(event.type) ? [event.taskId, ...(event.taskIds ?? [])] : [], act)
    }
  }

  /** The document after an event that ended these turns: with its opinion and the turns it opens. */
  turns(state, event, ended, { at, actor }) {
    const { opinion, next, turn, alongside = [], tasks = [], reading = [] } = event
    const stays = state.tasks.map((task) =>
      ended.includes(task.id) && task.doneAt === null ? { ...task, doneAt: at, doneBy: opinion?.by ?? { userId: actor } } : task,
    )
    const opened = [next, turn, ...alongside, ...tasks, ...reading].filter((task) => task?.assignee !== undefined)
    const opinions = opinion ? [...state.opinions, opinion] : state.opinions
    this.state = { ...state, tasks: [...stays, ...opened], opinions }
  }

  /** A document that came with its county: its state tells what was done before. */
  load(doc) {
    this.state = { ...doc }
    this.loaded = doc.bodyVersion
    const turn = (steps, userId, at) =>
      doc.tasks.some(
        (task) =>
          steps.includes(task.step) &&
          task.assignee.userId === userId &&
          task.arrivedAt <= at &&
          (task.doneAt === null || at <= task.doneAt),
      )
    for (const { changeIds, by, at } of doc.decisions) {
      if (!turn(['draft', 'check'], by.userId, at)) this.find('DECISION', `${by.name} 接受或拒绝了修订，当时并不轮到他（她）`)
      this.moments.push({ kind: 'decided', at, changeIds })
    }
    const { signed } = doc
    if (!signed) return
    if (!turn(['sign'], signed.by.userId, signed.at)) this.find('SIGNATURE', `${signed.by.name} 签发时并不轮到他（她）签发`)
    this.moments.push({
      kind: 'signed',
      at: signed.at,
      signed,
      decided: decidedIn(doc.decisions.filter((one) => one.at <= signed.at)),
    })
  }

  /** Every version from the first: rebuilt, hashed, held against who saved it; then what was decided and signed on it. */
  versions() {
    const { versions, schema } = this.bundle
    this.changes = []
    this.sm3s = new Map()
    const brought = new Set()
    let body
    let signatures = new Map()
    versions.forEach((row, i) => {
      const version = i + 1
      if (row.version !== version) this.find('HOLE', `第 ${version} 稿的位置上是第 ${row.version} 稿`, version)
      if (Object.keys(row).length !== 11) this.find('EVENT', `第 ${version} 稿的登记形状不对`, version)
      const act = this.origin(row, version)
      body = this.rebuilt(row, act, body, schema, version)
      this.sm3s.set(row.sm3, Math.min(row.at, this.sm3s.get(row.sm3) ?? Infinity))
      const now = body ? signaturesOf(body) : new Map()
      if (body) this.signed(row, version, signatures, now, brought, act)
      signatures = now
      const next = versions[i + 1]
      if (body) this.settle(version, next && version < this.loaded ? next.at : Infinity, body, now)
      if (body) this.beside(version, body)
      if (body) this.facts.lines.push({ version, author: row.author, step: row.step, at: row.at, sm3: row.sm3 })
    })
    if (this.state && this.state.bodyVersion !== versions.length)
      this.find('HOLE', `事件说有 ${this.state.bodyVersion} 稿，案卷里有 ${versions.length} 稿`)
    if (this.moments.length > 0) this.find('DECISION', `有 ${this.moments.length} 次接受、拒绝或签发所在的稿次读不出来`)
    this.changes.sort((a, b) => a.version - b.version || byText(a.id, b.id))
  }

  /** A version's row against the command and event it came from. */
  origin(row, version) {
    if (version <= this.loaded) {
      if (row.cmdId !== null || row.baseVersion !== version - 1 || row.authoredAt !== row.at)
        this.find('EVENT', `第 ${version} 稿的导入登记不对`, version)
      const { state } = this
      // the text of a 收文 is its sender's: nobody here had a turn to write it
      if (state.kind === 'incoming' && version === 1 && state.drafter.userId === row.author) return undefined
      if (
        !state.tasks.some(
          (task) =>
            task.step === row.step &&
            task.assignee.userId === row.author &&
            task.arrivedAt <= row.at &&
            (task.doneAt ?? row.at) >= row.at,
        )
      )
        this.find('EVENT', `第 ${version} 稿存稿时并不轮到存稿人`, version)
      return undefined
    }
    const save = this.saves.get(version)
    if (!save) {
      this.find('EVENT', `第 ${version} 稿不出自任何一次存稿`, version)
      return undefined
    }
    const { act, late } = save
    const made = late ?? act.args
    const step = made.step ?? save.held[0] ?? 'draft'
    const wanted = [
      save.by,
      save.sm3,
      save.cmdId,
      act.at,
      act.authoredAt ?? row.authoredAt,
      save.tracked,
      step,
      made.baseVersion ?? 0,
      act.bodySm3,
      act.bodyVersion,
    ]
    const found = [
      row.author,
      row.sm3,
      row.cmdId,
      row.at,
      row.authoredAt,
      row.tracked,
      row.step,
      row.baseVersion,
      row.sm3,
      row.version,
    ]
    if (!same(wanted, found)) this.find('EVENT', `第 ${version} 稿的登记与存稿记录不符`, version)
    return act
  }

  rebuilt(row, act, before, schema, version) {
    try {
      const steps = row.steps ?? act?.args.steps
      // what was made of a draft whose lease was broken has steps of its own, and another text than the one submitted
      const asSent = act?.args.steps && act.args.baseVersion === version - 1 && act.args.resultSm3 === row.sm3
      if (asSent && row.steps !== null && !same(row.steps, act.args.steps))
        this.find('STEPS', `第 ${version} 稿的步骤不是当时上报的步骤`, version)
      if (version > 1 && version > this.loaded && (row.body !== null || !before)) {
        if (before) this.find('KEPT', `第 ${version} 稿不该另带全文`, version)
        else return undefined
      }
      const first = version === 1 || version <= this.loaded
      const body = first ? applySteps(schema, row.body ?? act?.args.body, steps ?? []) : applySteps(schema, before, steps)
      if (sm3Of(body) === row.sm3) return body
      this.find('HASH', `第 ${version} 稿重建出来与其校验值不符`, version)
    } catch (error) {
      this.find('STEPS', `第 ${version} 稿无法重建：${error.message}`, version)
    }
    return undefined
  }

  /** Who signed what is new in a version, and that nothing earlier is gone or signed anew. */
  signed(row, version, before, now, brought, act) {
    const held =
      version <= this.loaded
        ? this.state.tasks.filter((task) => task.assignee.userId === row.author).map((task) => task.step)
        : (this.saves.get(version)?.held ?? [])
    for (const [id, who] of before)
      if (!same(ordered(who), ordered(now.get(id) ?? [])))
        this.find('CHANGE', `第 ${version} 稿：以前的修订 ${id} 少了或被改动`, version)
    let fresh = 0
    for (const [id, signatures] of now) {
      if (before.has(id)) continue
      fresh++
      if (brought.has(id)) this.find('CHANGE', `第 ${version} 稿又用了用过的修订编号 ${id}`, version)
      brought.add(id)
      const [who, second] = [...signatures].map((one) => JSON.parse(one))
      if (second || who.author !== row.author || who.at > row.at + 86_400_000)
        this.find('AUTHOR', `第 ${version} 稿：修订 ${id} 不是存稿人所署`, version)
      if (!held.includes(who.step)) this.find('STEP', `第 ${version} 稿：修订 ${id} 署在存稿人没有担任过的环节上`, version)
      const told = version <= this.loaded ? { step: who.step, at: who.at } : { step: row.step, at: row.at }
      this.changes.push({ id, author: row.author, version, ...told })
    }
    const tracks = version <= this.loaded ? fresh > 0 || (version > 1 && this.state.tracked) : row.tracked
    if (tracks !== row.tracked || (!row.tracked && fresh > 0)) this.find('CHANGE', `第 ${version} 稿：留痕与否不对`, version)
    if (act?.changes !== undefined && act.changes !== fresh)
      this.find('AUDIT', `第 ${version} 稿有 ${fresh} 处新修订，审计记录说是 ${act.changes} 处`, version)
  }

  /** Decisions and the signature made while this version stood. */
  settle(version, until, body, now) {
    const due = this.moments.filter((one) =>
      one.version === undefined ? version <= this.loaded && one.at < until : one.version === version,
    )
    this.moments = this.moments.filter((one) => !due.includes(one))
    for (const moment of due) {
      if (moment.kind === 'decided') {
        const gone = moment.changeIds.filter((id) => !now.has(id))
        if (gone.length > 0)
          this.find('DECISION', `有 ${gone.length} 条接受或拒绝所指的修订，在当时的第 ${version} 稿里没有`, version)
        continue
      }
      if (moment.signed.bodySm3 !== sm3Of(body)) this.find('SIGNATURE', `签发的不是当时的第 ${version} 稿`, version)
      const open = [...now.keys()].filter((id) => !moment.decided.has(id))
      if (!same(ordered(open), ordered(moment.signed.openChanges)))
        this.find('SIGNATURE', '签发时所列未决修订与当时实有的不符', version)
    }
  }

  /** What lies beside this version: late edits fit it, and the clean copy is it with the verdicts applied. */
  beside(version, body) {
    for (const { branch } of this.branches.values()) {
      if (branch.baseVersion !== version) continue
      try {
        applySteps(this.bundle.schema, body, stepsOf(this.done.get(branch.id)?.args) ?? [])
      } catch (error) {
        this.find('BRANCH', `${branch.by.name} 未并入的修改接不到第 ${version} 稿上：${error.message}`, version)
      }
    }
    for (const clean of this.cleans) {
      const row = this.bundle.cleanCopies.find((one) => one.version === version && one.cmdId === clean.cmdId)
      if (clean.version !== version || !row) continue
      if (sm3Of(row.body) !== clean.sm3) this.find('CLEAN', `第 ${version} 稿的清稿与其校验值不符`, version)
      const left = remnantIn(row.body)
      if (left !== undefined) this.find('CLEAN', `第 ${version} 稿的清稿里还有标记（${left}）`, version)
      const [wanted, got] = [
        livingText(this.bundle.schema, body, (id) => clean.verdicts.get(id)),
        livingText(this.bundle.schema, row.body, () => undefined),
      ]
      if (wanted !== got) this.find('CLEAN', `第 ${version} 稿的清稿，文字不是按接受、拒绝得出的`, version)
    }
  }

  /** The tables of late edits and clean copies against the events; what was brought in is a version of who wrote it. */
  late() {
    const { branches, cleanCopies } = this.bundle
    const kept = [...this.branches.values()].map(({ branch, settled }) => {
      const { id, by, baseVersion, code, at } = branch
      if (settled?.how === 'broughtIn' && this.saves.get(settled.version)?.by !== by.userId)
        this.find('BRANCH', `第 ${settled.version} 稿说是并入了 ${by.name} 的修改，却不是本人署名的稿`)
      return { id, by: by.userId, baseVersion, code, at, settledAt: settled?.at ?? null, steps: null }
    })
    kept.sort((a, b) => a.at - b.at || byText(a.id, b.id))
    this.rows('BRANCH', '未并入的修改的登记', branches, kept)
    const cleans = this.cleans.map(({ version, sm3: hash, by, at, cmdId }) => ({ version, sm3: hash, by: by.userId, at, cmdId }))
    this.rows(
      'CLEAN',
      '清稿的登记',
      cleanCopies.map(({ body: _body, ...row }) => row),
      cleans,
    )
  }

  /** Every opinion rests on a version, or on a text that was sent in and merged into one. */
  opinions() {
    const sent = new Set([...this.done.values()].map(({ args }) => (args.suggestion ?? args).resultSm3))
    for (const { by, basisSm3, at } of this.state?.opinions ?? []) {
      const since = this.sm3s.get(basisSm3)
      if ((since === undefined || since > at) && !sent.has(basisSm3))
        this.find('BASIS', `${by.name} 的意见所依据的文本不是任何一稿`)
    }
  }

  /** The names given beside the record are those in it. */
  people() {
    const { names } = this.bundle
    for (const { assignee } of this.state?.tasks ?? [])
      if (names[assignee.userId] !== assignee.name) this.find('BUNDLE', `姓名表里的 ${assignee.userId} 与办理记录不符`)
    const wanted = [
      ...(this.state?.tasks ?? []).map((task) => task.assignee.userId),
      ...this.bundle.audit.lines.map((line) => line.actor),
    ].filter((id) => id !== 'system')
    if (!same(ordered(Object.keys(names)), ordered(new Set(wanted)))) this.find('BUNDLE', '姓名表里的人与办理记录不符')
  }
}

/** What a command on another document may do to this one, and what the server may do by itself: nothing to its text. */
const effectEvents =
  'Arrived ReceiptNoted CopyRecalled IssueMarked Linked ReplyNoted TurnGiven SuccessorNamed DelegatesSet'.split(' ')
const ownEvents = ['TurnEscalated', 'DelegatesSet']
/** Turns that end while text can still be written; what ends them later is of no account for the text. */
const endsTurn = ['SignerAdded', 'TurnPassed', 'TurnJoined', 'TurnGiven', 'ReadMarked', 'ConsultAnswered', 'ConsultEnded']
/** What late edits are kept under that a consulted unit suggested. */
const SUGGESTION = 'WF-SUGGESTION'

/** The edits a command carries. */
const stepsOf = (args) => args?.suggestion?.steps ?? args?.steps

/** An open turn of the main route; the others read or give an opinion beside it. */
const isRouteTurn = ({ doneAt, kind = 'handle' }) => doneAt === null && kind === 'handle'
/** Whether a turn is somebody's: its holder's, of the same post, or standing in for them. */
const holds = ({ assignee, pool = [], delegates = [], doneBy }, userId) =>
  [assignee, ...pool, ...delegates.map((one) => one.person), doneBy].some((one) => one?.userId === userId)

function grouped(rows) {
  const groups = new Map()
  for (const row of rows) groups.set(row.rev, [...(groups.get(row.rev) ?? []), row])
  return groups
}

/** Change ids with a verdict in force. */
const decidedIn = (decisions) => new Set(verdictsIn(decisions).keys())

/** The verdict in force by change id: the newest counts, 撤销 goes back to the one before. */
function verdictsIn(decisions) {
  const given = new Map()
  for (const { changeIds, verdict } of decisions)
    for (const id of changeIds) {
      const before = given.get(id) ?? []
      if (verdict === 'undo') given.set(id, before.slice(0, -1))
      else if (before.at(-1) !== verdict) given.set(id, [...before, verdict])
    }
  return new Map([...given].filter(([, all]) => all.length > 0).map(([id, all]) => [id, all.at(-1)]))
}

/** Decisions as the bundle lists them. */
const sorted = (decisions) =>
  decisions
    .map((one) => [canonical([one.at, one.cmdId, one.changeId, one.verdict]), one])
    .sort(([a], [b]) => byText(a, b))
    .map(([, one]) => one)

// --- the program -----------------------------------------------------------------------------------------------------

const moment = (at) => new Date(at + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')

function main(file) {
  if (file === undefined) {
    console.error('usage: node verify-bundle.mjs FILE')
    return 64
  }
  const { ok, findings, facts } = verifyBundle(readFileSync(file, 'utf8'))
  console.log(ok ? '相符' : `不符：发现 ${findings.length} 处问题`)
  for (const { code, words } of findings) console.log(`  [${code}] ${words}`)
  if (facts.docId === undefined) return 1
  console.log(`公文 ${facts.docId}（${facts.county}），${moment(facts.exportedAt)} 导出（北京时间）`)
  console.log(`案卷校验值 SM3 ${facts.sm3}`)
  console.log(`审计链 ${facts.audit.chain} 第 ${facts.audit.seq} 行 ${facts.audit.hash}`)
  for (const { version, author, step, at, sm3: hash } of facts.lines)
    console.log(`第 ${version} 稿 ${moment(at)} ${facts.names[author] ?? author}（${step}） ${hash}`)
  console.log('以上两个校验值须与核验单或当面取得的一致，案卷才算出自该机关（见 docs/decisions/0010）。')
  return ok ? 0 : 1
}

if (process.argv[1]?.endsWith('verify-bundle.mjs')) process.exitCode = main(process.argv[2])
