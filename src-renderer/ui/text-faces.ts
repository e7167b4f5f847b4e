/** The words about the faces of a 公文. */
export const tfa = {
  /** one sentence for all faces that are replaced: wanted names, and what stands for them, in the same order */
  replaced: (wanted: readonly string[], by: readonly string[]) =>
    `本机未装${wanted.join('、')}，${wanted.length > 1 ? '依次' : ''}以${by.join('、')}代替；字宽相同，行和页不变。`,
  /** characters the face lacks, that another bundled face has */
  rare: (characters: string, face: string) => `生僻字“${characters}”以${face}排印。`,
  /** characters no bundled face has */
  missing: (characters: string) => `“${characters}”随附字体都没有，用系统字体排印；换一台机器可能显示不出，请核对。`,
}
