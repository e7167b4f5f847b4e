import { useCallback, useState } from 'react'

const KEY = 'liuhen.pages'

/** 页面视图 or 连续视图, remembered on this desk (PP-59); the second changes over. */
export function usePaged(): readonly [paged: boolean, toggle: () => void] {
  const [paged, setPaged] = useState(() => localStorage.getItem(KEY) !== 'off')
  const toggle = useCallback(() => {
    localStorage.setItem(KEY, paged ? 'off' : 'on')
    setPaged(!paged)
  }, [paged])
  return [paged, toggle]
}
