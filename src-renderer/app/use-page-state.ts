import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { checkDocument, type Finding } from '../../src-shared/document/rules.ts'
import type { Change } from '../../src-shared/revision/types.ts'
import type { Directory } from '../../src-shared/workflow/directory.ts'
import type { DocumentState } from '../../src-shared/workflow/document-state.ts'
import { ruleFactsOf } from '../../src-shared/workflow/rule-facts.ts'
import type { OpenPage } from '../document/LivePage.tsx'
import { useLatest } from '../ui/use-latest.ts'
import { personsOf, type PersonLook } from '../ui/persons.ts'

const CHANGES_MS = 120
const FINDINGS_MS = 400

/** What the rail shows of the open page, read again shortly after typing pauses. */
export function usePageState(state: DocumentState | undefined, directory: Directory | undefined) {
  const [page, setPage] = useState<OpenPage | undefined>()
  const [changes, setChanges] = useState<readonly Change[]>([])
  const [findings, setFindings] = useState<readonly Finding[]>([])
  const open = useRef<OpenPage | undefined>(undefined)
  const context = useLatest({ state, directory })
  const timers = useRef<{ changes?: ReturnType<typeof setTimeout>; findings?: ReturnType<typeof setTimeout> }>({})

  const readChanges = useCallback(() => {
    const editor = open.current?.editor
    if (editor) setChanges(editor.changes())
  }, [])
  /** what the rules find in the text as it is now; undefined where no page is open */
  const check = useCallback((): readonly Finding[] | undefined => findingsOf(open.current, context.current), [])
  const readFindings = useCallback(() => {
    const editor = open.current?.editor
    const found = findingsOf(open.current, context.current)
    if (editor && found) setFindings(found)
  }, [])
  const onText = useCallback(() => {
    clearTimeout(timers.current.changes)
    clearTimeout(timers.current.findings)
    timers.current = { changes: setTimeout(readChanges, CHANGES_MS), findings: setTimeout(readFindings, FINDINGS_MS) }
  }, [readChanges, readFindings])
  const onOpen = useCallback(
    (next: OpenPage | undefined) => {
      open.current = next
      setPage(next)
      if (next) {
        readChanges()
        readFindings()
      } else {
        setChanges([])
        setFindings([])
      }
    },
    [readChanges, readFindings],
  )
  useEffect(() => readFindings(), [directory, state?.attachments, state?.consult, state?.issue, readFindings])
  useEffect(() => {
    const running = timers
    return () => {
      clearTimeout(running.current.changes)
      clearTimeout(running.current.findings)
    }
  }, [])

  const persons = usePersons(state, changes, directory)
  return { page, text: page?.editor.view.state.doc, changes, findings, check, readFindings, persons, onOpen, onText }
}

function findingsOf(
  page: OpenPage | undefined,
  { state, directory }: { state: DocumentState | undefined; directory: Directory | undefined },
): readonly Finding[] | undefined {
  if (!page || !state) return undefined
  const facts = ruleFactsOf(state, directory)
  return checkDocument(page.editor.view.state.doc, { directory, unitId: state.unitId, attachments: state.attachments, facts })
}

/** The looks of everyone in a document; the same map until somebody new appears. */
function usePersons(
  state: DocumentState | undefined,
  changes: readonly Change[],
  directory: Directory | undefined,
): ReadonlyMap<string, PersonLook> {
  const looks = useMemo(() => {
    if (!state) return noLooks
    return personsOf(
      state,
      new Set([...changes.map((change) => change.author), ...state.inks.map((ink) => ink.by.userId)]),
      directory,
    )
  }, [state, changes, directory])
  const key = JSON.stringify([...looks])
  return useMemo(() => new Map(JSON.parse(key) as [string, PersonLook][]), [key])
}

const noLooks: ReadonlyMap<string, PersonLook> = new Map()
