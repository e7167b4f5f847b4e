import { useState } from 'react'
import { v7 } from 'uuid'
import { isFiled, loansOf } from '../../../src-shared/workflow/archive/loans.ts'
import { holdersOf } from '../../../src-shared/workflow/directory.ts'
import { sentence } from '../../ui/messages.ts'
import { tar } from '../../ui/text-archive.ts'
import { noChapter, type Chapter, type ChapterProps } from '../chapter.ts'
import { LendDialog, type Lending } from './LendDialog.tsx'
import { LoansDrawer } from './LoansDrawer.tsx'
import { useSavePackage } from './use-save-package.ts'

/** 档案 on a filed document's page, for the archivist of its organ: the 归档包 as a file, and the 借阅登记. */
export function useArchive({ data, session, state, directory, online, now, acts }: ChapterProps): Chapter {
  const [open, setOpen] = useState<'loans' | 'lend' | null>(null)
  const { save, saving } = useSavePackage()
  const filed = state.issue?.archived ?? state.incoming?.archived
  const keeps =
    directory && holdersOf(directory, state.unitId, ['archivist']).some((one) => one.userId === session.session.user.id)
  if (!filed || !keeps || !isFiled(state)) return noChapter

  const blocked = online ? undefined : sentence('NET-OFFLINE')
  const loans = loansOf(state)
  const lend = async (lending: Lending): Promise<void> => {
    if (await acts.act('LendFile', { docId: state.id, loanId: v7(), ...lending })) setOpen('loans')
  }
  return {
    ...noChapter,
    menu: [
      { key: 'archive-loans', label: tar.loans, onClick: () => setOpen('loans') },
      {
        key: 'archive-save',
        label: tar.save,
        title: blocked ?? '',
        disabled: !online || saving,
        onClick: () => void save(state.id, filed.fileNo),
      },
    ],
    dialog: (
      <>
        {open !== null && (
          <LoansDrawer
            loans={loans}
            today={data.today()}
            now={now}
            busy={acts.busy}
            blocked={blocked}
            onLend={() => setOpen('lend')}
            onBack={({ id }) => void acts.act('ReturnFile', { docId: state.id, loanId: id })}
            onClose={() => setOpen(null)}
          />
        )}
        {open === 'lend' && (
          <LendDialog
            today={data.today()}
            isOut={loans.some(({ how, returned }) => how === 'original' && returned === null)}
            busy={acts.busy}
            onCancel={() => setOpen('loans')}
            onDone={(lending) => void lend(lending)}
          />
        )}
      </>
    ),
  }
}
