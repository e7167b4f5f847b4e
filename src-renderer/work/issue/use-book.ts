import { useEffect, useState } from 'react'
import type { BookResponse } from '../../../src-shared/numbers/messages.ts'
import { call } from '../../desk.ts'

/** The page of a number book as the server has it now; undefined while it is asked for, and where there is no answer. */
export function useBook(prefix: string | undefined, year: number): BookResponse | undefined {
  const [book, setBook] = useState<BookResponse>()
  useEffect(() => {
    if (prefix === undefined || prefix === '') return undefined
    let gone = false
    // a hint only: without it the number is given all the same
    call('numbers.book', { prefix, year }).then(
      (answer) => (gone ? undefined : setBook(answer)),
      () => undefined,
    )
    return () => {
      gone = true
    }
  }, [prefix, year])
  return book?.prefix === prefix && book?.year === year ? book : undefined
}
