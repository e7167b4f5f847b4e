import { Modal } from 'antd'
import { useRef } from 'react'
import { docTypes, t } from '../ui/text.ts'
import './new-draft.css'

/** 拟稿: choose the 文种; the draft is there at once. */
export function NewDraftDialog({ onCancel, onChoose }: { onCancel: () => void; onChoose: (docType: string) => void }) {
  const first = useRef<HTMLButtonElement>(null)
  return (
    <Modal
      open
      title={t.newDraftTitle}
      footer={null}
      onCancel={onCancel}
      width={440}
      className="dialog"
      afterOpenChange={(open) => open && first.current?.focus()}
    >
      <p className="muted">{t.newDraftHint}</p>
      <div className="doc-types" role="group" aria-label={t.docType}>
        {docTypes.map((name, index) => (
          <button
            key={name}
            type="button"
            className="plain doc-type"
            ref={index === 0 ? first : undefined}
            onClick={() => onChoose(name)}
          >
            {name}
          </button>
        ))}
      </div>
    </Modal>
  )
}
