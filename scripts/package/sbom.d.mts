/* See sbom.mjs. */
type Component = { 'bom-ref'?: string; name: string; version?: string }
type Bill = {
  metadata: { component: Component }
  components: Component[]
  dependencies: { ref: string; dependsOn?: string[] }[]
}
export function clientBill(
  whole: Bill,
  client: {
    name: string
    version: string
    packages: readonly { name: string; version: string; dev: boolean }[]
    runtime: readonly Component[]
    faces: readonly Component[]
  },
): Bill
