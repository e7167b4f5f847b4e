import path from 'node:path'

/** Programs and scripts are never opened from an attachment (SE-30). */
const programs =
  /\.(exe|com|bat|cmd|scr|pif|msi|msp|cpl|js|jse|vbs|vbe|wsf|wsh|ps1|psm1|sh|bash|run|bin|appimage|deb|rpm|jar|py|desktop|lnk|url|scf|hta|reg|chm)$/i

/** Whether the system would run a file of this name rather than show it. */
export const isProgram = (name: string): boolean => programs.test(name)

/**
 * A file name that means the same on every system and hides nothing: no folders, no characters a system reserves, no
 * control or direction marks (they make `exe.pdf` of `fdp.exe`), no dots or spaces at the end, which Windows drops.
 */
export function safeName(name: string): string {
  const base = path.basename(name.replaceAll('\\', '/'))
  const plain = base
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, '')
    .replaceAll(/[/:*?"<>|]/g, '_')
    .replace(/[. ]+$/, '')
  return plain === '' ? '附件' : plain
}
