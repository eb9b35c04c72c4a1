/** Which series ClickHouse knows: for ranges that the head does not cover, and for the head itself when it opens. */
import {
  type Label,
  type Labels,
  labelsFrom,
  literalAlternatives,
  type Matcher,
  METRIC_NAME,
  type MetricMetadata,
  type MetricType,
} from '@vedette/model'
import type { TimeRange } from '../contract.ts'
import type { Block, ClickHouse } from './port.ts'
import { int64, joinSql, type Sql, sql, text, texts, uint16 } from './sql.ts'

const DAY_MS = 86_400_000
/** ClickHouse's Date ends in 2149. */
const LAST_DAY = 65_535

export interface KnownSeries {
  readonly project: string
  readonly id: bigint
  readonly labels: Labels
  /** A day on which it had samples, since the epoch. */
  readonly day: number
}

/** The conditions on the `series` table under which a series belongs to a query; an empty matcher list means all. */
export function seriesWhere(project: string, matchers: readonly Matcher[], range: TimeRange): Sql {
  const conditions = [
    sql`project = ${text(project)}`,
    sql`day >= ${dayAt(range.fromMs)} AND day <= ${dayAt(range.toMs)}`,
    ...matchers.map(matcherCondition),
  ]
  return joinSql(conditions, ' AND ')
}

/** Each series once, whatever number of days it has rows for. The engine keeps only the numbers it has seen, not their labels. */
export async function findSeries(
  clickhouse: ClickHouse,
  where: Sql,
  limit: number,
  signal: AbortSignal | undefined,
): Promise<KnownSeries[]> {
  const found: KnownSeries[] = []
  const rows = seriesRows(clickhouse, where, sql`LIMIT 1 BY project, id LIMIT ${int64(limit)}`, signal)
  for await (const row of rows) found.push(row)
  return found
}

/** A row for each series and day since then: for the start, when there may be more series than the engine could sort out in its memory. */
export function seriesDaysSince(clickhouse: ClickHouse, fromMs: number): AsyncIterable<KnownSeries> {
  return seriesRows(clickhouse, sql`day >= ${dayAt(fromMs)}`, sql``, undefined)
}

async function* seriesRows(
  clickhouse: ClickHouse,
  where: Sql,
  limits: Sql,
  signal: AbortSignal | undefined,
): AsyncIterable<KnownSeries> {
  const query = sql`SELECT CAST(project, 'String'), id, toUInt16(day), CAST(label_names, 'Array(String)'), label_values
    FROM series WHERE ${where} ${limits}`
  // One object for all equal labels: thousands of series share most of theirs.
  const shared = new Map<string, Label>()
  for await (const block of clickhouse.stream(query, withSignal(signal))) {
    const [project, id, day, names, values] = block.columns.map(column => column.values) as [
      string[],
      BigUint64Array,
      Uint16Array,
      string[][],
      string[][],
    ]
    for (let row = 0; row < block.rowCount; row++) {
      const labels = names[row]!.map((name, i) => sharedLabel(shared, name, values[row]![i]!))
      yield { project: project[row]!, id: id[row]!, day: day[row]!, labels }
    }
  }
}

export async function findLabelNames(
  clickhouse: ClickHouse,
  where: Sql,
  limit: number,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const query = sql`SELECT DISTINCT arrayJoin(CAST(label_names, 'Array(String)')) AS name FROM series WHERE ${where} ORDER BY name LIMIT ${int64(limit)}`
  return firstColumn(await clickhouse.query(query, withSignal(signal)))
}

export async function findLabelValues(
  clickhouse: ClickHouse,
  name: string,
  where: Sql,
  limit: number,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const query = sql`SELECT DISTINCT CAST(${labelExpression(name)}, 'String') AS value FROM series
    WHERE (${where}) AND value != '' ORDER BY value LIMIT ${int64(limit)}`
  return firstColumn(await clickhouse.query(query, withSignal(signal)))
}

export async function readMetadata(
  clickhouse: ClickHouse,
): Promise<{ project: string; entry: MetricMetadata }[]> {
  const block = await clickhouse.query(
    sql`SELECT DISTINCT project, family, CAST(type, 'String'), CAST(unit, 'String'), help FROM metric_metadata LIMIT 1000000`,
  )
  const [project, family, type, unit, help] = block.columns.map(column => column.values) as string[][]
  return Array.from({ length: block.rowCount }, (_, row) => ({
    project: project![row]!,
    entry: { family: family![row]!, type: type![row]! as MetricType, unit: unit![row]!, help: help![row]! },
  }))
}

function matcherCondition(matcher: Matcher): Sql {
  const value = labelExpression(matcher.name)
  const anchored = text(`^(?s:${matcher.value})$`)
  // A dashboard's list of ten thousand words is a look-up, not a pattern of as many branches.
  const words = literalAlternatives(matcher.value)
  switch (matcher.kind) {
    case '=':
      return sql`${value} = ${text(matcher.value)}`
    case '!=':
      return sql`${value} != ${text(matcher.value)}`
    case '=~':
      return words === undefined ? sql`match(${value}, ${anchored})` : sql`${value} IN ${texts(words)}`
    case '!~':
      return words === undefined
        ? sql`NOT match(${value}, ${anchored})`
        : sql`${value} NOT IN ${texts(words)}`
  }
}

/** A label's value, '' where the series lacks it. The metric's name is a column of its own, first in the sort order. */
function labelExpression(name: string): Sql {
  if (name === METRIC_NAME) return sql`metric`
  return sql`label_values[indexOf(label_names, ${text(name)})]`
}

/** The UTC day of a time, within what a Date can be. */
export function dayAt(timeMs: number): Sql {
  const day = Math.min(LAST_DAY, Math.max(0, Math.floor(timeMs / DAY_MS)))
  return sql`toDate(${uint16(day)})`
}

function sharedLabel(shared: Map<string, Label>, name: string, value: string): Label {
  const key = `${name}\0${value}`
  let label = shared.get(key)
  if (label === undefined) {
    label = { name, value }
    shared.set(key, label)
  }
  return label
}

function firstColumn(block: Block): string[] {
  return [...((block.columns[0]?.values ?? []) as readonly string[])]
}

export function withSignal(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal }
}

export function labelsOfRow(names: readonly string[], values: readonly string[]): Labels {
  return labelsFrom(names.map((name, i) => [name, values[i]!] as const))
}
