/** Instant answers as the rows of one table: a column for each label that tells rows apart; what is the same for all is said once. */
import { type InstantData, numberOf } from '../../api/prometheus.ts'

export interface TableRow {
  readonly key: string
  /** The query it came from. */
  readonly letter: string
  readonly labels: Readonly<Record<string, string>>
  /** Undefined for what is no number. */
  readonly value: number | undefined
  /** Where it is no number: a histogram's count and sum, a text, the samples of a range. */
  readonly words: string | undefined
}

export interface TableShape {
  readonly rows: readonly TableRow[]
  readonly columns: readonly string[]
  /** Labels with one value for all rows. */
  readonly same: readonly (readonly [label: string, value: string])[]
}

const LOOKED_AT = 500
const WIDEST = 320

/** In pixels: what a label's column needs, so that many of them are scrolled through and not squeezed together. */
export function widthOf(label: string, rows: readonly TableRow[]): number {
  let longest = label.length + 3
  for (let i = 0; i < Math.min(rows.length, LOOKED_AT); i++)
    longest = Math.max(longest, rows[i]!.labels[label]?.length ?? 0)
  return Math.min(WIDEST, longest * 7 + 24)
}

export function tableOf(
  answers: readonly { readonly letter: string; readonly data: InstantData }[],
): TableShape {
  const rows = answers.flatMap(({ letter, data }) => rowsOf(letter, data))
  const names = new Set<string>()
  for (const { labels } of rows) for (const name of Object.keys(labels)) names.add(name)
  const columns: string[] = []
  const same: [string, string][] = []
  for (const name of names) {
    const value = rows[0]!.labels[name]
    if (rows.length > 1 && value !== undefined && rows.every(({ labels }) => labels[name] === value))
      same.push([name, value])
    else columns.push(name)
  }
  return { rows, columns: columns.sort(byLabel), same: same.sort(([a], [b]) => byLabel(a, b)) }
}

function rowsOf(letter: string, data: InstantData): TableRow[] {
  switch (data.resultType) {
    case 'scalar':
      return [{ key: letter, letter, labels: {}, value: numberOf(data.result[1]), words: undefined }]
    case 'string':
      return [{ key: letter, letter, labels: {}, value: undefined, words: data.result[1] }]
    case 'matrix':
      return data.result.map(({ metric, values = [], histograms = [] }, i) => {
        const count = values.length + histograms.length
        return {
          key: `${letter} ${i}`,
          letter,
          labels: metric,
          value: undefined,
          words: `${count.toLocaleString('en')} ${count === 1 ? 'sample' : 'samples'}${values.length === 0 ? '' : `, last ${values.at(-1)![1]}`}`,
        }
      })
    case 'vector':
      return data.result.map(({ metric, value, histogram }, i) => ({
        key: `${letter} ${i}`,
        letter,
        labels: metric,
        value: value === undefined ? undefined : numberOf(value[1]),
        words: histogram === undefined ? undefined : `count ${histogram[1].count}, sum ${histogram[1].sum}`,
      }))
  }
}

/** The metric's name before all others. */
function byLabel(a: string, b: string): number {
  if (a === '__name__' || b === '__name__') return a === '__name__' ? -1 : 1
  return a < b ? -1 : 1
}
