/** `$NAME` and `${NAME}` as Go's `os.Expand` fills them in, which Prometheus does in external labels. */
export function expandVariables(text: string, lookUp: (name: string) => string): string {
  return text.replace(
    /\$(?:\{([^}]*)\}|([*#$@!?\-0-9])|([a-zA-Z_][a-zA-Z0-9_]*)|\{)?/g,
    (whole, braced: string | undefined, special: string | undefined, plain: string | undefined) => {
      const name = braced ?? special ?? plain
      if (name !== undefined) return name === '' ? '' : lookUp(name)
      // `${` without an end is left out, a `$` that starts nothing stays.
      return whole === '$' ? '$' : ''
    },
  )
}
