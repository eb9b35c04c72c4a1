/** What a check has found, and how it is told: as text for people, as annotations for GitHub, as JSON for programs. */
import {
  type ComparedMetric,
  type DocumentProblem,
  explainReference,
  REFERENCE_STATUSES,
} from '@vedette/model/reference'

export interface Finding {
  readonly severity: 'error' | 'warning'
  /** A status (`missing`) or what is wrong with a document (`duplicate`). */
  readonly kind: string
  readonly metric: string
  /** '' where no document has it. */
  readonly file: string
  readonly line: number
  readonly message: string
}

export interface Checked {
  readonly files: readonly string[]
  readonly documented: number
  readonly problems: readonly DocumentProblem[]
  /** undefined where only the documents were looked at. */
  readonly compared: readonly ComparedMetric[] | undefined
}

export const UNDOCUMENTED = ['fail', 'warn', 'off'] as const
export type Undocumented = (typeof UNDOCUMENTED)[number]

export const FORMATS = ['text', 'json', 'github'] as const
export type Format = (typeof FORMATS)[number]

export function findingsOf({ problems, compared = [] }: Checked, undocumented: Undocumented): Finding[] {
  const found: Finding[] = problems.map(problem => ({ severity: 'error', ...problem }))
  for (const metric of compared) {
    const { name, status, documented } = metric
    if (status === 'ok' || status === 'idle') continue
    if (status === 'undocumented' && undocumented === 'off') continue
    const severity = status === 'undocumented' && undocumented === 'warn' ? 'warning' : 'error'
    const { file, line } = documented[0] ?? { file: '', line: 0 }
    const message = `${name}: ${explainReference(metric)}`
    found.push({ severity, kind: status, metric: name, file, line, message })
  }
  return found
}

export function linesOf(checked: Checked, findings: readonly Finding[], format: Format): string[] {
  const summary = summaryOf(checked, findings)
  switch (format) {
    case 'text':
      return [...findings.map(textLine), summary]
    case 'github':
      return [...findings.map(githubLine), `::notice title=Metric reference::${githubText(summary)}`]
    case 'json': {
      const { files, documented, compared } = checked
      const counts = compared === undefined ? undefined : countsOf(compared)
      const ok = findings.every(({ severity }) => severity !== 'error')
      return [JSON.stringify({ ok, files, documented, counts, findings }, undefined, 2)]
    }
  }
}

function summaryOf({ files, documented, problems, compared }: Checked, findings: readonly Finding[]): string {
  const wrong =
    problems.length === 0
      ? ''
      : `; ${counted(problems.length, 'problem')} in ${files.length === 1 ? 'the document' : 'documents'}`
  if (compared === undefined) {
    const problemsSaid = findings.length === 0 ? 'nothing wrong' : counted(findings.length, 'problem')
    return `${counted(documented, 'metric')} in ${counted(files.length, 'document')}: ${problemsSaid}`
  }
  const counts = REFERENCE_STATUSES.map(status => [status, countsOf(compared)[status] ?? 0] as const)
    .filter(([status, count]) => count > 0 || status === 'ok')
    .map(([status, count]) => `${count} ${status.replace('-', ' ')}`)
  return `${counted(documented, 'metric')} in ${counted(files.length, 'document')}: ${counts.join(', ')}${wrong}`
}

function countsOf(compared: readonly ComparedMetric[]): Record<string, number> {
  const counts: Record<string, number> = Object.fromEntries(REFERENCE_STATUSES.map(status => [status, 0]))
  for (const { status } of compared) counts[status] = counts[status]! + 1
  return counts
}

function textLine({ severity, file, line, message }: Finding): string {
  const place = file === '' ? '' : `${file}:${line}: `
  return printable(`${severity === 'warning' ? 'warning: ' : ''}${place}${message}`)
}

function githubLine({ severity, kind, file, line, message }: Finding): string {
  const place = file === '' ? '' : `file=${githubProperty(file)},line=${line},`
  return `::${severity} ${place}title=${githubProperty(`Metric reference, ${kind}`)}::${githubText(message)}`
}

/** GitHub's own escapes: what follows a line break would be a command. */
function githubText(text: string): string {
  return printable(text).replaceAll('%', '%25')
}

function githubProperty(text: string): string {
  return githubText(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}

/** Names come from documents and senders; they must not steer a terminal. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\uFFFD')
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
