/*
 * GB/T 9704-2012 in numbers: every measure the page, the PDF, the OFD and their checks share. Lengths in mm of paper unless
 * the name says pt; each with its clause.
 */

/** §5.1: A4. */
export const paper = { width: 210, height: 297 } as const
/** §5.2.1: 天头 37, 订口 28, 版心 156 × 225; the other two edges follow. */
export const typeArea = { top: 37, left: 28, width: 156, height: 225, right: 26, bottom: 35 } as const
/** §5.2.3: 一般每面排 22 行, 每行排 28 个字. */
export const grid = { lines: 22, chars: 28 } as const

/** 3号: the size of the text (§5.2.2), in pt. */
export const bodyPt = 16
/** 2号: 标题 (§7.3.1). */
export const titlePt = 22
/** 4号: 版记 (§7.4.2) and 页码 (§7.5). */
export const smallPt = 14
export const mmPerPt = 25.4 / 72

/** 一行: 225 mm over 22 lines (§3, §5.2.3). */
export const line = typeArea.height / grid.lines
/** 一字: 156 mm over 28 characters; less than 16 pt, so letters stand a little closer (formats.md §3.3). */
export const pitch = typeArea.width / grid.chars

/** §7.2.4: upper edge of 发文机关标志 below the upper edge of the type area: 文件 35; §10.2: 命令 20; §10.3: 纪要 35. */
export const markTop = { file: 35, order: 20, minutes: 35 } as const
/** §7.2.7: 红色分隔线 4 mm below 发文字号, as wide as the type area; its strength is practice, not in the standard. */
export const redLine = { below: 4, strength: 0.5 } as const
/** §7.4.1: first and last line of 版记 0.35 mm, those between 0.25 mm. */
export const imprintLine = { outer: 0.35, inner: 0.25 } as const
/** §7.5: 一字线's upper edge 7 mm below the type area; odd pages one character from the right, even pages from the left. */
export const pageNumber = { below: 7, inset: pitch } as const
/**
 * §10.1 信函: mark's upper edge 30 mm from the paper's; 4 mm below it a double line, thick over thin; another, thin over thick,
 * 20 mm from the lower edge; both 170 mm long, centred on the paper.
 */
export const letter = { markTop: 30, lineBelow: 4, footFromBottom: 20, lineWidth: 170 } as const
/** How far a measured place may be off (issue "On paper"). */
export const tolerance = 1
