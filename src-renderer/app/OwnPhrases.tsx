import { useEffect, useMemo, useState, type ReactNode } from 'react'
import { issuingUnit, type Post } from '../../src-shared/workflow/directory.ts'
import type { DeskData } from '../data/api.ts'
import { useDirectory } from '../data/queries.ts'
import { PhrasesContext } from '../ui/phrases.ts'

type Props = { data: Pick<DeskData, 'phrases'>; posts: readonly Post[]; children: ReactNode }

/** Everything within offers a person's own 常用语, and those of the organs they hold posts in (AD-61). */
export function OwnPhrases({ data, posts, children }: Props) {
  const directory = useDirectory()
  const [own, setOwn] = useState<readonly string[]>([])
  useEffect(() => {
    let gone = false
    void data.phrases.own().then((words) => !gone && setOwn(words))
    return () => {
      gone = true
    }
  }, [data])
  const phrases = useMemo(() => {
    const organs = new Set(directory ? posts.map(({ unitId }) => issuingUnit(directory, unitId)?.id) : [])
    const unit = (directory?.phrases ?? []).filter(({ unitId }) => organs.has(unitId)).flatMap(({ words }) => words)
    const keepOwn = async (words: readonly string[]): Promise<void> => {
      await data.phrases.keep(words)
      setOwn(words)
    }
    return { own, unit, keepOwn }
  }, [data, directory, posts, own])
  return <PhrasesContext value={phrases}>{children}</PhrasesContext>
}
