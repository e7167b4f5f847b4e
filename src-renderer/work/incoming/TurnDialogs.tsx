import { Checkbox, Form, Radio, Select } from 'antd'
import { useState } from 'react'
import { precheckQuestions, type Duplicate, type PrecheckQuestion } from '../../../src-shared/workflow/incoming/part.ts'
import type { Person } from '../../../src-shared/workflow/person.ts'
import { OpinionField } from '../../ui/OpinionField.tsx'
import { tin } from '../../ui/text-incoming.ts'
import { WorkDialog, type DialogProps } from '../WorkDialog.tsx'
import { AlikeChoice } from './AlikeChoice.tsx'

/** 签收: what the server looks at first. */
export function ReceiveDialog({ files, onDone, ...props }: DialogProps & { files: number; onDone: () => void }) {
  return (
    <WorkDialog {...props} title={tin.receiveTitle} ok={tin.receive} tells={tin.receiveTells(files)} onOk={onDone}>
      {null}
    </WorkDialog>
  )
}

/** 登记: where the register has one that looks the same, it is said first and asked whether it is (C-14). */
export function RegisterDialog(
  props: DialogProps & {
    alike: Duplicate | undefined
    onDone: (how: { distinct: boolean; linkTo?: Duplicate['docId'] }) => void
  },
) {
  const { alike, onDone, ...rest } = props
  const [same, setSame] = useState<boolean | null>(null)
  const done = (): void =>
    onDone(alike && same === true ? { distinct: false, linkTo: alike.docId } : { distinct: same === false })
  return (
    <WorkDialog
      {...rest}
      title={tin.registerTitle}
      ok={tin.register}
      tells={tin.registerTells}
      disabled={alike !== undefined && same === null}
      onOk={done}
    >
      {alike && <AlikeChoice alike={alike} same={same} onChange={setSame} />}
    </WorkDialog>
  )
}

export type Prechecked = { answers: Record<PrecheckQuestion, boolean>; text: string }

/** 初审: the five questions; with one unanswered the button sends it back, and the reason is duty. */
export function PrecheckDialog({ onDone, ...props }: DialogProps & { onDone: (given: Prechecked) => void }) {
  const [form] = Form.useForm<{ text: string }>()
  const [ticked, setTicked] = useState<PrecheckQuestion[]>([...precheckQuestions])
  const back = ticked.length < precheckQuestions.length
  const done = ({ text }: { text: string }): void => {
    const answers = Object.fromEntries(precheckQuestions.map((one) => [one, ticked.includes(one)]))
    onDone({ answers: answers as Prechecked['answers'], text: text.trim() })
  }
  return (
    <WorkDialog
      {...props}
      title={tin.precheckTitle}
      ok={back ? tin.precheckBack : tin.precheckOk}
      tells={tin.precheckTells}
      onOk={() => void form.validateFields().then(done, () => undefined)}
    >
      <Checkbox.Group
        className="incoming-choice"
        value={ticked}
        onChange={(values) => setTicked(values as PrecheckQuestion[])}
        options={precheckQuestions.map((value) => ({ value, label: tin.questions[value] }))}
      />
      <Form form={form} layout="vertical" size="small" requiredMark={false} initialValues={{ text: '' }}>
        <OpinionField
          label={back ? tin.reason : tin.words}
          phrases={[]}
          required={back ? tin.reasonMissing : undefined}
          onPhrase={() => undefined}
        />
      </Form>
    </WorkDialog>
  )
}

export type Instructed = { text: string; round: boolean; to: 'on' | 'leader' | 'back'; userId?: string | undefined }

/** 批示: what is proposed, then words or 圈阅, which agrees with it; and where it goes. */
export function InstructDialog(
  props: DialogProps & { plan: string; proposed: string; leaders: readonly Person[]; onDone: (given: Instructed) => void },
) {
  const { plan, proposed, leaders, onDone, ...rest } = props
  const [form] = Form.useForm<Instructed>()
  const round = Form.useWatch('round', form) ?? true
  const to = Form.useWatch('to', form) ?? 'on'
  return (
    <WorkDialog
      {...rest}
      title={tin.instructTitle}
      ok={tin.instructOk}
      tells={plan}
      onOk={() =>
        void form.validateFields().then(
          (given) => onDone({ ...given, text: (given.text ?? '').trim() }),
          () => undefined,
        )
      }
    >
      {proposed !== '' && <blockquote className="incoming-said">{proposed}</blockquote>}
      <Form form={form} layout="vertical" size="small" requiredMark={false} initialValues={{ text: '', round: true, to: 'on' }}>
        <Form.Item name="round" valuePropName="checked">
          <Checkbox>{tin.round}</Checkbox>
        </Form.Item>
        <OpinionField
          label={tin.words}
          phrases={tin.instructPhrases}
          required={!round || to === 'back' ? tin.wordsMissing : undefined}
          onPhrase={(text) => form.setFieldsValue({ text })}
        />
        <Form.Item name="to" label={tin.goesTo}>
          <Radio.Group
            options={[
              { value: 'on', label: tin.goesOn },
              { value: 'leader', label: tin.goesLeader },
              { value: 'back', label: tin.goesBack },
            ]}
          />
        </Form.Item>
        {to === 'leader' && (
          <Form.Item name="userId" label={tin.leader} rules={[{ required: true, message: tin.leaderMissing }]}>
            <Select options={leaders.map((one) => ({ value: one.userId, label: one.name }))} aria-label={tin.leader} />
          </Form.Item>
        )}
      </Form>
    </WorkDialog>
  )
}
