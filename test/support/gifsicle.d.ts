/** A development dependency without types: the path of the static gifsicle that it ships for this platform. */
declare module '@343dev/gifsicle' {
  const path: string;
  export default path;
}
