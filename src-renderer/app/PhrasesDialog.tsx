import { App, Button, Input, Modal } from 'antd'
import { useState } from 'react'
import { phraseLimits, phrasesOf } from '../../src-shared/organisation/phrases.ts'
import { focusWriting } from '../ui/focus-writing.ts'
import { usePhrases } from '../ui/phrases.ts'
import { t } from '../ui/text.ts'
import { phraseText, tcy } from '../ui/text-county.ts'

/** 自己的常用语: one a line, kept on this desk, with or without a line; the organ's are shown beside them (AD-62). */
export function PhrasesDialog({ onClose }: { onClose: () => void }) {
  const { message } = App.useApp()
  const { own, unit, keepOwn } = usePhrases()
  const [text, setText] = useState(own.join('\n'))
  const { words, trouble } = phrasesOf(text)
  const keep = async (): Promise<void> => {
    await keepOwn(words)
    void message.success(tcy.phrasesOwnKept(words.length))
    onClose()
  }
  return (
    <Modal
      open
      title={tcy.phrasesOwnTitle}
      width={520}
      className="dialog"
      mask={{ closable: false }}
      afterOpenChange={focusWriting}
      onCancel={onClose}
      footer={[
        <Button key="cancel" size="small" onClick={onClose}>
          {t.cancel}
        </Button>,
        <Button key="keep" size="small" type="primary" disabled={trouble !== undefined} onClick={() => void keep()}>
          {tcy.phrasesKeep}
        </Button>,
      ]}
    >
      <p>{tcy.phrasesOwnLead}</p>
      <Input.TextArea rows={8} aria-label={tcy.phrasesText} value={text} onChange={(event) => setText(event.target.value)} />
      <p className={trouble ? 'red' : 'muted'} role={trouble ? 'alert' : undefined}>
        {trouble
          ? phraseText(trouble, phraseLimits.most, phraseLimits.letters)
          : tcy.phrasesHint(phraseLimits.most, phraseLimits.letters)}
      </p>
      {unit.length > 0 && (
        <>
          <p className="muted">{tcy.phrasesOfUnit}</p>
          <ul className="scroll-y own-phrases">
            {unit.map((word) => (
              <li key={word}>{word}</li>
            ))}
          </ul>
        </>
      )}
    </Modal>
  )
}
