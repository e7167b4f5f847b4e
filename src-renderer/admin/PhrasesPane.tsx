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
  const [fresh, setFresh] = useState<{ at: number | undefined; lists: Lists }>({ at: undefined, lists: new Map() })
  const newer = fresh.at === directory?.version ? fresh.lists : []
  const lists: Lists = new Map([...(directory?.phrases ?? []).map(({ unitId: id, words }) => [id, words] as const), ...newer])
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
            key={unitId}
            unitId={unitId}
            before={before}
            onKept={(words) => setFresh({ at: directory?.version, lists: new Map([...newer, [unitId, words]]) })}
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

/** The list of an organ as a text, one phrase a line. What is being written stays when somebody else changes the list meanwhile. */
function Words({ unitId, before, onKept }: WordsProps) {
  const { message } = App.useApp()
  const held = before.join('\n')
  const [written, setWritten] = useState<{ text: string; over: string } | null>(null)
  const text = written?.text ?? held
  const [busy, setBusy] = useState(false)
  const { words, trouble } = phrasesOf(text)
  const keep = async (): Promise<void> => {
    setBusy(true)
    try {
      await call('admin.phrases', { unitId, words, before: [...before] })
      void message.success(tcy.phrasesKept(words.length))
      setWritten(null)
      onKept(words)
    } catch (error) {
      void message.error(sentence(codeOf(error)), 8)
    }
    setBusy(false)
  }
  return (
    <div className="words">
      <Input.TextArea
        rows={12}
        aria-label={tcy.phrasesText}
        value={text}
        onChange={({ target }) => setWritten({ text: target.value, over: written?.over ?? held })}
      />
      <p className={trouble ? 'red' : 'muted'} role={trouble ? 'alert' : undefined}>
        {trouble
          ? phraseText(trouble, phraseLimits.most, phraseLimits.letters)
          : tcy.phrasesHint(phraseLimits.most, phraseLimits.letters)}
      </p>
      {written && written.over !== held && (
        <div className="amber" role="status">
          {tcy.phrasesMoved}
          <ul>
            {before.map((word) => (
              <li key={word}>{word}</li>
            ))}
          </ul>
        </div>
      )}
      <div className="acts">
        <Button
          type="primary"
          size="small"
          loading={busy}
          disabled={trouble !== undefined || words.join('\n') === held}
          onClick={() => void keep()}
        >
          {tcy.phrasesKeep}
        </Button>
      </div>
    </div>
  )
}
