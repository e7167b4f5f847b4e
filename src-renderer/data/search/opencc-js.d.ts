/** OpenCC's table of traditional characters: `後 后|…`. opencc-js has no types for its tables. */
declare module 'opencc-js/dict/TSCharacters' {
  const table: string
  export default table
}
