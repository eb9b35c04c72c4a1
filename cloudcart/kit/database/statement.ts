/** What a SQL text is, read once: its kind, its placeholders, and that it is one statement. */
import { DatabaseError, type QueryType, type Value } from './database.ts'

export interface Statement {
  /** As it was written, with `$1`. */
  readonly text: string
  /** With SQLite's `?1`: to it `$1` would be a name, and values come by position. */
  readonly sqliteText: string
  readonly type: QueryType
  /** `SELECT`, `INSERT`, `CREATE` ... */
  readonly operation: string
  /** Whether the database's count of rows means changed ones. */
  readonly changes: boolean
  /** The highest placeholder. */
  readonly parameters: number
}

const TOKEN =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\$(?<place>\d+)|(?<word>[a-z_]\w*)|(?<mark>[();])|\s+|[\s\S]/gi

const CHANGES: readonly string[] = ['INSERT', 'UPDATE', 'DELETE']
const VERBS: readonly string[] = ['SELECT', ...CHANGES]

export function readStatement(text: string): Statement {
  let sqliteText = ''
  let operation: string | undefined
  let depth = 0
  let parameters = 0
  let ended = false
  for (const match of text.matchAll(TOKEN)) {
    const [token] = match
    const { place, word, mark } = match.groups ?? {}
    if (ended && !/^(\s|--|\/\*|;)/.test(token)) {
      throw new DatabaseError('misuse', `one statement at a time, please: ${shortened(text)}`)
    }
    if (place !== undefined) parameters = Math.max(parameters, Number(place))
    sqliteText += place === undefined ? token : `?${place}`
    if (mark === '(') depth++
    else if (mark === ')') depth--
    else if (mark === ';') ended = true
    else if (word !== undefined && depth === 0) {
      // `WITH x AS (...) UPDATE ...` is an UPDATE.
      const verb = word.toUpperCase()
      if (operation === undefined || (operation === 'WITH' && VERBS.includes(verb))) operation = verb
    }
  }
  if (operation === undefined) throw new DatabaseError('misuse', 'the statement is empty')
  const changes = CHANGES.includes(operation)
  return {
    text,
    sqliteText,
    type: changes ? (operation.toLowerCase() as QueryType) : 'select',
    operation,
    changes,
    parameters,
  }
}

/** Refuses what one of the databases would refuse or change silently, so that both behave alike. */
export function checkValues(statement: Statement, values: readonly Value[]): void {
  if (values.length !== statement.parameters) {
    throw new DatabaseError(
      'misuse',
      `${values.length} values for ${statement.parameters} placeholders: ${shortened(statement.text)}`,
    )
  }
  for (const [i, value] of values.entries()) {
    const problem = problemOf(value)
    if (problem !== undefined) throw new DatabaseError('value', `the value of $${i + 1} ${problem}`)
  }
}

function problemOf(value: Value): string | undefined {
  if (value === null || typeof value === 'bigint') return undefined
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : `is ${value}: no database has it`
  if (typeof value !== 'string') {
    return `is ${value === undefined ? 'undefined' : `of type ${typeof value}`}: text, a number or null is expected`
  }
  return value.includes('\0') ? 'has a NUL character, which PostgreSQL can’t store' : undefined
}

function shortened(text: string): string {
  return text.length <= 200 ? text : `${text.slice(0, 200)}…`
}
