/** What a decoder says about bytes that it can't take. Doors turn it into a refusal; the process is never harmed by one. */
export type WireErrorKind = 'cut-off' | 'malformed' | 'invalid-utf8' | 'limit'

export class WireError extends Error {
  override name = 'WireError'
  readonly kind: WireErrorKind
  /** From 1, for formats that have lines. */
  readonly line: number | undefined

  constructor(kind: WireErrorKind, message: string, line?: number) {
    super(message)
    this.kind = kind
    this.line = line
  }
}
