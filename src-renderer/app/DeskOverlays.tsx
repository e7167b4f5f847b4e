import type { DocumentId } from '../../src-shared/ids.ts'
import type { DeskSession } from '../../src-shared/ipc/contract.ts'
import { policyOf } from '../../src-shared/paper/policy.ts'
import type { PaperSheet } from '../../src-shared/paper/sheets/model.ts'
import type { Directory } from '../../src-shared/workflow/directory.ts'
import type { DeskData, DocumentRow, Place, SyncStatus } from '../data/api.ts'
import { BatchDialog } from '../print/BatchDialog.tsx'
import { SheetDialog } from '../print/SheetDialog.tsx'
import { whoPrints } from '../print/who-prints.ts'
import { ExportCopy } from '../safe-copy/ExportCopy.tsx'
import { ImportCopy } from '../safe-copy/ImportCopy.tsx'
import { PasswordDialog } from '../sign-in/PasswordDialog.tsx'
import { BatchActs } from '../work/batch/BatchActs.tsx'
import type { Book } from '../work/issue/number-books.ts'
import { NumberBook } from '../work/issue/NumberBook.tsx'
import { HandOver } from '../work/routing/HandOver.tsx'
import { About } from './About.tsx'
import type { CommandContext } from './command-context.ts'
import { NewDraftDialog } from './NewDraftDialog.tsx'
import { Palette } from './Palette.tsx'
import { PhrasesDialog } from './PhrasesDialog.tsx'
import { ShortcutSheet } from './ShortcutSheet.tsx'
import type { NewDraft } from './use-new-draft.ts'

/** What lies over the window, one at a time. */
export type Overlay =
  | 'palette'
  | 'sheet'
  | 'draft'
  | 'about'
  | 'export'
  | 'import'
  | 'batch'
  | 'acts'
  | 'numbers'
  | 'handOver'
  | 'password'
  | 'phrases'
/** A sheet to be put on paper, over whatever it was asked for in. */
export type Printing = { name: string; sheet: PaperSheet }

type Props = {
  overlay: Overlay | null
  printing: Printing | null
  data: DeskData
  session: DeskSession
  directory: Directory | undefined
  status: SyncStatus
  now: number
  context: CommandContext
  /** the documents marked in the list, in its order */
  marked: readonly DocumentRow[]
  /** number books the person looks into */
  books: readonly Book[]
  /** the post by which the person is of an office; it hands over (交接) */
  office: { unitId: string } | undefined
  onDraft: NewDraft
  onFound: (place: Place, id: DocumentId) => void
  onOpen: (id: DocumentId) => void
  onClose: () => void
  onPrinted: () => void
}

/** The dialogs of the window itself, those of no one document: each is there while it is asked for. */
export function DeskOverlays(props: Props) {
  const { overlay, printing, data, session, directory, status, now, context, marked, books, office } = props
  const { onDraft, onFound, onOpen, onClose, onPrinted } = props
  return (
    <>
      {overlay === 'palette' && <Palette context={context} onOpen={onFound} onClose={onClose} />}
      {overlay === 'sheet' && <ShortcutSheet onClose={onClose} />}
      {overlay === 'draft' && (
        <NewDraftDialog
          now={now}
          onCancel={onClose}
          onChoose={(docType, template) => onDraft({ docType, template })}
          onCopy={(copyOf) => onDraft({ copyOf })}
          onTemplate={(unitTemplate) => onDraft({ unitTemplate })}
        />
      )}
      {overlay === 'export' && <ExportCopy data={data} status={status} onClose={onClose} />}
      {overlay === 'import' && <ImportCopy data={data} now={now} onClose={onClose} />}
      {overlay === 'batch' && (
        <BatchDialog
          data={data}
          directory={directory}
          who={whoPrints(session, directory)}
          policy={policyOf(session.session)}
          documents={marked}
          onClose={onClose}
        />
      )}
      {overlay === 'acts' && directory && (
        <BatchActs
          data={data}
          me={session.session.user.id}
          directory={directory}
          online={status.connection === 'online'}
          now={now}
          documents={marked}
          onClose={onClose}
        />
      )}
      {overlay === 'numbers' && (
        <NumberBook
          books={books}
          now={now}
          year={Number(data.today().slice(0, 4))}
          onOpen={(id) => {
            onClose()
            onOpen(id)
          }}
          onClose={onClose}
        />
      )}
      {overlay === 'handOver' && office && directory && (
        <HandOver data={data} directory={directory} unitId={office.unitId} now={now} onClose={onClose} />
      )}
      {overlay === 'phrases' && <PhrasesDialog onClose={onClose} />}
      {overlay === 'password' && <PasswordDialog login={session.session.user.login} onClose={onClose} />}
      {printing && (
        <SheetDialog
          {...printing}
          who={whoPrints(session, directory)}
          policy={policyOf(session.session)}
          today={data.today()}
          onClose={onPrinted}
        />
      )}
      {overlay === 'about' && <About onClose={onClose} />}
    </>
  )
}
