/** Name and ending of a file: `附件1.数据.xlsx` is `附件1.数据` and `.xlsx`. */
function parted(name: string): [string, string] {
  const dot = name.lastIndexOf('.')
  return dot > 0 && name.length - dot <= 20 ? [name.slice(0, dot), name.slice(dot)] : [name, '']
}

/** Letters of the longest name a command may carry (`document-state.ts`). */
const LONGEST = 200

/**
 * The name a file gets beside those a document has already: its own, or the first free `名称（2）.docx`. Two desks that
 * attach different files under one name without a line keep both (C-12); names that differ in case only are one name on
 * many machines.
 */
export function nameBeside(taken: readonly string[], name: string): string {
  const known = new Set(taken.map((one) => one.toLowerCase()))
  const [stem, ending] = parted(name)
  let free = name
  for (let n = 2; known.has(free.toLowerCase()); n++) {
    const number = `（${n}）`
    free = stem.slice(0, LONGEST - number.length - ending.length) + number + ending
  }
  return free
}
