/** A code only; the window restarts between setting a cache aside and the next opening. */
const KEY = 'liuhen.cache-aside'

type AsideCode = 'SY-CACHE' | 'SY-CACHE-NEWER'

/** Remembers over the restart why the cache was set aside. */
export const noteAside = (code: AsideCode): void => localStorage.setItem(KEY, code)

/** Why the cache was set aside before this opening, told once; null where it was not. */
export function asideNotice(): AsideCode | null {
  const noted = localStorage.getItem(KEY)
  localStorage.removeItem(KEY)
  return noted === 'SY-CACHE' || noted === 'SY-CACHE-NEWER' ? noted : null
}
