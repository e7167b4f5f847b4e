import { Alert, Button, Progress } from 'antd'
import type { SafeCopyCounts } from '../../src-shared/ipc/contract.ts'
import { explain } from '../ui/messages.ts'
import { t } from '../ui/text.ts'
import { tsc } from '../ui/text-safe-copy.ts'

/** What is in a copy, in words. */
export function heldIn({ documents, commands, items, files }: SafeCopyCounts): string {
  const parts = [
    documents > 0 && tsc.documents(documents),
    commands > 0 && tsc.commands(commands),
    items > 0 && tsc.items(items),
    files > 0 && tsc.files(files),
  ].filter((one) => one !== false)
  return parts.length > 0 ? parts.join('，') : tsc.nothing
}

export const sizeOf = (bytes: number): string =>
  bytes >= 1_048_576 ? `${(bytes / 1_048_576).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1024))} KB`

/** Why it did not go, that the work is safe, what to do (UI-10). */
export function CopyTrouble({ code }: { code: string }) {
  const { what, safe, next } = explain(code)
  return <Alert type="error" title={what} description={[safe, next].filter(Boolean).join('')} role="alert" />
}

/** What is under way, how far, and the way to stop it. */
export function CopyUnderWay({ words, share, onCancel }: { words: string; share: number | null; onCancel?: () => void }) {
  return (
    <div className="safe-copy-work" role="status">
      <p>
        {words} {share !== null && <span className="muted">{tsc.percent(share)}</span>}
      </p>
      <Progress percent={Math.floor((share ?? 0) * 100)} showInfo={false} size="small" />
      <div className="acts">
        {onCancel && (
          <Button size="small" autoFocus onClick={onCancel}>
            {t.cancel}
          </Button>
        )}
      </div>
    </div>
  )
}
