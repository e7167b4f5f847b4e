import type { PersonLook } from './persons.ts'

/** The letter badge of a person, in the person's colour. */
export function Badge({ look }: { look: PersonLook }) {
  return (
    <span className={`badge ${look.className}`} aria-hidden>
      {look.letter}
    </span>
  )
}
