/** `vedette query`: ask a running Vedette, see the answer as a table, a chart or JSON. */
import { type Arguments, type Command, type Terminal, UsageError } from '../command.ts'
import { findServer, serverOptions } from '../server-address.ts'
import { type Answer, ask } from './answer.ts'
import { chart } from './chart.ts'
import { table } from './table.ts'
import { lengthOption, stepFor, timeOption } from './times.ts'

const FORMATS = ['table', 'chart', 'json'] as const
const DEFAULT_WIDTH = 100
const CHART_HEIGHT = 12

type Question =
  | { readonly kind: 'instant'; readonly timeMs: number }
  | { readonly kind: 'range'; readonly startMs: number; readonly endMs: number; readonly stepMs: number }

export const queryCommand: Command = {
  name: 'query',
  summary: 'ask in PromQL',
  details: `Without times the query is answered for now, as a table. With --last, or --start and --end, it is answered over that range and drawn
as a chart. The answer goes to standard output; warnings go to standard error. The exit code is 1 where the server refuses.
Times: now, now-1h, a Unix time, 2027-01-31T12:00:00Z. Lengths: 30s, 5m, 1h30m.`,
  operand: 'QUERY',
  options: [
    { name: 'time', value: 'TIME', description: 'answer for this moment (now)' },
    { name: 'last', value: 'LENGTH', description: 'answer over the last 1h, say' },
    { name: 'start', value: 'TIME', description: 'answer from then on' },
    { name: 'end', value: 'TIME', description: 'answer until then (now)' },
    { name: 'step', value: 'LENGTH', description: 'time between two points (as fits a chart)' },
    {
      name: 'format',
      short: 'f',
      value: 'FORMAT',
      description: `${FORMATS.join(', ')} (table; chart for a range)`,
    },
    { name: 'limit', value: 'N', description: 'at most so many series' },
    { name: 'width', value: 'N', description: `columns of a chart (the terminal's, or ${DEFAULT_WIDTH})` },
    { name: 'stats', description: 'say what the answer cost, and which way it came' },
    ...serverOptions('read'),
  ],
  examples: [
    "vedette query 'up'",
    "vedette query 'sum by (job) (rate(http_requests_total[5m]))' --last 1h",
    "vedette query 'process_resident_memory_bytes' --start now-1d --step 5m --format json",
  ],
  run: runQuery,
}

async function runQuery(given: Arguments, terminal: Terminal): Promise<number> {
  const { values } = given
  const [query, more] = given.rest
  if (query === undefined) throw new UsageError("the query is missing: vedette query 'up'")
  if (more !== undefined)
    throw new UsageError(`put the query in quotes: ${JSON.stringify(more)} stands beside it`)
  const width = widthOf(values, terminal)
  const question = questionOf(values, width, Date.now())
  const format = values.format ?? (question.kind === 'range' ? 'chart' : 'table')
  if (!FORMATS.some(each => each === format)) {
    throw new UsageError(`--format: expected ${FORMATS.join(', ')}, got ${JSON.stringify(format)}`)
  }
  const server = await findServer(values, terminal)
  const answer = await ask(server, pathOf(question), {
    query,
    ...paramsOf(question),
    ...(values.limit === undefined ? {} : { limit: values.limit }),
    ...(given.switches.has('stats') ? { stats: 'all' } : {}),
  })
  for (const line of linesOf(answer, format, question, width, terminal)) terminal.out(line)
  for (const warning of [...(answer.warnings ?? []), ...(answer.infos ?? [])]) terminal.err(warning)
  if (given.switches.has('stats')) terminal.err(JSON.stringify(answer.data.stats, undefined, 2))
  return 0
}

function questionOf(values: Arguments['values'], width: number, nowMs: number): Question {
  const isRange = values.last !== undefined || values.start !== undefined
  if (!isRange) {
    for (const name of ['end', 'step']) {
      if (values[name] !== undefined) throw new UsageError(`--${name} needs --start or --last beside it`)
    }
    return {
      kind: 'instant',
      timeMs: values.time === undefined ? nowMs : timeOption('time', values.time, nowMs),
    }
  }
  if (values.time !== undefined)
    throw new UsageError('--time is for one moment: leave it out, or --start and --last')
  if (values.last !== undefined && values.start !== undefined)
    throw new UsageError('either --last or --start')
  const endMs = values.end === undefined ? nowMs : timeOption('end', values.end, nowMs)
  const startMs =
    values.start === undefined
      ? endMs - lengthOption('last', values.last!)
      : timeOption('start', values.start, nowMs)
  if (startMs >= endMs) throw new UsageError('--start lies after --end')
  const stepMs =
    values.step === undefined ? stepFor(endMs - startMs, width * 2) : lengthOption('step', values.step)
  return { kind: 'range', startMs, endMs, stepMs }
}

function pathOf(question: Question): string {
  return question.kind === 'instant' ? '/api/v1/query' : '/api/v1/query_range'
}

function paramsOf(question: Question): Record<string, string> {
  if (question.kind === 'instant') return { time: String(question.timeMs / 1000) }
  const { startMs, endMs, stepMs } = question
  return { start: String(startMs / 1000), end: String(endMs / 1000), step: String(stepMs / 1000) }
}

function linesOf(
  { data }: Answer,
  format: string,
  question: Question,
  width: number,
  terminal: Terminal,
): string[] {
  if (format === 'json') return [JSON.stringify(data, undefined, 2)]
  if ((data.resultType === 'vector' || data.resultType === 'matrix') && data.result.length === 0) {
    terminal.err('No series: nothing matches, or it has no samples then.')
    return []
  }
  if (format === 'table' || data.resultType !== 'matrix') return table(data)
  const [startMs, endMs] =
    question.kind === 'range' ? [question.startMs, question.endMs] : [question.timeMs, question.timeMs]
  const colour = terminal.columns !== undefined && terminal.env.NO_COLOR === undefined
  return chart(data.result, { width, height: CHART_HEIGHT, colour, startMs, endMs })
}

function widthOf(values: Arguments['values'], terminal: Terminal): number {
  if (values.width === undefined) return terminal.columns ?? DEFAULT_WIDTH
  const width = Number(values.width)
  if (!Number.isInteger(width) || width < 20 || width > 1000) {
    throw new UsageError(`--width: expected a number from 20 to 1000, got ${JSON.stringify(values.width)}`)
  }
  return width
}
