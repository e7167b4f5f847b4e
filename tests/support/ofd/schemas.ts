import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { XmlBufferInputProvider, XmlDocument, XsdValidator, xmlRegisterInputProvider } from 'libxml2-wasm'
import { fixtures } from '../fixtures.ts'

const folder = path.join(fixtures ?? '', 'ofd-xsd')

/** The schemas have no licence and are not part of the project: without the shared fixtures parts are not held against them. */
export const schemasHere = existsSync(path.join(folder, 'OFD.xsd'))
if (!schemasHere) console.warn('no OFD schemas at hand: OFD parts are NOT checked against GB/T 33190')

const names = ['OFD', 'Document', 'Page', 'Res', 'Definitions'] as const
const at = (name: string): string => pathToFileURL(`${folder}/${name}.xsd`).href

const compiled = new Map<string, XsdValidator>()
let registered = false

/** The schema of one kind of part, compiled once. */
function schemaOf(name: string): XsdValidator {
  const known = compiled.get(name)
  if (known) return known
  if (!registered) {
    const files = Object.fromEntries(names.map((file) => [at(file), readFileSync(`${folder}/${file}.xsd`)]))
    xmlRegisterInputProvider(new XmlBufferInputProvider(files))
    registered = true
  }
  const schema = XmlDocument.fromBuffer(readFileSync(`${folder}/${name}.xsd`), { url: at(name) })
  const validator = XsdValidator.fromDoc(schema)
  schema.dispose()
  compiled.set(name, validator)
  return validator
}

const kindOf = (part: string): string =>
  part === 'OFD.xml' ? 'OFD' : part.endsWith('Document.xml') ? 'Document' : part.endsWith('Res.xml') ? 'Res' : 'Page'

/** What the schemas of GB/T 33190 say against a part; empty where it is valid. */
export function schemaFaults(part: string, text: string): string[] {
  if (!schemasHere) return []
  const parsed = XmlDocument.fromString(text)
  try {
    schemaOf(kindOf(part)).validate(parsed)
    return []
  } catch (error) {
    return [`${part}: ${error instanceof Error ? error.message : String(error)}`]
  } finally {
    parsed.dispose()
  }
}
