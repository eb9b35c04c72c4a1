/**
 * Runs scripts. An instant query is asked three ways, which must agree: by itself, as the middle step of a range query, and as a query with `@`
 * on every selector, asked at quite other times.
 */
import { evaluateQuery, type QueryResult } from '../evaluate/engine.ts'
import { QueryError } from '../evaluate/query-error.ts'
import type { QueryValue } from '../evaluate/result.ts'
import type { SeriesSource } from '../source.ts'
import { parseQuery } from '../syntax/parse.ts'
import { printQuery } from '../syntax/print.ts'
import type { Expr } from '../syntax/tree.ts'
import { almostEqual } from './almost-equal.ts'
import { type AnswerSeries, answerSeries, at, describe } from './answers.ts'
import { differenceAtOnce, differenceOverTime, unsorted } from './compare.ts'
import { type Expectation, type ExpectationKind, meets, wordsOf } from './expectation.ts'
import { LoadedSeries, type StoredSeries } from './loaded-series.ts'
import { memorySource } from './memory-source.ts'
import { type EvalCommand, parseScript } from './script.ts'
import { withAt } from './with-at.ts'

export interface ScriptFailure {
  /** From 1. */
  readonly line: number
  /** What was asked; empty where it was a `load` that failed. */
  readonly query: string
  readonly message: string
}

export interface ScriptResult {
  readonly passed: number
  /** How many `eval` there are. */
  readonly total: number
  readonly failures: readonly ScriptFailure[]
}

export interface ScriptOptions {
  /** Where the loaded series are asked from; in memory when not given. */
  readonly sourceOf?: (series: readonly StoredSeries[]) => SeriesSource | Promise<SeriesSource>
}

const MINUTE_MS = 60_000
/** Calls of these answer by the query's range and step, so an instant query and a range query differ. */
const OF_THE_QUERY = /(start|end|range|step)\(\)/

class Unmet extends Error {}

/** Throws ScriptError where the text is no script; all else is in the result. */
export async function runScript(text: string, options: ScriptOptions = {}): Promise<ScriptResult> {
  const { sourceOf = memorySource } = options
  const loaded = new LoadedSeries()
  const failures: ScriptFailure[] = []
  let source: SeriesSource | undefined
  let total = 0
  for (const command of parseScript(text)) {
    if (command.kind === 'eval') {
      total++
      source ??= await sourceOf(loaded.all())
      const message = await failureOf(command, source)
      if (message !== undefined) failures.push({ line: command.line, query: command.query, message })
      continue
    }
    source = undefined
    if (command.kind === 'clear') loaded.clear()
    else {
      try {
        loaded.load(command)
      } catch (error) {
        failures.push({ line: command.line, query: '', message: `load: ${messageOf(error)}` })
      }
    }
  }
  const failed = failures.filter(({ query }) => query !== '').length
  return { passed: total - failed, total, failures }
}

async function failureOf(command: EvalCommand, source: SeriesSource): Promise<string | undefined> {
  try {
    if (command.at.kind === 'range') await checkRange(command, source)
    else await checkInstant(command, source)
    return undefined
  } catch (error) {
    if (error instanceof Unmet || error instanceof QueryError) return error.message
    const { name } = error as Error
    return name === 'ParseError' ? messageOf(error) : ((error as Error).stack ?? messageOf(error))
  }
}

async function checkRange(command: EvalCommand, source: SeriesSource): Promise<void> {
  const { at: times, query, value: expected } = command
  const result = await ask(command, query, source, times)
  if (result === undefined) return
  checkAnnotations(command, result)
  if (result.value.kind === 'string') {
    checkString(command, result.value.value)
    return
  }
  const series = answerSeries(result.value)
  if (has(command, 'ordered')) throw new Unmet('expected ordered result, but query returned a matrix')
  if (expected.kind !== 'series') {
    throw new Unmet(`expected a ${expected.kind}, got series: ${series.map(describe).join('; ')}`)
  }
  unless(differenceOverTime(expected.series, series, times))
}

async function checkInstant(command: EvalCommand, source: SeriesSource): Promise<void> {
  const timeMs = command.at.endMs
  await checkInstantAt(command, command.query, timeMs, source)
  const fixed = withAt(parse(command.query), timeMs)
  if (fixed === undefined) return
  const query = printQuery(fixed)
  const moments =
    timeMs === 0 ? [-1000, 0, 1000] : [-10 * timeMs, 0, Math.trunc(timeMs / 5), timeMs, 10 * timeMs]
  for (const momentMs of moments) {
    try {
      await checkInstantAt(command, query, momentMs, source)
    } catch (error) {
      if (!(error instanceof Unmet) && !(error instanceof QueryError)) throw error
      throw new Unmet(`asked as ${query} at ${momentMs} ms: ${error.message}`)
    }
  }
}

async function checkInstantAt(
  command: EvalCommand,
  query: string,
  timeMs: number,
  source: SeriesSource,
): Promise<void> {
  const result = await ask(command, query, source, { startMs: timeMs, endMs: timeMs, stepMs: 0 })
  if (result === undefined) return
  checkAnnotations(command, result)
  checkValue(command, result.value)
  if (command.expectsSamples || result.value.kind === 'string' || OF_THE_QUERY.test(query)) return
  const around = { startMs: timeMs - MINUTE_MS, endMs: timeMs + MINUTE_MS, stepMs: MINUTE_MS }
  const { value } = await evaluate(query, source, around).catch(error => {
    throw new Unmet(`in range mode: ${messageOf(error)}`)
  })
  if (has(command, 'ordered') || value.kind === 'string') return
  const series = answerSeries(value)
  unless(unsorted(series))
  const middle = at(series, timeMs)
  unless(
    command.value.kind === 'scalar'
      ? scalarDiffers(command.value.value, middle[0]?.floats[0]?.value)
      : differenceAtOnce(expectedSeries(command), middle, false),
    'in range mode: ',
  )
}

function checkValue(command: EvalCommand, value: QueryValue): void {
  const { value: expected } = command
  if (value.kind === 'string') {
    checkString(command, value.value)
  } else if (value.kind === 'scalar') {
    if (expected.kind !== 'scalar') throw new Unmet(`expected series, got the scalar ${value.values[0]}`)
    unless(scalarDiffers(expected.value, value.values[0]))
  } else if (value.kind === 'samples') {
    if (has(command, 'ordered')) throw new Unmet('expected ordered result, but query returned a matrix')
    const series = answerSeries(value)
    unless(differenceOverTime(expectedSeries(command, series), series, command.at))
  } else {
    const series = answerSeries(value)
    unless(differenceAtOnce(expectedSeries(command, series), series, has(command, 'ordered')))
  }
}

function checkString({ value }: EvalCommand, actual: string): void {
  const expected = value.kind === 'string' ? value.value : ''
  if (actual !== expected) {
    throw new Unmet(`expected string ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`)
  }
}

function expectedSeries({ value }: EvalCommand, actual: readonly AnswerSeries[] = []) {
  if (value.kind === 'series') return value.series
  // Without expectations there is nothing that a string could be compared to.
  if (value.kind === 'string') return []
  throw new Unmet(`expected scalar result, got series: ${actual.map(describe).join('; ')}`)
}

function scalarDiffers(expected: number, actual: number | undefined): string | undefined {
  if (actual !== undefined && almostEqual(expected, actual)) return undefined
  return `expected scalar ${expected}, got ${actual ?? 'nothing'}`
}

/** undefined where the query failed, as it was expected to. */
async function ask(
  command: EvalCommand,
  query: string,
  source: SeriesSource,
  times: { startMs: number; endMs: number; stepMs: number },
): Promise<QueryResult | undefined> {
  let result: QueryResult
  try {
    result = await evaluate(query, source, times)
  } catch (error) {
    if (!has(command, 'fail') || !(error instanceof QueryError)) throw error
    for (const expectation of all(command, 'fail')) {
      if (!meets(error.message, expectation)) {
        throw new Unmet(`expected error matching ${wordsOf(expectation)}, got: ${error.message}`)
      }
    }
    return undefined
  }
  if (has(command, 'fail')) throw new Unmet('expected an error, but there was none')
  return result
}

/** With the settings of Prometheus's own tests. */
function evaluate(
  query: string,
  source: SeriesSource,
  { startMs, endMs, stepMs }: { startMs: number; endMs: number; stepMs: number },
): Promise<QueryResult> {
  return evaluateQuery(parse(query), {
    query,
    source,
    startMs,
    ...(stepMs === 0 ? {} : { endMs, stepMs }),
    delayedNames: true,
    defaultStepMs: () => MINUTE_MS,
  })
}

function parse(query: string): Expr {
  return parseQuery(query, { experimental: true })
}

function checkAnnotations(command: EvalCommand, { warnings, infos }: QueryResult): void {
  for (const [kind, actual] of [
    ['warn', warnings],
    ['info', infos],
  ] as const) {
    const expected = all(command, kind)
    if (has(command, kind) && actual.length === 0) throw new Unmet(`expected ${kind} annotations, got none`)
    if (all(command, `no_${kind}`).length > 0 && actual.length > 0) {
      throw new Unmet(`unexpected ${kind} annotations: ${actual.join('; ')}`)
    }
    if (expected.length === 0) continue
    for (const expectation of expected) {
      if (!actual.some(words => meets(words, expectation))) {
        throw new Unmet(
          `expected ${kind} annotation matching ${wordsOf(expectation)}, found: ${actual.join('; ')}`,
        )
      }
    }
    const surprise = actual.find(words => !expected.some(expectation => meets(words, expectation)))
    if (surprise !== undefined) throw new Unmet(`unexpected ${kind} annotation: ${surprise}`)
  }
}

function all({ expectations }: EvalCommand, kind: ExpectationKind): Expectation[] {
  return expectations.filter(expectation => expectation.kind === kind)
}

function has(command: EvalCommand, kind: ExpectationKind): boolean {
  return command.legacy === kind || all(command, kind).length > 0
}

function unless(difference: string | undefined, prefix = ''): void {
  if (difference !== undefined) throw new Unmet(prefix + difference)
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
