/** `vedette reference check`: are the documents of a team's metrics sound, and is what they say there? */
import { readFile, stat } from 'node:fs/promises'
import { relative, resolve } from 'node:path'
import { formatDurationMs, parseDurationMs } from '@vedette/model'
import {
  compareReference,
  type DocumentedMetric,
  type DocumentProblem,
  MOST_CHARACTERS,
  problemsAmong,
  readReference,
} from '@vedette/model/reference'
import { filesMatching } from '../../config/prometheus/glob.ts'
import { messageOf, VedetteError } from '../../errors.ts'
import { type Arguments, type Command, type Terminal, UsageError } from '../command.ts'
import { findServer } from '../server-address.ts'
import { type Checked, FORMATS, findingsOf, linesOf, UNDOCUMENTED } from './findings.ts'
import { realMetrics } from './real-metrics.ts'

const SINCE = '1h'

export const referenceCheckCommand: Command = {
  name: 'reference check',
  summary: 'check documented metrics against those that are there',
  details: `Reads Markdown files with tables of metrics (Metric, Type, Labels, Description) and JSON lists of them, and says what is wrong with the documents.
With --against it compares them with the metrics of a server: any that has Prometheus's API. Exit code 0: all is well; 1: something is not as documented; 2: it could not be checked.`,
  operand: 'FILE...',
  options: [
    { name: 'against', value: 'URL', description: 'the server that has the metrics' },
    { name: 'token', value: 'TOKEN', description: 'a read token for it (or, better, VEDETTE_TOKEN)' },
    { name: 'job', value: 'JOB', description: 'only the series of this job' },
    { name: 'since', value: 'LENGTH', description: `how recent a sample has to be (${SINCE})` },
    {
      name: 'ignore-label',
      value: 'LABELS',
      repeats: true,
      description: 'labels that are not compared; several with commas',
    },
    {
      name: 'ignore-metric',
      value: 'NAMES',
      repeats: true,
      description: 'metrics that need no documentation, such as nodejs_*',
    },
    {
      name: 'undocumented',
      value: 'HOW',
      description: `metrics without documentation: ${UNDOCUMENTED.join(', ')} (warn)`,
    },
    { name: 'format', short: 'f', value: 'FORMAT', description: `${FORMATS.join(', ')} (text)` },
  ],
  examples: [
    'vedette reference check METRICS.md',
    'vedette reference check METRICS.md --against http://localhost:9090 --job shop --format github',
  ],
  run: check,
}

const NEED_AGAINST = ['token', 'job', 'since', 'ignore-label', 'ignore-metric', 'undocumented']

async function check({ values, rest }: Arguments, terminal: Terminal): Promise<number> {
  if (rest.length === 0) throw new UsageError('the documents are missing: vedette reference check METRICS.md')
  const format = wordOf('format', values.format ?? 'text', FORMATS)
  const undocumented = wordOf('undocumented', values.undocumented ?? 'warn', UNDOCUMENTED)
  const sinceMs = parseDurationMs(values.since ?? SINCE)
  if (sinceMs === undefined || sinceMs <= 0)
    throw new UsageError(`--since: expected a length such as 15m, got ${JSON.stringify(values.since)}`)
  const lonely = NEED_AGAINST.find(name => values.against === undefined && values[name] !== undefined)
  if (lonely !== undefined) throw new UsageError(`--${lonely} needs --against beside it`)

  const read = await readDocuments(rest, terminal.cwd)
  const problems = [...read.problems, ...problemsAmong(read.metrics)]
  const documents: Checked = {
    files: read.files,
    documented: read.metrics.length,
    problems,
    compared: undefined,
  }
  let checked = documents
  if (values.against !== undefined) {
    try {
      checked = { ...documents, compared: await compared(read.metrics, values, sinceMs, terminal) }
    } catch (error) {
      // Not being able to look is no drift: a pipeline has to tell the two apart.
      if (!(error instanceof VedetteError)) throw error
      terminal.err(`vedette: ${error.message}`)
      return 2
    }
  }
  const findings = findingsOf(checked, undocumented)
  for (const line of linesOf(checked, findings, format)) terminal.out(line)
  return findings.some(({ severity }) => severity === 'error') ? 1 : 0
}

async function compared(
  documented: readonly DocumentedMetric[],
  values: Arguments['values'],
  sinceMs: number,
  terminal: Terminal,
) {
  const { job } = values
  const server = await findServer(values, terminal, 'against')
  const toMs = Date.now()
  const { families, targetLabels, series } = await realMetrics({ server, job, fromMs: toMs - sinceMs, toMs })
  if (series === 0) {
    const whose = job === undefined ? '' : ` of the job ${JSON.stringify(job)}`
    terminal.err(`warning: ${server.url} has no series${whose} in the last ${formatDurationMs(sinceMs)}`)
  }
  return compareReference(documented, families, {
    ignoreLabels: listOf(values['ignore-label']),
    ignoreMetrics: listOf(values['ignore-metric']),
    targetLabels,
  })
}

interface Documents {
  readonly files: string[]
  readonly metrics: DocumentedMetric[]
  readonly problems: DocumentProblem[]
}

async function readDocuments(given: readonly string[], cwd: string): Promise<Documents> {
  const read: Documents = { files: [], metrics: [], problems: [] }
  const paths = new Set<string>()
  for (const pattern of given) {
    const found = filesMatching(resolve(cwd, pattern))
    if (found.length === 0) throw new UsageError(`there is no file ${pattern}`)
    for (const path of found) paths.add(path)
  }
  for (const path of paths) {
    const file = relative(cwd, path)
    const { metrics, problems } = readReference(await textOf(path, file), file)
    read.files.push(file)
    read.metrics.push(...metrics)
    read.problems.push(...problems)
  }
  return read
}

async function textOf(path: string, file: string): Promise<string> {
  try {
    const { size } = await stat(path)
    if (size > MOST_CHARACTERS * 4) throw new Error(`it is larger than ${MOST_CHARACTERS * 4} bytes`)
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new UsageError(`${file} can't be read: ${messageOf(error)}`)
  }
}

function wordOf<const T extends string>(option: string, given: string, words: readonly T[]): T {
  const word = words.find(each => each === given)
  if (word === undefined)
    throw new UsageError(`--${option}: expected ${words.join(', ')}, got ${JSON.stringify(given)}`)
  return word
}

function listOf(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map(part => part.trim())
    .filter(part => part !== '')
}
