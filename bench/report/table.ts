/** Results as Markdown: a row for each measure, a column for each product, and Vedette's ratios to its rivals. */
import { median } from '../measure/median.ts'
import type { ProductName } from '../rivals/product.ts'
import type { Measure } from '../runs/benchmark.ts'
import type { BenchmarkResults, Results, Round } from './results.ts'

const TITLES: Record<ProductName, string> = {
  vedette: 'Vedette',
  'victoria-metrics': 'VictoriaMetrics',
  prometheus: 'Prometheus',
}

export function formatResults(results: Results): string {
  const { machine, versions } = results
  const products = Object.keys(TITLES).filter(
    (name): name is ProductName => versions[name as ProductName] !== undefined,
  )
  const rivals = products.filter(name => name !== 'vedette')
  const ratios = products.includes('vedette') ? rivals : []
  const head = [
    'Measure',
    ...products.map(name => TITLES[name]),
    ...ratios.map(name => `Vedette / ${TITLES[name]}`),
    'Goal',
  ]
  const lines = [
    `${results.date.slice(0, 16).replace('T', ' ')} UTC, commit ${results.commit}, seed ${results.seed}. ` +
      `${machine.cores} cores of ${machine.cpu}, ${machine.memoryGb} GB of memory, ${machine.fileSystem}, ` +
      `Linux ${machine.kernel}, Node ${machine.node.slice(1)}; ` +
      `${products.map(name => `${TITLES[name]} ${versions[name]}`).join(', ')}.`,
  ]
  if (results.quick) lines.push('', '**A quick run: small loads, one round. Not for comparing.**')
  if (results.note !== undefined) lines.push('', `**${results.note}**`)
  lines.push('', row(head), row(head.map((_, i) => (i === 0 ? '---' : '---:'))))
  for (const benchmark of results.benchmarks) {
    lines.push(row([`**${benchmark.title}**`, ...head.slice(1).map(() => '')]))
    for (const measure of benchmark.measures) {
      const of = (product: ProductName): number => medianOf(benchmark, product, measure)
      lines.push(
        row([
          `${measure.label}, ${measure.unit}`,
          ...products.map(name => cell(benchmark, name, measure)),
          ...ratios.map(name => ratio(of('vedette'), of(name))),
          goal(measure),
        ]),
      )
    }
  }
  const failures = results.benchmarks.flatMap(({ name, rounds }) =>
    rounds
      .filter(round => round.failure !== undefined)
      .map(({ product, failure }) => `- ${name}, ${TITLES[product]}: ${failure}`),
  )
  if (failures.length > 0) lines.push('', 'Failed:', '', ...failures)
  lines.push('', noise(results))
  return `${lines.join('\n')}\n`
}

export function medianOf(benchmark: BenchmarkResults, product: ProductName, measure: Measure): number {
  return median(figuresOf(benchmark.rounds, product, measure))
}

function figuresOf(rounds: readonly Round[], product: ProductName, measure: Measure): number[] {
  return rounds
    .filter(round => round.product === product)
    .map(round => round.figures?.[measure.id])
    .filter(figure => figure !== undefined && Number.isFinite(figure)) as number[]
}

/** The median, and in brackets the range where there are several rounds. */
function cell(benchmark: BenchmarkResults, product: ProductName, measure: Measure): string {
  const figures = figuresOf(benchmark.rounds, product, measure)
  if (figures.length === 0) {
    const ran = benchmark.rounds.some(round => round.product === product)
    return ran ? 'failed' : ''
  }
  const middle = number(median(figures), measure.digits)
  const low = number(Math.min(...figures), measure.digits)
  const high = number(Math.max(...figures), measure.digits)
  return low === high ? middle : `${middle} (${low}-${high})`
}

function ratio(ours: number, theirs: number): string {
  if (!Number.isFinite(ours) || !Number.isFinite(theirs) || theirs === 0) return ''
  const times = ours / theirs
  return `${times.toFixed(times < 10 ? 2 : 0)}x`
}

function goal({ goal: figure, better, digits }: Measure): string {
  if (figure === undefined) return ''
  if (figure === 0) return 'none'
  return `${better === 'less' ? 'at most' : 'at least'} ${number(figure, Number.isInteger(figure) ? 0 : digits)}`
}

function number(value: number, digits: number): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

/** How busy the machine was with other things; above a tenth of a core the figures are provisional. */
function noise(results: Results): string {
  const cores = results.benchmarks.flatMap(({ rounds }) => rounds.map(round => round.othersCores))
  return (
    `While this was measured, others on the machine kept ${median(cores).toFixed(2)} cores busy in the median round ` +
    `and ${Math.max(0, ...cores).toFixed(2)} in the worst.`
  )
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}
