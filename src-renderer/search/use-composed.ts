import { useState, type ChangeEvent, type CompositionEvent } from 'react'

/**
 * A field of words: what stands in it, and `onWords` with it whenever an input method is through. While it composes nothing is
 * handed on (UI-03).
 */
export function useComposed(words: string, onWords: (words: string) => void) {
  const [composing, setComposing] = useState<string | undefined>()
  return {
    typed: composing ?? words,
    handlers: {
      onChange: ({ target, nativeEvent }: ChangeEvent<HTMLInputElement>) => {
        if (composing !== undefined || (nativeEvent as InputEvent).isComposing) setComposing(target.value)
        else onWords(target.value)
      },
      onCompositionStart: ({ currentTarget }: CompositionEvent<HTMLInputElement>) => setComposing(currentTarget.value),
      onCompositionEnd: ({ currentTarget }: CompositionEvent<HTMLInputElement>) => {
        setComposing(undefined)
        onWords(currentTarget.value)
      },
    },
  }
}
