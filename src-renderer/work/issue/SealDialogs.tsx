import { Form, InputNumber, Radio, Spin } from 'antd'
import { useMemo } from 'react'
import type { Directory } from '../../../src-shared/workflow/directory.ts'
import type { DocumentState } from '../../../src-shared/workflow/document-state.ts'
import { sealOrder, unsealedOrgans } from '../../../src-shared/workflow/issue/joint-seal.ts'
import { bearsOwnSeal } from '../../../src-shared/workflow/issue/decide-seal.ts'
import type { OfferedSeal } from '../../../src-shared/sync/seal-messages.ts'
import type { LayoutPair } from '../../../src-shared/workflow/issue/layout.ts'
import type { sealWaivers } from '../../../src-shared/workflow/issue/part.ts'
import type { DeskData } from '../../data/api.ts'
import { sentence } from '../../ui/messages.ts'
import { ti } from '../../ui/text-issue.ts'
import { WorkDialog, type DialogProps } from '../WorkDialog.tsx'
import { SealOption } from './SealOption.tsx'
import { SealPreview } from './SealPreview.tsx'
import { useLayout, type LayoutWork } from './use-layout.ts'
import { useSeals } from './use-seals.ts'

type Of<T> = DialogProps & { onDone: (given: T) => void }
type WithLayout = { layout?: LayoutPair }
export type Sealing = { sealId: string; layout: LayoutPair } | ({ copies: number } & WithLayout)
type Props = Of<Sealing> & { data: DeskData; state: DocumentState; directory: Directory }

/**
 * 用印: with the organ's electronic seal on the layout, or registered as pressed on the printed copies. Either way the layout (PDF
 * and OFD of the 清稿) is made and handed to the server first; while it is, cancelling stops it and nothing was done. Beside it
 * stand the pages as they will be. The electronic seal of a 联合行文 waits for those of the organs along (WF-141).
 */
export function SealDialog({ data, state, directory, busy, onCancel, onDone }: Props) {
  const [form] = Form.useForm<{ how: string; copies: number }>()
  const offered = useSeals(state.id)
  const layout = useLayout(data, state)
  const how = Form.useWatch('how', form)
  const along = alongOf(state, offered.along)
  const seals = along.missing === null ? (offered.seals ?? []) : []
  // told before anything is made: no seal of this organ goes on it
  const refused = !bearsOwnSeal(state, directory)
  const seal = seals.find((one) => one.id === how) ?? (how === undefined ? seals[0] : undefined)

  const by = useMemo(() => (seal ? inOrder(state, directory, seal, along.seals) : 'paper'), [state, directory, seal, along.seals])

  const done = async ({ copies }: { copies: number }): Promise<void> => {
    if (seal) {
      const made = await layout.make(by)
      if (made) onDone({ sealId: seal.id, layout: made })
    } else await beside(layout, 'paper', (with_) => onDone({ copies, ...with_ }))
  }
  return (
    <WorkDialog
      title={ti.sealTitle}
      width={1040}
      ok={seal ? ti.sealElectronicOk : layout.code === null ? ti.sealOk : ti.layoutWithout}
      tells={seal ? ti.sealElectronicTells : ti.sealTells}
      busy={busy || layout.at !== null}
      disabled={refused || (offered.seals === undefined && offered.code === null)}
      onCancel={layout.at === null ? onCancel : layout.cancel}
      onOk={() => void form.validateFields().then(done, () => undefined)}
    >
      {offered.seals === undefined && offered.code === null ? (
        <Spin size="small" />
      ) : (
        <div className="seal-body">
          <Form
            form={form}
            layout="vertical"
            size="small"
            requiredMark={false}
            disabled={layout.at !== null}
            initialValues={{ how: seals[0]?.id ?? PAPER, copies: Math.max(1, state.issue?.copies ?? 1) }}
          >
            {refused && (
              <p role="alert" className="issue-told">
                {sentence('WF-SEAL', '第九条')}
              </p>
            )}
            {along.told !== null && offered.code === null && <p role="status">{along.told}</p>}
            {offered.code !== null && <p role="alert">{sentence(offered.code)}</p>}
            <Form.Item name="how" label={ti.sealHow}>
              <Radio.Group
                className="issue-ticks"
                options={[
                  ...seals.map((one) => ({ value: one.id, label: <SealOption seal={one} /> })),
                  { value: PAPER, label: ti.sealPaper },
                ]}
              />
            </Form.Item>
            {!seal && (
              <Form.Item label={ti.sealCopies}>
                <Form.Item name="copies" noStyle rules={[{ required: true, message: ti.copiesMissing }]}>
                  <InputNumber min={1} max={100_000} precision={0} aria-label={ti.sealCopies} />
                </Form.Item>{' '}
                {ti.copiesUnit}
              </Form.Item>
            )}
            <LayoutTold work={layout} />
          </Form>
          <SealPreview data={data} state={state} by={by} />
        </div>
      )}
    </WorkDialog>
  )
}

/** Every seal of the document in the order of its 署名. */
const inOrder = (state: DocumentState, directory: Directory, own: OfferedSeal, along: readonly OfferedSeal[]): OfferedSeal[] =>
  along.length === 0
    ? [own]
    : sealOrder(state, directory).flatMap((unitId) => [own, ...along].filter((one) => one.unitId === unitId))

/** What the organs along gave for a 联合行文: their seals, what is told of them, and which organs are wanting; null: none is. */
function alongOf(state: DocumentState, given: readonly OfferedSeal[]) {
  const joint = state.issue?.joint ?? []
  const waits = unsealedOrgans(state)
  const names = (units: readonly string[]): string => units.join('、')
  if (waits.length > 0) return { seals: given, missing: waits, told: ti.sealJointWaits(names(waits)) }
  const gone = joint.filter(({ unitId }) => !given.some((one) => one.unitId === unitId)).map(({ unitName }) => unitName)
  if (gone.length > 0) return { seals: given, missing: gone, told: ti.sealJointGone(names(gone)) }
  const told = joint.length > 0 ? ti.sealJointAll(names(joint.map(({ unitName }) => unitName))) : null
  return { seals: given, missing: null, told }
}

/**
 * What is done on paper goes on record with the layout, and where that could not be made, asked once more, without: a fault of the
 * drawing keeps nobody from writing down what was pressed.
 */
async function beside(work: LayoutWork, how: 'paper' | 'none', done: (with_: WithLayout) => void): Promise<void> {
  if (work.code !== null) return done({})
  const made = await work.make(how)
  if (made) done({ layout: made })
}

const PAPER = 'paper'

/** How far the layout is, or why it was not made. */
function LayoutTold({ work: { at, code } }: { work: LayoutWork }) {
  if (at !== null)
    return (
      <p className="muted" aria-live="polite">
        {ti.layoutAt[at]}
      </p>
    )
  return code === null ? null : (
    <p role="alert" className="issue-told">
      {sentence(code)}
    </p>
  )
}

type Waiving = { why: (typeof sealWaivers)[number] }

/** 不加盖印章: which of the lawful reasons; the layout goes without a seal. */
export function WaiveDialog({
  data,
  state,
  busy,
  onCancel,
  onDone,
}: Of<Waiving & WithLayout> & Omit<Props, 'onDone' | 'directory'>) {
  const [form] = Form.useForm<Waiving>()
  const layout = useLayout(data, state)
  const done = async ({ why }: Waiving): Promise<void> => {
    await beside(layout, 'none', (with_) => onDone({ why, ...with_ }))
  }
  return (
    <WorkDialog
      title={ti.waiveTitle}
      ok={layout.code === null ? ti.waiveOk : ti.layoutWithout}
      tells={ti.waiveTells}
      busy={busy || layout.at !== null}
      onCancel={layout.at === null ? onCancel : layout.cancel}
      onOk={() => void form.validateFields().then(done, () => undefined)}
    >
      <Form form={form} layout="vertical" size="small" requiredMark={false} disabled={layout.at !== null}>
        <Form.Item name="why" rules={[{ required: true, message: ti.reasonMissing }]}>
          <Radio.Group
            className="issue-ticks"
            options={['letterhead' as const, 'minutes' as const, 'telegram' as const].map((value) => ({
              value,
              label: ti.waivers[value],
            }))}
          />
        </Form.Item>
        <LayoutTold work={layout} />
      </Form>
    </WorkDialog>
  )
}
