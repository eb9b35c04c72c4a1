/** HTML in tagged templates, where everything that is put in is escaped unless it is HTML already. Telemetry is full of other people's text. */
export interface Html {
  readonly markup: string
}

type Piece = Html | readonly Html[] | string | number | undefined | false

export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return {
    markup: strings.map((string, i) => string + (i < pieces.length ? markupOf(pieces[i]!) : '')).join(''),
  }
}

/** For text of our own that is markup, such as a style sheet. */
export function trusted(markup: string): Html {
  return { markup }
}

function markupOf(piece: Piece): string {
  if (piece === undefined || piece === false) return ''
  if (typeof piece === 'object')
    return isList(piece) ? piece.map(({ markup }) => markup).join('') : piece.markup
  return escapeText(String(piece))
}

function isList(piece: Html | readonly Html[]): piece is readonly Html[] {
  return Array.isArray(piece)
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, character => ENTITIES[character]!)
}
