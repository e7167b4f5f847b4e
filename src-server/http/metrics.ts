/** Names and values of a metric's labels. Codes, command names and routes only: never ids, titles or names of people (SE-12). */
type Labels = Readonly<Record<string, string>>
type Kind = 'counter' | 'gauge' | 'histogram'
type Family = { help: string; kind: Kind; lines: () => Iterable<string> | Promise<Iterable<string>> }

export type Counter = { add: (labels?: Labels, by?: number) => void }
export type Histogram = { observe: (seconds: number, labels?: Labels) => void }
/** One value, or one per set of labels. */
export type Reading = number | readonly (readonly [Labels, number])[]

export type Registry = {
  counter: (name: string, help: string) => Counter
  histogram: (name: string, help: string, bounds?: readonly number[]) => Histogram
  /** read when somebody looks; left out where it cannot be read at that moment */
  gauge: (name: string, help: string, read: () => Reading | Promise<Reading>) => void
  /** everything as Prometheus text, version 0.0.4 */
  text: () => Promise<string>
}

/** Seconds, from a page out of the cache to an answer nobody waited for. */
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

const escaped = (value: string): string => value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
const labelled = (name: string, labels: Labels): string => {
  const parts = Object.entries(labels).map(([key, value]) => `${key}="${escaped(value)}"`)
  return parts.length === 0 ? name : `${name}{${parts.join(',')}}`
}

/** Counts and measures in memory, and tells them as Prometheus text (SY-127). One per server. */
export function registry(): Registry {
  const families = new Map<string, Family>()
  return {
    counter: (name, help) => {
      const values = new Map<string, number>()
      families.set(name, { help, kind: 'counter', lines: () => [...values].map(([key, value]) => `${key} ${value}`) })
      return {
        add: (labels = {}, by = 1) => {
          const key = labelled(name, labels)
          values.set(key, (values.get(key) ?? 0) + by)
        },
      }
    },
    histogram: (name, help, bounds = BOUNDS) => {
      const values = new Map<string, { labels: Labels; buckets: number[]; sum: number; count: number }>()
      const lines = function* () {
        for (const { labels, buckets, sum, count } of values.values()) {
          for (const [i, bound] of bounds.entries())
            yield `${labelled(`${name}_bucket`, { ...labels, le: String(bound) })} ${buckets[i]}`
          yield `${labelled(`${name}_bucket`, { ...labels, le: '+Inf' })} ${count}`
          yield `${labelled(`${name}_sum`, labels)} ${sum}`
          yield `${labelled(`${name}_count`, labels)} ${count}`
        }
      }
      families.set(name, { help, kind: 'histogram', lines })
      return {
        observe: (seconds, labels = {}) => {
          const key = labelled(name, labels)
          const value = values.get(key) ?? { labels, buckets: bounds.map(() => 0), sum: 0, count: 0 }
          values.set(key, value)
          for (const [i, bound] of bounds.entries()) if (seconds <= bound) value.buckets[i] = (value.buckets[i] ?? 0) + 1
          value.sum += seconds
          value.count++
        },
      }
    },
    gauge: (name, help, read) => {
      const lines = async () => {
        const reading = await read()
        const all = typeof reading === 'number' ? [[{}, reading] as const] : reading
        return all.map(([labels, value]) => `${labelled(name, labels)} ${value}`)
      }
      families.set(name, { help, kind: 'gauge', lines })
    },
    text: async () => {
      const out: string[] = []
      for (const [name, { help, kind, lines }] of families) {
        const found = await Promise.resolve(lines()).catch(() => [])
        out.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${kind}`, ...found)
      }
      return `${out.join('\n')}\n`
    },
  }
}
