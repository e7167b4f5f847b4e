import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { Stop } from '../lib/log.mjs'
import { capture, root } from '../lib/run.mjs'

/**
 * npm's bill of materials of everything in the lock file, cut down to what is in the client, with the runtime and the faces,
 * which npm knows nothing of (CycloneDX 1.5, UP-67). A package in the client that npm does not list, or that is there for
 * development only, is PACKAGE-SBOM.
 */
export function clientBill(whole, { name, version, packages, runtime, faces }) {
  const inClient = new Set(packages.map((one) => `${one.name}@${one.version}`))
  const components = whole.components.filter((one) => inClient.has(`${one.name}@${one.version}`))
  const listed = new Set(components.map((one) => `${one.name}@${one.version}`))
  const lost = packages
    .map((one) => (one.dev ? `${one.name} (dev)` : `${one.name}@${one.version}`))
    .filter((one) => !listed.has(one))
  if (lost.length > 0) throw new Stop('PACKAGE-SBOM', `in the client, but not a dependency of it: ${lost.join(', ')}`)
  const self = `${name}@${version}`
  const besides = [
    ...runtime.map((one) => ({ ...one, type: 'framework', 'bom-ref': `${one.name}@${one.version}` })),
    ...faces.map((one) => ({ ...one, type: 'file', 'bom-ref': one.name })),
  ]
  const refs = new Set([...components, ...besides].map((one) => one['bom-ref']))
  const dependencies = whole.dependencies
    .filter((one) => refs.has(one.ref))
    .map((one) => ({ ...one, dependsOn: (one.dependsOn ?? []).filter((ref) => refs.has(ref)) }))
  return {
    ...whole,
    metadata: {
      ...whole.metadata,
      component: { 'bom-ref': self, type: 'application', name, version, description: '留痕' },
    },
    components: [...components, ...besides],
    dependencies: [{ ref: self, dependsOn: [...refs] }, ...dependencies, ...besides.map((one) => ({ ref: one['bom-ref'] }))],
  }
}

/**
 * npm's bill of the lock file, development too: with `--omit dev` it leaves out what both need.
 */
export async function npmBill() {
  const { code, out, err } = await capture('npm', ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'])
  if (code !== 0) throw new Stop('PACKAGE-SBOM', `npm sbom ended with ${code}\n${err}`)
  return JSON.parse(out)
}

/** The bundled faces as components, each file with its SHA-256. */
export function faceComponents() {
  const folder = path.join(root, 'src-renderer', 'paper', 'fonts')
  return fs
    .readdirSync(folder)
    .filter((name) => name.endsWith('.woff2'))
    .toSorted()
    .map((name) => {
      const content = createHash('sha256')
        .update(fs.readFileSync(path.join(folder, name)))
        .digest('hex')
      const licence = name.startsWith('fangsong') ? 'GPL-3.0-only WITH Font-exception-2.0' : 'OFL-1.1'
      return { name: `faces/${name}`, hashes: [{ alg: 'SHA-256', content }], licenses: [{ expression: licence }] }
    })
}
