/**
 * Documented metrics from Markdown: every table that has a column for the metric and says more about it. Columns may come in any order and
 * under the names that people give them; columns of other names are left alone.
 */
import { createDraft, MOST_CHARACTERS, type ReferenceDocument, readType, saysNone } from './documented.ts'
import { codeSpans, plainText, type Table, type TableRow, tablesOf } from './markdown-tables.ts'

interface Columns {
  readonly name: number
  readonly type: number
  readonly labels: number
  readonly help: number
}

const HEADERS = {
  metric: /^(prometheus )?metrics?( names?)?$/,
  name: /^names?$/,
  type: /^((metric )?type|kind|instrument)$/,
  labels: /^(labels?( names?)?|attributes?|dimensions?|tags?)\b/,
  help: /^(descriptions?|help( text)?|meaning|purpose|what it (says|is|means|measures|counts))$/,
} as const

export function readMarkdownReference(text: string, file: string): ReferenceDocument {
  const draft = createDraft(file)
  if (text.length > MOST_CHARACTERS)
    draft.problem('too-large', '', 1, `more than ${MOST_CHARACTERS} characters: the rest is not read`)
  for (const table of tablesOf(text.slice(0, MOST_CHARACTERS))) {
    const columns = columnsOf(table)
    if (columns === undefined) continue
    for (const row of table.rows) {
      const cell = (column: number): string => (column < 0 ? '' : (row.cells[column] ?? ''))
      if (isDivider(row, columns)) continue
      const named = namesOf(cell(columns.name))
      const labels = columns.labels < 0 ? undefined : labelsOf(cell(columns.labels))
      const seen = new Set<string>()
      for (const { name, labels: inName } of named.length === 0 ? [{ name: '', labels: undefined }] : named) {
        const type = plainText(cell(columns.type))
        const family = /histogram|summary/i.test(type) ? name.replace(/_(bucket|sum|count)$/, '') : name
        // A row may list the series of one histogram.
        if (seen.has(family)) continue
        seen.add(family)
        const more = { type, help: plainText(cell(columns.help)), group: table.heading, line: row.line }
        if (!draft.add({ name, labels: labels ?? inName, ...more })) return draft.finish()
      }
    }
  }
  return draft.finish()
}

/** undefined where the table is about something else: settings have names and types, too. */
function columnsOf({ header, rows }: Table): Columns | undefined {
  const words = header.map(cell => plainText(cell).toLowerCase())
  const find = (pattern: RegExp): number => words.findIndex(word => pattern.test(word))
  const metric = find(HEADERS.metric)
  const columns = {
    name: metric < 0 ? find(HEADERS.name) : metric,
    type: find(HEADERS.type),
    labels: find(HEADERS.labels),
    help: find(HEADERS.help),
  }
  if (columns.name < 0 || (columns.type < 0 && columns.labels < 0 && columns.help < 0)) return undefined
  if (metric >= 0) return columns
  const typed = rows.some(({ cells }) => readType(plainText(cells[columns.type] ?? '')) !== undefined)
  return columns.type >= 0 && typed ? columns : undefined
}

/** A row that only has words in its first cell, and no name with underscores, divides a long table into parts. */
function isDivider({ cells }: TableRow, { name }: Columns): boolean {
  const cell = cells[name] ?? ''
  return cells.every((other, column) => column === name || other === '') && !/[`_]/.test(cell)
}

/** `http_requests_total`, `a` / `b`, `http_requests_total{method,status}`; what stands in parentheses is a remark. */
function namesOf(cell: string): { name: string; labels: string[] | undefined }[] {
  const bare = withoutRemarks(cell)
  const spans = codeSpans(bare)
  const parts = (spans.length > 0 ? spans : [plainText(bare)]).flatMap(part => part.split(BETWEEN_NAMES))
  return parts
    .map(part => part.trim())
    .filter(part => part !== '')
    .map(part => {
      const brace = part.indexOf('{')
      if (brace < 0) return { name: part, labels: undefined }
      return { name: part.slice(0, brace), labels: labelsOf(part.slice(brace)) }
    })
}

/** Commas within braces are between labels. */
const BETWEEN_NAMES = /,(?![^{}]*\})| \/ /

/** undefined where the cell says that they may be any. */
function labelsOf(cell: string): string[] | undefined {
  const bare = withoutRemarks(cell)
  const plain = plainText(bare)
  if (saysNone(plain)) return []
  if (/^(\*|any|various|varies|\.\.\.|…)$/i.test(plain)) return undefined
  const spans = codeSpans(bare)
  return (spans.length > 0 ? spans : [plain])
    .flatMap(part => part.replace(/[{}]/g, '').split(/[,;|]|\s\/\s|\s+(?:and\s+)?/))
    .map(part => part.replace(/\s*(=|!=|=~|!~).*$/, '').replace(/^["']+|["'.]+$/g, ''))
    .filter(part => !saysNone(part) && part !== 'and' && part !== '/')
}

function withoutRemarks(cell: string): string {
  return cell
    .replace(/\]\([^()]*\)/g, ']')
    .replace(/\([^()]*\)/g, '')
    .replace(/\[([^[\]]*)\]/g, '$1')
}
