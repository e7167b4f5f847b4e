import { Checkbox, Form, Modal } from 'antd'
import { useState } from 'react'
import type { DocumentId } from '../../../src-shared/ids.ts'
import type { Change } from '../../../src-shared/revision/types.ts'
import type { RouteStep } from '../../../src-shared/workflow/directory.ts'
import type { SigningDay } from '../../../src-shared/workflow/signing-day.ts'
import type { PersonLook } from '../../ui/persons.ts'
import { fullMoment, signedDay } from '../../ui/moments.ts'
import { focusWriting } from '../../ui/focus-writing.ts'
import { forgetForSigning, keepForSigning, keptForSigning } from '../../ui/kept-opinions.ts'
import { t } from '../../ui/text.ts'
import { ti } from '../../ui/text-ink.ts'
import { r } from '../../ui/text-revisions.ts'
import { OpenChanges } from './OpenChanges.tsx'
import { OpinionField } from '../../ui/OpinionField.tsx'

type Props = {
  /** whose dialog: what another person at this desk had written is theirs */
  me: string
  docId: DocumentId
  open: readonly Change[]
  persons: ReadonlyMap<string, PersonLook>
  steps: readonly RouteStep[]
  /** 签发日期 */
  day: SigningDay
  /** by this desk's clock, and when the turn arrived */
  now: number
  arrivedAt: number
  /** a ring in this turn: 圈阅 is 同意 */
  circled: boolean
  busy: boolean
  onCancel: () => void
  onSign: (text: string) => void
  onLook: (change: Change) => void
}

/** 签发: tells what is bound, lists the open changes that signing takes as final (T7), and asks that they were read where there are any; where the clock cannot be right, that the day is (C-15). */
export function SignDialog({
  me,
  docId,
  open,
  persons,
  steps,
  day,
  now,
  arrivedAt,
  circled,
  busy,
  onCancel,
  onSign,
  onLook,
}: Props) {
  const [form] = Form.useForm<{ text: string }>()
  const [read, setRead] = useState(false)
  const [dated, setDated] = useState(false)
  return (
    <Modal
      open
      title={t.signTitle}
      okText={t.signConfirm}
      cancelText={t.cancel}
      okButtonProps={{ loading: busy, disabled: (open.length > 0 && !read) || (day.doubtful && !dated) }}
      onCancel={onCancel}
      onOk={() =>
        void form.validateFields().then(
          (values) => {
            forgetForSigning(me, docId)
            onSign(values.text)
          },
          () => undefined,
        )
      }
      width={560}
      afterOpenChange={focusWriting}
      className="dialog"
    >
      <p>{t.signBinds}</p>
      {open.length ? (
        <>
          <p>{r.signOpen(open.length)}</p>
          <OpenChanges
            open={open}
            persons={persons}
            steps={steps}
            onLook={(change) => {
              keepForSigning(me, docId, String(form.getFieldValue('text') ?? ''))
              onLook(change)
            }}
          />
        </>
      ) : (
        <p>{t.signNone}</p>
      )}
      <Form
        form={form}
        layout="vertical"
        size="small"
        requiredMark={false}
        initialValues={{ text: keptForSigning(me, docId) ?? (circled ? ti.circledOpinion : t.signPhrases[1]) }}
      >
        <OpinionField
          label={t.opinion}
          phrases={t.signPhrases}
          required={t.opinionMissing}
          onPhrase={(text) => form.setFieldsValue({ text })}
        />
      </Form>
      {circled && <p className="muted note">{ti.circledNote}</p>}
      <p className="muted note">
        {t.signDate} {signedDay(day.on)}
      </p>
      {day.doubtful && (
        <div className="doubtful-day" role="alert">
          <p>{t.signClock(fullMoment(now), fullMoment(arrivedAt))}</p>
          <Checkbox checked={dated} onChange={(event) => setDated(event.target.checked)}>
            {t.signDated(signedDay(day.on))}
          </Checkbox>
        </div>
      )}
      {open.length > 0 && (
        <Checkbox checked={read} onChange={(event) => setRead(event.target.checked)}>
          {t.signRead}
        </Checkbox>
      )}
    </Modal>
  )
}
