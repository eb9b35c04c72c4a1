/** Answers as lines of text. */
import { formatLabels, labelsOf } from '@vedette/model'
import type { AnswerData, AnsweredSeries } from './answer.ts'

export function seriesName(metric: Readonly<Record<string, string>>): string {
  return formatLabels(labelsOf(metric))
}

/** An instant vector as a table of labels and values; a matrix as a block of lines for each series. */
export function table(data: AnswerData): string[] {
  switch (data.resultType) {
    case 'scalar':
    case 'string':
      return [data.result[1]]
    case 'vector':
      return vectorTable(data.result)
    case 'matrix':
      return data.result.flatMap(matrixBlock)
  }
}

/** One column per label that some series has, the value last. */
function vectorTable(result: readonly AnsweredSeries[]): string[] {
  if (result.length === 0) return []
  const names = [...new Set(result.flatMap(({ metric }) => Object.keys(metric)))].sort()
  const hasName = names.includes('__name__')
  const labels = names.filter(name => name !== '__name__')
  const headings = [...(hasName ? ['METRIC'] : []), ...labels, 'VALUE']
  const rows = result.map(({ metric, value, histogram }) => [
    ...(hasName ? [metric.__name__ ?? ''] : []),
    ...labels.map(name => metric[name] ?? ''),
    value?.[1] ?? histogramText(histogram![1]),
  ])
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map(cells => cells[column]!.length)),
  )
  return [headings, ...rows].map(cells =>
    cells
      .map((cell, column) => (column === cells.length - 1 ? cell : cell.padEnd(widths[column]!)))
      .join('  ')
      .trimEnd(),
  )
}

function matrixBlock({ metric, values = [], histograms = [] }: AnsweredSeries): string[] {
  return [
    seriesName(metric),
    ...values.map(([seconds, value]) => `  ${timeText(seconds)}  ${value}`),
    ...histograms.map(([seconds, histogram]) => `  ${timeText(seconds)}  ${histogramText(histogram)}`),
  ]
}

function histogramText({ count, sum }: { readonly count: string; readonly sum: string }): string {
  return `histogram of ${count} observations, sum ${sum}`
}

function timeText(seconds: number): string {
  return new Date(seconds * 1000).toISOString()
}
