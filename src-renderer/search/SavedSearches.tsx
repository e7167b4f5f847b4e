import CloseOutlined from '@ant-design/icons/CloseOutlined'
import { App, Button, Input, Popover } from 'antd'
import { useEffect, useState } from 'react'
import { asksNothing, type SearchQuery } from '../../src-shared/search/query.ts'
import { isComposing } from '../ui/composing.ts'
import { tsr } from '../ui/text-search.ts'
import { mostSaved, type DeskSearch, type SavedSearch } from '../data/search/desk-search.ts'

type Props = { search: DeskSearch; query: SearchQuery; onChoose: (query: SearchQuery) => void }

/** 常用查找: questions kept under a name on this desk, sealed like everything there (FD-11). */
export function SavedSearches({ search, query, onChoose }: Props) {
  const { message } = App.useApp()
  const [open, setOpen] = useState(false)
  const [all, setAll] = useState<SavedSearch[]>([])
  const [name, setName] = useState('')
  useEffect(() => {
    let gone = false
    void search.saved().then((saved) => !gone && setAll(saved))
    return () => {
      gone = true
    }
  }, [search, open])

  const keep = (next: SavedSearch[]): void => {
    setAll(next)
    void search.save(next)
  }
  const save = (): void => {
    const called = name.trim()
    if (called === '') return
    const others = all.filter((one) => one.name !== called)
    if (others.length >= mostSaved) return void message.warning(tsr.savedFull(mostSaved))
    keep([...others, { name: called, query }])
    setName('')
    setOpen(false)
    void message.success(tsr.savedIt(called))
  }
  const content = (
    <div className="seek-saved">
      {all.length === 0 && <p className="muted">{tsr.savedNone}</p>}
      {all.map((one) => (
        <div key={one.name} className="seek-saved-row">
          <button
            type="button"
            className="plain ellipsis"
            onClick={() => {
              setOpen(false)
              onChoose(one.query)
            }}
          >
            {one.name}
          </button>
          <Button
            size="small"
            type="text"
            icon={<CloseOutlined />}
            aria-label={tsr.forget(one.name)}
            onClick={() => keep(all.filter(({ name: other }) => other !== one.name))}
          />
        </div>
      ))}
      {!asksNothing(query) && (
        <div className="seek-saved-new">
          <Input
            size="small"
            value={name}
            maxLength={40}
            placeholder={tsr.savedName}
            aria-label={tsr.savedName}
            onChange={({ target }) => setName(target.value)}
            onKeyDown={(event) => event.key === 'Enter' && !isComposing(event) && save()}
          />
          <Button size="small" type="primary" disabled={name.trim() === ''} onClick={save}>
            {tsr.save}
          </Button>
        </div>
      )}
    </div>
  )
  return (
    <Popover trigger="click" placement="bottomRight" open={open} onOpenChange={setOpen} content={content}>
      <Button>{tsr.saved}</Button>
    </Popover>
  )
}
