import { Button, Modal } from 'antd'
import { useEffect, useState } from 'react'
import { call } from '../desk.ts'
import { t } from '../ui/text.ts'

/** What runs here: for whoever asks on the telephone. */
export function About({ onClose }: { onClose: () => void }) {
  const [lines, setLines] = useState<readonly string[]>([])
  useEffect(() => {
    call('app.info', undefined).then(
      (info) =>
        setLines([
          `${t.product} ${info.version}`,
          `${t.aboutServer} ${info.server}`,
          `Electron ${info.electron} · Chrome ${info.chrome} · ${info.platform}`,
          ...(info.licences ? [`${t.aboutLicences} ${info.licences}`] : []),
        ]),
      () => setLines([t.product]),
    )
  }, [])
  return (
    <Modal
      open
      title={t.about}
      onCancel={onClose}
      footer={
        <Button size="small" onClick={onClose}>
          {t.close}
        </Button>
      }
      width={400}
    >
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </Modal>
  )
}
