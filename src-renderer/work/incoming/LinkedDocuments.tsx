import type { DocumentState, Link } from '../../../src-shared/workflow/document-state.ts'
import { registerText } from '../../../src-shared/workflow/incoming/part.ts'
import { numberText } from '../../../src-shared/workflow/issue/part.ts'
import { useDocument } from '../../data/queries.ts'
import { useOpenDocument } from '../../ui/open-document.ts'
import { tin } from '../../ui/text-incoming.ts'

/** The links of a document that are told as such: what a copy was delivered from is the sender's, and the line names it already. */
export const linksShown = ({ links = [], incoming }: DocumentState): Link[] =>
  links.filter((one) => one.as !== 'original' && one.docId !== incoming?.duplicateOf?.docId)

/** 请示↔批复 and 重份: each a press away where it lies on this desk (WF-93). */
export function LinkedDocuments({ state }: { state: DocumentState }) {
  return linksShown(state).map((link) => <Linked key={`${link.as} ${link.docId}`} link={link} />)
}

function Linked({ link }: { link: Link }) {
  const there = useDocument(link.docId)
  const open = useOpenDocument()
  // by its own words of now: a draft was linked before it had a number and a title that held
  const words = tin.linkTo((there && numberOf(there)) || link.number, there?.header.title || link.title)
  return (
    <span className="incoming-link">
      {tin.links[link.as]}：
      {there ? (
        <button type="button" className="plain link" title={words} onClick={() => open(link.docId)}>
          {words}
        </button>
      ) : (
        <span title={tin.linkElsewhere}>{words}</span>
      )}
    </span>
  )
}

function numberOf({ incoming, issue }: DocumentState): string {
  if (incoming) return incoming.number || (incoming.register ? registerText(incoming.register) : '')
  return issue?.number ? numberText(issue.number) : ''
}
