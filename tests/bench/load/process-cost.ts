import fs from 'node:fs'

/** What processes have used so far: CPU time in ms, and memory they hold, in MiB; what several share counts once. */
export type Cost = { cpuMs: number; mib: number }

/** Linux counts CPU time in hundredths of a second. */
const tickMs = 10

function costOf(pid: number): Cost {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const kib = /^Pss:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? '0'
    // its own and that of its children that have ended: a database's connections come and go
    const ticks = [11, 12, 13, 14].reduce((sum, field) => sum + Number(fields[field]), 0)
    return { cpuMs: ticks * tickMs, mib: Number(kib) / 1024 }
  } catch {
    return { cpuMs: 0, mib: 0 }
  }
}

/** The cost of several processes together. */
export const costsOf = (pids: readonly number[]): Cost =>
  pids.map(costOf).reduce((sum, one) => ({ cpuMs: sum.cpuMs + one.cpuMs, mib: sum.mib + one.mib }), { cpuMs: 0, mib: 0 })
