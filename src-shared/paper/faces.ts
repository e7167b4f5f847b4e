/*
 * The five faces of a 公文 (GB/T 9704 §5.2.2, §7): what each is called when the maker's own is installed, and the free face
 * that is bundled for desks without it (docs/decisions/0023). All bundled faces share one measure: hanzi and GB 2312
 * signs one em, ASCII half an em, ascent 0.88, descent 0.12 em; the commercial ones have the same, so lines do not move.
 */

export const faceRoles = ['fangsong', 'xiaobiaosong', 'heiti', 'kaiti', 'songti'] as const
export type FaceRole = (typeof faceRoles)[number]

/**
 * `commercial`: family names asked for first, in this order, as `--fangsong` … in tokens.css has them; `wanted` the one a
 * person knows it by. `family`: the bundled face in CSS and in PDF and OFD; `from`: the free face it was made of; `file`:
 * its WOFF2 in src-renderer/paper/fonts; `bold`: that of weight 700, the same file where the face stands for all weights.
 */
export type Face = { wanted: string; commercial: readonly string[]; family: string; from: string; file: string; bold: string }

export const faces: Readonly<Record<FaceRole, Face>> = {
  fangsong: {
    wanted: '仿宋_GB2312',
    commercial: ['仿宋_GB2312', 'FangSong_GB2312', 'FangSong', '仿宋', 'STFangsong'],
    family: 'Liuhen FangSong',
    from: 'Fandol 仿宋',
    file: 'fangsong.woff2',
    bold: 'fangsong-bold.woff2',
  },
  xiaobiaosong: {
    wanted: '方正小标宋',
    commercial: ['方正小标宋简体', '方正小标宋_GBK', 'FZXiaoBiaoSong-B05S', 'FZXiaoBiaoSong-B05'],
    family: 'Liuhen XiaoBiaoSong',
    from: 'Noto 宋体（粗）',
    file: 'xiaobiaosong.woff2',
    bold: 'xiaobiaosong.woff2',
  },
  heiti: {
    wanted: '黑体',
    commercial: ['SimHei', '黑体', 'STHeiti'],
    family: 'Liuhen HeiTi',
    from: 'Noto 黑体',
    file: 'heiti.woff2',
    bold: 'heiti.woff2',
  },
  kaiti: {
    wanted: '楷体_GB2312',
    commercial: ['楷体_GB2312', 'KaiTi_GB2312', 'KaiTi', '楷体', 'STKaiti'],
    family: 'Liuhen KaiTi',
    from: '霞鹜文楷',
    file: 'kaiti.woff2',
    bold: 'kaiti-bold.woff2',
  },
  songti: {
    wanted: '宋体',
    commercial: ['SimSun', '宋体', 'STSong'],
    family: 'Liuhen SongTi',
    from: 'Noto 宋体',
    file: 'songti.woff2',
    bold: 'xiaobiaosong.woff2',
  },
}

/** The bundled face with the widest stock (all of GBK and more): it stands in where another bundled face lacks a character. */
export const rareFace: FaceRole = 'kaiti'
