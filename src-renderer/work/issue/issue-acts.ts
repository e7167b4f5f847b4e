import { holdersOf, type Directory, type RoleCode } from '../../../src-shared/workflow/directory.ts'
import { openTaskOf, type DocumentState } from '../../../src-shared/workflow/document-state.ts'
import { jointSealOf } from '../../../src-shared/workflow/issue/joint-seal.ts'
import { jointTaskOf } from '../../../src-shared/workflow/issue/joint.ts'
import { sentence } from '../../ui/messages.ts'
import { ti } from '../../ui/text-issue.ts'

/** The steps of 发文办理 that have a dialog. */
export type IssueAct =
  | 'joint'
  | 'recheck'
  | 'substantive'
  | 'number'
  | 'void'
  | 'seal'
  | 'sealJoint'
  | 'waive'
  | 'distribute'
  | 'again'
  | 'scope'
  | 'ledger'
  | 'close'
  | 'archive'
  | 'revoke'
  | 'repeal'

export type Offered = { act: IssueAct; label: string; blocked: string | undefined }

/** What 发文办理 offers this person on a document now: the one thing that is asked of them, and what else they may do. */
export function offeredTo(
  state: DocumentState,
  me: string,
  directory: Directory,
  online: boolean,
): { primary: Offered | undefined; menu: Offered[] } {
  const holds = (role: RoleCode): boolean => holdersOf(directory, state.unitId, [role]).some((one) => one.userId === me)
  const off = online ? undefined : sentence('NET-OFFLINE')
  const on = (act: IssueAct, label: string, blocked = off): Offered => ({ act, label, blocked })
  const isMine = openTaskOf(state, me) !== undefined
  const menu: Offered[] = []
  const may = (yes: boolean, act: IssueAct, label: string, blocked = off): void => {
    if (yes) menu.push(on(act, label, blocked))
  }
  const at = state.state
  const isOut = at === 'F10' || at === 'F11' || at === 'F12'
  may(at === 'F6' && holds('officeChecker'), 'substantive', ti.substantive)
  may(at === 'F8' && holds('clerk'), 'void', ti.void)
  const numberedIt = state.issue?.number?.by.userId === me
  may(at === 'F8' && holds('sealKeeper'), 'waive', ti.waive, off ?? (numberedIt ? ti.twoPersons : undefined))
  may(['F8', 'F9', 'F10'].includes(at) && state.signed?.by.userId === me, 'scope', ti.changeScope)
  may(at === 'F10' && holds('clerk'), 'again', ti.again)
  if ((state.issue?.receipts.length ?? 0) > 0 && state.kind !== 'incoming')
    menu.push({ act: 'ledger', label: ti.ledger, blocked: undefined })
  may(isOut && !state.issue?.mark && holds('leader'), 'revoke', ti.revoke)
  may(isOut && !state.issue?.mark && holds('leader'), 'repeal', ti.repeal)
  // who signs for an organ of a 联合行文 signs without a line as well
  const joint: Offered | undefined = jointTaskOf(state, me) && { act: 'joint', label: ti.signJoint, blocked: undefined }
  const sealing = jointSealOf(state, me)
  const isSigner = sealing?.organ.signed?.by.userId === me
  const along = sealing
    ? on('sealJoint', ti.sealJoint, online ? (isSigner ? sentence('WF-SEAL-SIGNER') : undefined) : ti.sealOffline)
    : joint
  const primary = isMine ? primaryOf(state, me, holds, on, online) : undefined
  if (primary && along) menu.push(along)
  return { primary: primary ?? along, menu }
}

function primaryOf(
  state: DocumentState,
  me: string,
  holds: (role: RoleCode) => boolean,
  on: (act: IssueAct, label: string, blocked?: string) => Offered,
  online: boolean,
): Offered | undefined {
  switch (state.state) {
    case 'F6':
      // 生成清稿 is asked for first, by its own button
      return holds('officeChecker') && state.clean ? on('recheck', ti.recheck) : undefined
    case 'F7':
      return holds('clerk') ? on('number', ti.number, online ? undefined : ti.numberOffline) : undefined
    case 'F8':
      return holds('sealKeeper')
        ? on('seal', ti.seal, online ? (state.issue?.number?.by.userId === me ? ti.twoPersons : undefined) : ti.sealOffline)
        : undefined
    case 'F9':
      return holds('clerk') ? on('distribute', ti.distribute) : undefined
    case 'F10':
      return holds('clerk') ? on('close', ti.close) : undefined
    case 'F11':
      return holds('archivist') ? on('archive', ti.archive) : undefined
    default:
      return undefined
  }
}
