import { Form, Radio, Spin } from 'antd'
import { useMemo } from 'react'
import type { Directory } from '../../../src-shared/workflow/directory.ts'
import type { DocumentState } from '../../../src-shared/workflow/document-state.ts'
import { sealOrder } from '../../../src-shared/workflow/issue/joint-seal.ts'
import type { JointOrgan } from '../../../src-shared/workflow/issue/part.ts'
import type { DeskData } from '../../data/api.ts'
import { sentence } from '../../ui/messages.ts'
import { ti } from '../../ui/text-issue.ts'
import { WorkDialog, type DialogProps } from '../WorkDialog.tsx'
import { SealOption } from './SealOption.tsx'
import { SealPreview } from './SealPreview.tsx'
import { useSeals } from './use-seals.ts'

type Props = DialogProps & {
  data: DeskData
  state: DocumentState
  directory: Directory
  organ: JointOrgan
  onDone: (given: { sealId: string; cleanSm3: string }) => void
}

/**
 * 联合用印 of an organ along: which of its seals, beside the pages with that seal in its place. It is pressed by the server when the
 * lead presses its own (WF-140, WF-141).
 */
export function JointSealDialog({ data, state, directory, organ, busy, onCancel, onDone }: Props) {
  const [form] = Form.useForm<{ sealId: string }>()
  const { seals, code } = useSeals(state.id)
  const chosen = Form.useWatch('sealId', form)
  const seal = seals?.find(({ id }) => id === chosen) ?? seals?.[0]
  const by = useMemo(() => {
    const units = sealOrder(state, directory)
    return seal ? [{ ...seal, place: { at: units.indexOf(organ.unitId), of: units.length } }] : ('paper' as const)
  }, [state, directory, organ.unitId, seal])
  return (
    <WorkDialog
      title={ti.sealJointTitle(organ.unitName)}
      width={1040}
      ok={ti.sealJointOk}
      tells={ti.sealJointTells(state.unitName)}
      busy={busy}
      disabled={!seal || !state.clean}
      onCancel={onCancel}
      onOk={() => seal && state.clean && onDone({ sealId: seal.id, cleanSm3: state.clean.sm3 })}
    >
      {seals === undefined && code === null ? (
        <Spin size="small" />
      ) : (
        <div className="seal-body">
          <Form form={form} layout="vertical" size="small" requiredMark={false} initialValues={{ sealId: seals?.[0]?.id }}>
            {code !== null && <p role="alert">{sentence(code)}</p>}
            {seals?.length === 0 && (
              <p role="alert" className="issue-told">
                {ti.sealJointNone}
              </p>
            )}
            <Form.Item name="sealId" label={ti.sealHow} hidden={(seals ?? []).length === 0}>
              <Radio.Group
                className="issue-ticks"
                options={(seals ?? []).map((one) => ({ value: one.id, label: <SealOption seal={one} /> }))}
              />
            </Form.Item>
          </Form>
          <SealPreview data={data} state={state} by={by} />
        </div>
      )}
    </WorkDialog>
  )
}
