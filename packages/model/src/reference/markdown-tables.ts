/** The tables of a Markdown text (GitHub's kind), each with the heading that it stands under. One pass, bounded by the text's length. */
export interface TableRow {
  readonly cells: readonly string[]
  /** From 1. */
  readonly line: number
}

export interface Table {
  /** '' above the first heading. */
  readonly heading: string
  readonly header: readonly string[]
  readonly rows: readonly TableRow[]
}

const MOST_COLUMNS = 64
/** Of a cell; the rest of it is not read. */
const MOST_CELL = 4000
const MOST_LINE = 64 * 1024

export function tablesOf(text: string): Table[] {
  const lines = text.split(/\r\n|\n|\r/)
  const tables: Table[] = []
  let heading = ''
  let fence = ''
  let inComment = false
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!.slice(0, MOST_LINE)
    const fenced = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1]
    if (fence !== '') {
      if (fenced?.startsWith(fence)) fence = ''
      continue
    }
    if (inComment) {
      inComment = !line.includes('-->')
      continue
    }
    if (fenced !== undefined) {
      fence = fenced
      continue
    }
    if (/^ {0,3}<!--/.test(line)) {
      inComment = !line.includes('-->')
      continue
    }
    const title = /^ {0,3}#{1,6}[ \t]+(.*)$/.exec(line)?.[1]
    if (title !== undefined) {
      heading = plainText(title).replace(/ #+ *$/, '')
      continue
    }
    const below = lines[at + 1]?.slice(0, MOST_LINE) ?? ''
    if (line.includes('|') && isDelimiter(below)) {
      const rows: TableRow[] = []
      let end = at + 2
      for (; end < lines.length && lines[end]!.includes('|'); end++) {
        rows.push({ cells: cellsOf(lines[end]!.slice(0, MOST_LINE)), line: end + 1 })
      }
      tables.push({ heading, header: cellsOf(line), rows })
      at = end - 1
    } else if (line.trim() !== '' && /^ {0,3}(=+|-+)[ \t]*$/.test(below)) heading = plainText(line)
  }
  return tables
}

function isDelimiter(line: string): boolean {
  return line.includes('|') && cellsOf(line).every(cell => /^:?-+:?$/.test(cell))
}

/** Split at pipes; one that is escaped belongs to the cell, also in a code span. */
function cellsOf(line: string): string[] {
  const trimmed = line.trim()
  const cells: string[] = []
  let cell = ''
  for (let at = trimmed.startsWith('|') ? 1 : 0; at < trimmed.length; at++) {
    const character = trimmed[at]!
    if (character === '\\' && trimmed[at + 1] === '|') {
      cell += '|'
      at++
    } else if (character === '|') {
      cells.push(cell.slice(0, MOST_CELL).trim())
      cell = ''
      if (cells.length === MOST_COLUMNS) return cells
    } else cell += character
  }
  if (cell.trim() !== '' || cells.length === 0) cells.push(cell.slice(0, MOST_CELL).trim())
  return cells
}

/** What a reader sees of a cell: without marks for code, emphasis and links. */
export function plainText(cell: string): string {
  return cell
    .slice(0, MOST_CELL)
    .replace(/<br ?\/?>/gi, ', ')
    .replace(/\[([^[\]]{0,300})\]\([^()]{0,500}\)/g, '$1')
    .replace(/`+|\*\*|<\/?[a-zA-Z][^<>]{0,200}>/g, '')
    .replace(/\\([\\`*_{}[\]()#+.!|<>~-])/g, '$1')
    .trim()
}

/** What stands in code spans, in order; empty where there are none. */
export function codeSpans(cell: string): string[] {
  return [...cell.slice(0, MOST_CELL).matchAll(/`+([^`]+)`+/g)].map(([, code]) => code!.trim())
}
