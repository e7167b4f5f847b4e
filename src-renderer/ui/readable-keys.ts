/** A key combination as people read it. */
export const readableKeys = (keys: string): string =>
  keys.replace('ArrowDown', '↓').replace('ArrowUp', '↑').replace('Escape', 'Esc').replaceAll('+', ' + ')
