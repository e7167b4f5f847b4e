import { App, Button, Input, Select } from 'antd'
import { useState } from 'react'
import { phraseLimits, phrasesOf } from '../../src-shared/organisation/phrases.ts'
import type { Directory } from '../../src-shared/workflow/directory.ts'
import { call, codeOf } from '../desk.ts'
import { sentence } from '../ui/messages.ts'
import { phraseText, tcy } from '../ui/text-county.ts'

type Props = { directory: Directory | undefined; mayEdit: boolean }
type Lists = ReadonlyMap<string, readonly string[]>

/** 常用语 of the organs: 系统管理员 writes them, the others of the 三员 look (AD-60). */
export function PhrasesPane({ directory, mayEdit }: Props) {
  const [unitId, setUnitId] = useState<string | null>(null)
  // what was kept just now shows before the directory has come back with it
  const [fresh, setFresh] = useState<Lists>(new Map())
  const lists: Lists = new Map([...(directory?.phrases ?? []).map(({ unitId: id, words }) => [id, words] as const), ...fresh])
  const organs = (directory?.units ?? []).filter(({ inner }) => !inner)
  const options = organs.map(({ id, name }) => {
    const n = lists.get(id)?.length ?? 0
    return { value: id, label: n > 0 ? `${name}（${tcy.phrasesHave(n)}）` : name }
  })
  const before = unitId === null ? [] : (lists.get(unitId) ?? [])
  return (
    <div className="admin-phrases scroll-y">
      <p className="muted">{tcy.phrasesLead}</p>
      <div className="organ">
        {tcy.phrasesOrgan}
        <Select
          size="small"
          aria-label={tcy.phrasesOrgan}
          placeholder={tcy.phrasesPick}
          showSearch={{ optionFilterProp: 'label' }}
          value={unitId}
          options={options}
          onChange={setUnitId}
        />
      </div>
      {unitId !== null &&
        (mayEdit ? (
          <Words
            key={`${unitId} ${before.join('\n')}`}
            unitId={unitId}
            before={before}
            onKept={(words) => setFresh((held) => new Map([...held, [unitId, words]]))}
          />
        ) : before.length > 0 ? (
          <ul>
            {before.map((word) => (
              <li key={word}>{word}</li>
            ))}
          </ul>
        ) : (
          <p className="muted">{tcy.phrasesNone}</p>
        ))}
    </div>
  )
}

type WordsProps = { unitId: string; before: readonly string[]; onKept: (words: readonly string[]) => void }

/** The list of an organ as a text, one phrase a line. */
function Words({ unitId, before, onKept }: WordsProps) {
  const { message } = App.useApp()
  const [text, setText] = useState(before.join('\n'))
  const [busy, setBusy] = useState(false)
  const { words, trouble } = phrasesOf(text)
  const keep = async (): Promise<void> => {
    setBusy(true)
    try {
      await call('admin.phrases', { unitId, words, before: [...before] })
      void message.success(tcy.phrasesKept(words.length))
      onKept(words)
    } catch (error) {
      void message.error(sentence(codeOf(error)), 8)
    }
    setBusy(false)
  }
  return (
    <div className="words">
      <Input.TextArea rows={12} aria-label={tcy.phrasesText} value={text} onChange={(event) => setText(event.target.value)} />
      <p className={trouble ? 'red' : 'muted'} role={trouble ? 'alert' : undefined}>
        {trouble
          ? phraseText(trouble, phraseLimits.most, phraseLimits.letters)
          : tcy.phrasesHint(phraseLimits.most, phraseLimits.letters)}
      </p>
      <div className="acts">
        <Button
          type="primary"
          size="small"
          loading={busy}
          disabled={trouble !== undefined || words.join('\n') === before.join('\n')}
          onClick={() => void keep()}
        >
          {tcy.phrasesKeep}
        </Button>
      </div>
    </div>
  )
}
