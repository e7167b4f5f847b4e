import path from 'node:path'

/**
 * Programs and scripts are never opened from an attachment (SE-30), nor web pages, which run scripts, nor disk images, which
 * bring programs past the system's own checks (SE-88).
 */
const programs =
  /\.(exe|com|bat|cmd|scr|pif|msi|msp|msix|appx|cpl|dll|sys|js|jse|mjs|vbs|vbe|wsf|wsh|ps1|psm1|sh|bash|run|bin|appimage|deb|rpm|jar|py|pyw|desktop|lnk|url|scf|hta|reg|chm|inf|gadget|settingcontent-ms|library-ms|search-ms|html?|xhtml|mhtml?|svg|iso|img|vhdx?)$/i

/** Office files that say by their name that they carry macros, and add-ins, which are nothing else (SE-88). */
const macros = /\.(docm|dotm|xlsm|xltm|xlam|xla|xll|pptm|potm|ppsm|ppam|sldm)$/i

/** Whether a file of this name is an Office file with macros. */
export const hasMacros = (name: string): boolean => macros.test(name)

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
