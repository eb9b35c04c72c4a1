/**
 * What a team wrote down about its metrics, and what is wrong with how it is written. The documents come from repositories of others, so
 * everything that they can make large has a bound here.
 */
import type { MetricType } from '../metric-batch.ts'

export interface DocumentedMetric {
  /** A family: `http_request_duration_seconds`, without `_bucket`. May hold `*`, which stands for any characters. */
  readonly name: string
  /** undefined where the document does not say. */
  readonly type: MetricType | undefined
  /** undefined where the document does not say; an empty list where it says that there are none. */
  readonly labels: readonly string[] | undefined
  readonly help: string
  /** The nearest heading above the table, or the service. */
  readonly group: string
  readonly file: string
  /** From 1. */
  readonly line: number
}

export type ProblemKind =
  | 'bad-name'
  | 'bad-label'
  | 'unknown-type'
  | 'duplicate'
  | 'contradiction'
  | 'unreadable'
  | 'too-large'
  | 'empty'

export interface DocumentProblem {
  readonly kind: ProblemKind
  /** '' where it is about the document. */
  readonly metric: string
  readonly file: string
  readonly line: number
  readonly message: string
}

export interface ReferenceDocument {
  readonly metrics: readonly DocumentedMetric[]
  readonly problems: readonly DocumentProblem[]
}

/** Beyond these a document is cut, and says so. */
export const MOST_CHARACTERS = 4 * 1024 * 1024
export const MOST_METRICS = 10_000
const MOST_PROBLEMS = 500
const MOST_LABELS = 100
const MOST_NAME = 256
const MOST_HELP = 1000

const TYPES: Readonly<Record<string, MetricType>> = {
  counter: 'counter',
  updowncounter: 'gauge',
  gauge: 'gauge',
  histogram: 'histogram',
  gaugehistogram: 'gaugehistogram',
  summary: 'summary',
  info: 'info',
  stateset: 'stateset',
  unknown: 'unknown',
  untyped: 'unknown',
}

/** The first word that is a type: `Counter`, `native histogram`, `Gauge (0 or 1)`. */
export function readType(text: string): MetricType | undefined {
  for (const [word] of text.toLowerCase().matchAll(/[a-z]+/g)) {
    if (Object.hasOwn(TYPES, word)) return TYPES[word]
  }
  return undefined
}

/** How documents say that there is nothing; a dash may have been read in the wrong encoding on its way. */
export function saysNone(text: string): boolean {
  return /^(|[-\u2010-\u2015\u2212]+|\u00e2\u20ac.?|none|no labels?|n\/a|\(none\)|\u2205)$/i.test(text.trim())
}

export function isLabelName(text: string): boolean {
  return /^[a-zA-Z_][\w.:-]*$/.test(text)
}

/** With dots and dashes, as OpenTelemetry writes names, and with `*`. */
export function isMetricName(text: string): boolean {
  if (text.length > MOST_NAME || !/^[a-zA-Z_:*][\w:.*/-]*$/.test(text)) return false
  return !text.includes('*') || text.replaceAll('*', '').length >= 2
}

/** One row, as its format gives it. */
export interface Row {
  readonly name: string
  readonly type: string
  readonly labels: readonly string[] | undefined
  readonly help: string
  readonly group: string
  readonly line: number
}

export interface Draft {
  /** False once there is no room for more. */
  add(row: Row): boolean
  problem(kind: ProblemKind, metric: string, line: number, message: string): void
  finish(): ReferenceDocument
}

export function createDraft(file: string): Draft {
  const metrics: DocumentedMetric[] = []
  const problems: DocumentProblem[] = []
  let isFull = false

  function problem(kind: ProblemKind, metric: string, line: number, message: string): void {
    if (problems.length < MOST_PROBLEMS) problems.push({ kind, metric, file, line, message })
  }

  function add({ name: written, type: typeText, labels, help, group, line }: Row): boolean {
    if (isFull) return false
    if (metrics.length >= MOST_METRICS) {
      isFull = true
      problem('too-large', '', line, `more than ${MOST_METRICS} metrics: what follows is not read`)
      return false
    }
    if (!isMetricName(written)) {
      problem('bad-name', shown(written), line, `${quoted(written)} is no name of a metric`)
      return true
    }
    const type = readType(typeText)
    if (type === undefined && !saysNone(typeText)) {
      problem(
        'unknown-type',
        written,
        line,
        `${written} has the type ${quoted(typeText)}: expected counter, gauge, histogram, summary, info, stateset or unknown`,
      )
    }
    const good = labels?.filter(isLabelName).slice(0, MOST_LABELS)
    for (const label of labels ?? []) {
      if (!isLabelName(label))
        problem('bad-label', written, line, `${written} has a label ${quoted(label)}, which is no label name`)
    }
    metrics.push({
      name: familyOf(written, type),
      type,
      labels: good === undefined ? undefined : [...new Set(good)],
      help: help.slice(0, MOST_HELP),
      group: group.slice(0, MOST_NAME),
      file,
      line,
    })
    return true
  }

  function finish(): ReferenceDocument {
    if (metrics.length === 0 && problems.length === 0)
      problem(
        'empty',
        '',
        1,
        'no metrics: expected a table with the columns Metric, Type, Labels, Description',
      )
    return { metrics, problems }
  }

  return { add, problem, finish }
}

/** Histograms and summaries are called by their family, even where a row names one of its series. */
function familyOf(name: string, type: MetricType | undefined): string {
  const hasSeries = type === 'histogram' || type === 'gaugehistogram' || type === 'summary'
  const family = hasSeries ? name.replace(/_(bucket|sum|count)$/, '') : name
  return family === '' ? name : family
}

function shown(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}

function quoted(text: string): string {
  return JSON.stringify(shown(text))
}
