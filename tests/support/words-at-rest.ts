import fs from 'node:fs'
import path from 'node:path'

/** Every place below a folder where one of the words stands, as UTF-8 or UTF-16, in a file or in a file's name. */
export function wordsAtRest(folder: string, words: readonly string[]): string[] {
  const found: string[] = []
  for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = path.relative(folder, path.join(entry.parentPath, entry.name))
    const bytes = entry.isFile() ? fs.readFileSync(path.join(folder, file)) : Buffer.alloc(0)
    for (const word of words)
      if (file.includes(word) || (['utf8', 'utf16le'] as const).some((form) => bytes.includes(Buffer.from(word, form))))
        found.push(`${file}: ${word}`)
  }
  return found
}
