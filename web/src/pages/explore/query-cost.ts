/** What a query cost, in one line: `head, 12 series, 3 ms`. */
import type { QueryCost } from '../../api/prometheus.ts'

interface Cost {
  readonly way: string
  readonly series: number
  readonly samples: number
  readonly bytes: number
  readonly peakBytes: number
  readonly milliseconds: Readonly<Record<string, number>>
  readonly selectors: readonly {
    readonly selector: string
    readonly series: number
    readonly way: string
    readonly why: string
    readonly samples: number
  }[]
}

export interface CostWords {
  readonly short: string
  /** All that is known, for whoever wants to make it cheaper. */
  readonly long: string
}

export function costWords(stats: QueryCost | undefined): CostWords | undefined {
  const cost = stats?.vedette as Cost | undefined
  if (cost === undefined) return undefined
  const { way, series, samples, peakBytes, milliseconds, selectors } = cost
  const short = [
    way === '' ? 'no data read' : way,
    counted(series, 'series', 'series'),
    time(milliseconds.total),
  ].join(', ')
  const steps = ['parse', 'queue', 'select', 'evaluate']
    .flatMap(step => (milliseconds[step] === undefined ? [] : [`${step} ${time(milliseconds[step])}`]))
    .join(', ')
  const long = [
    `${counted(samples, 'sample', 'samples')} read; at most ${size(peakBytes)} of memory`,
    steps,
    ...selectors.map(
      each =>
        `${each.selector}: ${each.way}, ${counted(each.series, 'series', 'series')}, ${counted(each.samples, 'sample', 'samples')}${each.why === '' ? '' : ` (${each.why})`}`,
    ),
  ].join('\n')
  return { short, long }
}

function counted(count: number, one: string, many: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}

function time(ms = 0): string {
  if (ms < 1) return '< 1 ms'
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`
}

function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  return bytes < 2 ** 20 ? `${(bytes / 1024).toFixed(0)} KiB` : `${(bytes / 2 ** 20).toFixed(1)} MiB`
}
