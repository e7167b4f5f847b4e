/** A small picture as a data URL, put into the program by the bundler. */
declare module '*.png?inline' {
  const url: string
  export default url
}
