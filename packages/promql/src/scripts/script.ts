/**
 * Prometheus's test scripts as commands: `load` series, `eval` a query and say what comes of it, `clear`. Strict where Prometheus is: what its
 * own runner refuses is refused here, so that a script means the same to both.
 */
import { type Labels, parseDurationMs } from '@vedette/model'
import { type Expectation, parseExpectation } from './expectation.ts'
import { parseNumber, unquote } from './literals.ts'
import { ScriptError } from './script-error.ts'
import { type Point, parseSeriesLine, type SeriesLine } from './series-line.ts'
import { isStartTimeLine, parseStartTimeLine } from './start-times.ts'

export type Command = LoadCommand | EvalCommand | { readonly kind: 'clear'; readonly line: number }

export interface LoadCommand {
  readonly kind: 'load'
  readonly line: number
  readonly stepMs: number
  /** Classic histograms are loaded a second time as native ones with custom buckets. */
  readonly withNhcb: boolean
  readonly series: readonly LoadedLine[]
}

export interface LoadedLine extends SeriesLine {
  /** When each point's counter started, relative to the point; undefined where the script doesn't say. */
  readonly startOffsetsMs: readonly (number | undefined)[] | undefined
}

export interface EvalCommand {
  readonly kind: 'eval'
  readonly line: number
  readonly query: string
  readonly at: EvalTimes
  /** Of the old forms `eval_fail`, `eval_warn`, `eval_info`, `eval_ordered`, which name no message. */
  readonly legacy: 'fail' | 'warn' | 'info' | 'ordered' | undefined
  readonly expectations: readonly Expectation[]
  readonly value: ExpectedValue
  /** The samples of a range selector, as the points of a range. */
  readonly expectsSamples: boolean
}

export type EvalTimes =
  | { readonly kind: 'instant'; readonly startMs: number; readonly endMs: number; readonly stepMs: number }
  | { readonly kind: 'range'; readonly startMs: number; readonly endMs: number; readonly stepMs: number }

export type ExpectedValue =
  | { readonly kind: 'scalar'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'series'; readonly series: readonly ExpectedSeries[] }

export interface ExpectedSeries {
  readonly labels: Labels
  readonly points: readonly Point[]
  /** From 1, among the series of the result. */
  readonly position: number
}

const LOAD = /^load(?:_(with_nhcb))?\s+(.+?)$/
const EVAL_INSTANT = /^eval(?:_(fail|warn|ordered|info))?\s+instant\s+(?:at\s+(.+?))?\s+(.+)$/
const EVAL_RANGE = /^eval(?:_(fail|warn|info))?\s+range\s+from\s+(.+)\s+to\s+(.+)\s+step\s+(.+?)\s+(.+)$/
const SAMPLES = /^expect range vector\s+from\s+(.+)\s+to\s+(.+)\s+step\s+(.+)$/

/** Throws ScriptError. */
export function parseScript(text: string): Command[] {
  const lines = new Lines(text)
  const commands: Command[] = []
  for (let line = lines.next(); line !== undefined; line = lines.next()) {
    if (line === '') continue
    const word = line.split(/[\t ]+/, 1)[0]!.toLowerCase()
    if (word === 'clear') commands.push({ kind: 'clear', line: lines.number })
    else if (word.startsWith('load')) commands.push(parseLoad(line, lines))
    else if (word.startsWith('eval')) commands.push(parseEval(line, lines))
    else throw lines.error(`invalid command ${JSON.stringify(line)}`)
  }
  return commands
}

/** Trimmed; comments read as blank lines, so they end a command's block as these do. */
class Lines {
  readonly #lines: readonly string[]
  #next = 0

  constructor(text: string) {
    this.#lines = text.split('\n').map(line => (/^\s*#/.test(line) ? '' : line.trim()))
  }

  /** Of the line that was taken last, from 1. */
  get number(): number {
    return this.#next
  }

  next(): string | undefined {
    return this.#next < this.#lines.length ? this.#lines[this.#next++] : undefined
  }

  /** The next line of a command's block. */
  nextOfBlock(): string | undefined {
    const line = this.#lines[this.#next]
    if (line === undefined || line === '') return undefined
    this.#next++
    return line
  }

  error(message: string): ScriptError {
    return new ScriptError(this.#next, message)
  }

  /** What `parse` throws, with the line. */
  within<T>(parse: () => T): T {
    try {
      return parse()
    } catch (error) {
      throw error instanceof ScriptError ? error : this.error((error as Error).message)
    }
  }
}

function parseLoad(first: string, lines: Lines): LoadCommand {
  const match = LOAD.exec(first)
  if (match === null) throw lines.error('invalid load command. (load[_with_nhcb] <step:duration>)')
  const line = lines.number
  const stepMs = lines.within(() => duration(match[2]!, 'step'))
  const series: LoadedLine[] = []
  let everyones: readonly (number | undefined)[] | undefined
  let next: { labels: Labels; offsetsMs: readonly (number | undefined)[] } | undefined
  for (let text = lines.nextOfBlock(); text !== undefined; text = lines.nextOfBlock()) {
    const current = text
    if (isStartTimeLine(current)) {
      const said = lines.within(() => parseStartTimeLine(current))
      if (next !== undefined) throw lines.error('@st line has no following sample line')
      if (said.labels === undefined) everyones = said.offsetsMs
      else next = { labels: said.labels, offsetsMs: said.offsetsMs }
      continue
    }
    const described = lines.within(() => parseSeriesLine(current))
    series.push({ ...described, startOffsetsMs: lines.within(() => startsOf(described, next, everyones)) })
    next = undefined
  }
  if (next !== undefined) throw lines.error('@st line has no following sample line')
  return { kind: 'load', line, stepMs, withNhcb: match[1] !== undefined, series }
}

function startsOf(
  { labels, points }: SeriesLine,
  own: { labels: Labels; offsetsMs: readonly (number | undefined)[] } | undefined,
  everyones: readonly (number | undefined)[] | undefined,
): readonly (number | undefined)[] | undefined {
  if (own === undefined) {
    return everyones === undefined || everyones.length === 0
      ? undefined
      : points.map((_, i) => everyones[i % everyones.length])
  }
  if (JSON.stringify(own.labels) !== JSON.stringify(labels)) {
    throw new Error('@st metric does not match the following sample line metric')
  }
  if (own.offsetsMs.length !== points.length) {
    throw new Error(`@st line has ${own.offsetsMs.length} values but sample line has ${points.length}`)
  }
  return own.offsetsMs
}

function parseEval(first: string, lines: Lines): EvalCommand {
  const line = lines.number
  const instant = EVAL_INSTANT.exec(first)
  const range = instant === null ? EVAL_RANGE.exec(first) : null
  const match = instant ?? range
  if (match === null) {
    throw lines.error(
      "invalid evaluation command. Must be either 'eval[_fail|_warn|_ordered] instant [at <offset:duration>] <query>' or 'eval[_fail|_warn] range from <from> to <to> step <step> <query>'",
    )
  }
  const legacy = match[1] as EvalCommand['legacy']
  let at: EvalTimes = lines.within(() =>
    instant === null ? timesOf('range', range!.slice(2, 5)) : instantAt(instant[2]),
  )
  const expectations: Expectation[] = []
  const series: ExpectedSeries[] = []
  let plain: ExpectedValue | undefined
  let expectsSamples = false
  let position = 0
  for (let text = lines.nextOfBlock(); text !== undefined; text = lines.nextOfBlock()) {
    const current = text
    const failure = legacy === 'fail' ? oldFailure(current, lines) : undefined
    if (failure !== undefined) {
      expectations.push(failure)
      break
    }
    position++
    if (current.startsWith('expect range vector')) {
      const said = SAMPLES.exec(current)
      if (said === null) throw lines.error(`invalid range vector definition ${JSON.stringify(current)}`)
      at = lines.within(() => timesOf('instant', said.slice(1, 4)))
      expectsSamples = true
      continue
    }
    if (current.startsWith('expect string')) {
      plain = { kind: 'string', value: lines.within(() => expectedString(current)) }
      continue
    }
    if (current.split(' ', 1)[0] === 'expect') {
      expectations.push(lines.within(() => parseExpectation(current)))
      lines.within(() => checkTogether(expectations))
      position--
      continue
    }
    const value = parseNumber(current)
    if (value !== undefined) {
      plain = { kind: 'scalar', value }
      break
    }
    const described = lines.within(() => parseSeriesLine(current))
    if (described.points.length > 1 && instant !== null && !expectsSamples) {
      throw lines.error(
        "expecting multiple values in instant evaluation not allowed. consider using 'expect range vector' directive to enable a range vector result for an instant query",
      )
    }
    plain = undefined
    series.push({ ...described, position })
  }
  const value: ExpectedValue = plain ?? { kind: 'series', series }
  const query = (instant === null ? range![5] : instant[3])!
  return { kind: 'eval', line, query, at, legacy, expectations, value, expectsSamples }
}

function instantAt(text: string | undefined): EvalTimes {
  const startMs = parseDurationMs(text ?? '')
  if (startMs === undefined) throw new Error(`invalid timestamp definition ${JSON.stringify(text ?? '')}`)
  return { kind: 'instant', startMs, endMs: startMs, stepMs: 0 }
}

/** For samples that an instant query answers, it is evaluated at the end. */
function timesOf(kind: EvalTimes['kind'], [from, to, step]: readonly string[]): EvalTimes {
  const startMs = duration(from!, 'start timestamp')
  const endMs = duration(to!, 'end timestamp')
  if (endMs < startMs) {
    throw new Error(`invalid test definition, end timestamp (${to}) is before start timestamp (${from})`)
  }
  return { kind, startMs, endMs, stepMs: duration(step!, 'step') }
}

function duration(text: string, what: string): number {
  const ms = parseDurationMs(text)
  if (ms === undefined) throw new Error(`invalid ${what} definition ${JSON.stringify(text)}`)
  return ms
}

function oldFailure(text: string, lines: Lines): Expectation | undefined {
  const message = /^expected_fail_message\s*(.*)$/.exec(text)
  if (message !== null) return { kind: 'fail', message: message[1]! }
  const pattern = /^expected_fail_regexp\s*(.*)$/.exec(text)
  if (pattern === null) return undefined
  return lines.within(() => parseExpectation(`expect fail regex:${pattern[1]}`))
}

function expectedString(text: string): string {
  const value = unquote(text.slice('expect string'.length).trim())
  if (value === undefined) {
    throw new Error('expected string literal not valid - check that the string is correctly quoted')
  }
  return value
}

function checkTogether(expectations: readonly Expectation[]): void {
  const has = (kind: Expectation['kind']) => expectations.some(each => each.kind === kind)
  if (has('info') && has('no_info')) {
    throw new Error('invalid expect lines, info and no_info cannot be used together')
  }
  if (has('warn') && has('no_warn')) {
    throw new Error('invalid expect lines, warn and no_warn cannot be used together')
  }
  if (expectations.filter(({ kind }) => kind === 'fail').length > 1) {
    throw new Error('invalid expect lines, multiple expect fail lines are not allowed')
  }
}
