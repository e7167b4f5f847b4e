/** Words of the archive. */
export const tar = {
  save: '导出归档包…',
  saving: '正在核对并导出归档包…',
  saved: (place: string) => `归档包已经存为 ${place}`,
} as const
