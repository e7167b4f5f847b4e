import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { XmlBufferInputProvider, XmlDocument, XsdValidator, xmlRegisterInputProvider } from 'libxml2-wasm'

const folder = '/work/shared/fixtures/ofd-xsd'
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

const kindOf = (path: string): string =>
  path === 'OFD.xml' ? 'OFD' : path.endsWith('Document.xml') ? 'Document' : path.endsWith('Res.xml') ? 'Res' : 'Page'

/** What the schemas of GB/T 33190 say against a part; empty where it is valid. */
export function schemaFaults(path: string, text: string): string[] {
  const part = XmlDocument.fromString(text)
  try {
    schemaOf(kindOf(path)).validate(part)
    return []
  } catch (error) {
    return [`${path}: ${error instanceof Error ? error.message : String(error)}`]
  } finally {
    part.dispose()
  }
}
