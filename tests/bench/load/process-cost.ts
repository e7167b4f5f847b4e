import fs from 'node:fs'

/** What processes have used so far: CPU time in ms, and memory they hold, in MiB. */
export type Cost = { cpuMs: number; rssMib: number }

/** Linux counts CPU time in hundredths of a second. */
const tickMs = 10

function costOf(pid: number): Cost {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const kib = /^VmRSS:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0'
    return { cpuMs: (Number(fields[11]) + Number(fields[12])) * tickMs, rssMib: Number(kib) / 1024 }
  } catch {
    return { cpuMs: 0, rssMib: 0 }
  }
}

/** The cost of several processes together. */
export const costsOf = (pids: readonly number[]): Cost =>
  pids.map(costOf).reduce((sum, one) => ({ cpuMs: sum.cpuMs + one.cpuMs, rssMib: sum.rssMib + one.rssMib }), {
    cpuMs: 0,
    rssMib: 0,
  })
