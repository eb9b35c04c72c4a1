/**
 * SQL as data: sql`SELECT ... WHERE id = ${text('abc')}` gives the text with ClickHouse's own `{p0:String}` placeholders and the
 * parameters apart. A value never becomes part of the text; identifiers and fragments only through `identifier` and `sql`.
 */
export interface Sql {
  readonly text: string
  /** By placeholder name, in ClickHouse's escaped text form. */
  readonly params: Readonly<Record<string, string>>
}

export interface Param {
  readonly type: string
  readonly value: string
}

interface Fragment {
  readonly fragment: string
}

export const text = (value: string): Param => ({ type: 'String', value: escapeText(value) })
export const int64 = (value: number | bigint): Param => ({ type: 'Int64', value: String(value) })
export const uint64 = (value: number | bigint): Param => ({ type: 'UInt64', value: String(value) })
export const uint16 = (value: number): Param => ({ type: 'UInt16', value: String(value) })
export const uint32 = (value: number): Param => ({ type: 'UInt32', value: String(value) })
export const float64 = (value: number): Param => ({ type: 'Float64', value: String(value) })
export const texts = (values: readonly string[]): Param => ({
  type: 'Array(String)',
  value: `[${values.map(literal).join(',')}]`,
})
export const uint64s = (values: Iterable<bigint>): Param => ({
  type: 'Array(UInt64)',
  value: `[${[...values].join(',')}]`,
})

/** Days since the epoch. */
export const dates = (days: readonly number[]): Param => ({
  type: 'Array(Date)',
  value: `[${days.map(day => `'${new Date(day * 86_400_000).toISOString().slice(0, 10)}'`).join(',')}]`,
})

/** A table or column name of ours; anything but plain words is refused. */
export function identifier(name: string): Fragment {
  if (!/^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)?$/.test(name)) {
    throw new Error(`not an identifier: ${JSON.stringify(name)}`)
  }
  return { fragment: name }
}

export function sql(strings: TemplateStringsArray, ...parts: readonly (Param | Fragment | Sql)[]): Sql {
  return assembled(strings, parts)
}

function assembled(strings: readonly string[], parts: readonly (Param | Fragment | Sql)[]): Sql {
  let out = strings[0]!
  const params: Record<string, string> = {}
  let count = 0
  parts.forEach((part, i) => {
    if ('fragment' in part) out += part.fragment
    else if ('text' in part) {
      // A nested piece brings its own placeholders: they get new names here.
      out += part.text.replace(/\{(p\d+):/g, (_, name: string) => {
        const renamed = `p${count++}`
        params[renamed] = part.params[name]!
        return `{${renamed}:`
      })
    } else {
      const name = `p${count++}`
      params[name] = part.value
      out += `{${name}:${part.type}}`
    }
    out += strings[i + 1]!
  })
  return { text: out, params }
}

/** Joins pieces with a separator: conditions with ` AND `. */
export function joinSql(pieces: readonly Sql[], separator: string): Sql {
  const some = pieces.filter(piece => piece.text !== '')
  const between = some.map((_, i) => (i === 0 ? '' : separator))
  return assembled([...between, ''], some)
}

/** Text in quotes as ClickHouse reads it. */
export function literal(value: string): string {
  return `'${value.replace(/[\\']/g, char => `\\${char}`)}'`
}

const LARGE_PARAM = 16 * 1024

/** The same statement with its large parameters in the text, for where parameters must be small: in a URL. */
export function inlineLarge({ text, params }: Sql): Sql {
  const large = Object.keys(params).filter(name => params[name]!.length > LARGE_PARAM)
  if (large.length === 0) return { text, params }
  const small = Object.fromEntries(Object.entries(params).filter(([name]) => !large.includes(name)))
  const inlined = text.replace(/\{(p\d+):([^}]+)\}/g, (placeholder, name: string, type: string) => {
    const value = params[name]!
    if (!large.includes(name)) return placeholder
    // A text parameter is escaped as a literal's inside is; others are in the form that casting from text reads.
    return type === 'String' ? `'${value}'` : `CAST(${literal(value)} AS ${type})`
  })
  return { text: inlined, params: small }
}

/** Parameters travel in ClickHouse's tab-separated escaping. */
function escapeText(value: string): string {
  return value.replace(/[\\\t\n\r\0\b\f']/g, char => ESCAPES[char]!)
}

const ESCAPES: Record<string, string> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '\0': '\\0',
  '\b': '\\b',
  '\f': '\\f',
  "'": "\\'",
}
