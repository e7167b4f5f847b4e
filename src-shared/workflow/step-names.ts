import type { StepId } from './directory.ts'
import type { DocumentState } from './document-state.ts'

/** What steps are called that no route template names: those after 签发 and those of 收文 (条例第二十四、二十五条). */
const names: Record<StepId, string> = {
  draft: '拟稿',
  review: '部门审核',
  consult: '会签',
  check: '核稿',
  cosign: '审签',
  sign: '签发',
  recheck: '复核',
  number: '编号',
  seal: '用印',
  distribute: '分发',
  close: '待办结',
  archive: '归档',
  receive: '签收',
  register: '登记',
  precheck: '初审',
  propose: '拟办',
  instruct: '批示',
  handle: '承办',
  read: '传阅',
  reply: '答复',
}

/** What a step is called for a document: as its route template has it, else as the 条例 does. */
export const stepNameOf = (doc: Pick<DocumentState, 'route'>, step: StepId): string =>
  doc.route.steps.find((one) => one.id === step)?.name ?? names[step]

/** What a step is called in the 条例; undefined for what is none. */
export const usualStepName = (step: string): string | undefined =>
  Object.hasOwn(names, step) ? names[step as StepId] : undefined
