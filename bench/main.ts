/**
 * `npm run bench`: Vedette beside its rivals on this machine, with the same data in the same run. Products take turns within each
 * round, so that a slow minute of the machine hits all of them. Figures and ratios, never a verdict.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeLoad } from './load/run-load.ts'
import { describeCommit, describeMachine, loadAverage } from './measure/machine.ts'
import { cpuSeconds, machineCpuSeconds } from './measure/process.ts'
import { type Options, readOptions, USAGE } from './options.ts'
import { type Results, type Round, readResults, withBenchmark, writeResults } from './report/results.ts'
import { formatResults } from './report/table.ts'
import type { Product } from './rivals/product.ts'
import { prometheus } from './rivals/prometheus.ts'
import { endAll } from './rivals/server-process.ts'
import { vedette } from './rivals/vedette.ts'
import { victoriaMetrics } from './rivals/victoria-metrics.ts'
import type { Bench, Benchmark, MadeLoad } from './runs/benchmark.ts'
import { disk } from './runs/disk.ts'
import { durability } from './runs/durability.ts'
import { idle } from './runs/idle.ts'
import { memory, memoryLarge } from './runs/memory.ts'
import { query } from './runs/query.ts'
import { queryLong } from './runs/query-long.ts'
import { scrape } from './runs/scrape.ts'
import { start } from './runs/start.ts'
import { write, writeSmall } from './runs/write.ts'

const BENCHMARKS: readonly Benchmark[] = [
  write,
  writeSmall,
  scrape,
  disk,
  durability,
  memory,
  memoryLarge,
  start,
  idle,
  query,
  queryLong,
]
const PRODUCTS: readonly Product[] = [vedette, victoriaMetrics, prometheus]
const order = BENCHMARKS.map(({ name }) => name)
const here = fileURLToPath(new URL('.', import.meta.url))

const say = (line: string): void => void process.stderr.write(`bench: ${line}\n`)

async function main(options: Options): Promise<void> {
  if (options.benchmarks.length === 0) return report(options, options.into!, readResults(options.into!))
  const installed = PRODUCTS.filter(({ name }) => options.products.includes(name)).filter(product => {
    if (product.version() !== undefined) return true
    say(`${product.name} is not installed here and is left out`)
    return false
  })
  if (installed.length === 0) throw new Error('none of the products is there')
  const workDir = mkdtempSync(join(options.workDir ?? tmpdir(), 'vedette-bench-'))
  const stopping = new AbortController()
  process.once('exit', () => rmSync(workDir, { recursive: true, force: true }))
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => {
      stopping.abort()
      process.exit(130)
    })
  }

  const resultsDir = join(here, 'results')
  mkdirSync(resultsDir, { recursive: true })
  let results = options.into === undefined ? freshResults(options, workDir) : readResults(options.into)
  for (const product of installed) {
    results = { ...results, versions: { ...results.versions, [product.name]: product.version()! } }
  }
  const stamp = results.date.slice(0, 16).replaceAll(/[-:]/g, '').replace('T', '-')
  const jsonFile = options.into ?? join(resultsDir, `${stamp}${options.quick ? '-quick' : ''}.json`)
  const loads = new Map<string, Promise<MadeLoad>>()

  for (const name of options.benchmarks) {
    const benchmark = BENCHMARKS.find(candidate => candidate.name === name)!
    say(`--- ${benchmark.title}`)
    const rounds: Round[] = []
    const count = options.rounds ?? (options.quick ? 1 : benchmark.rounds)
    for (let round = 0; round < count; round++) {
      const turn = installed.map((_, i) => installed[(i + round) % installed.length]!)
      for (const product of turn) {
        rounds.push(await oneRound(benchmark, product, options, workDir, loads, stopping.signal))
      }
    }
    const { title, measures } = benchmark
    results = withBenchmark(results, { name, title, measures, rounds }, order)
    writeResults(jsonFile, results)
  }
  report(options, jsonFile, results)
}

function report(options: Options, jsonFile: string, results: Results): void {
  const table = formatResults(results)
  writeFileSync(jsonFile.replace(/\.json$/, '.md'), table)
  if (options.readme) putIntoReadme(table)
  console.log(table)
}

async function oneRound(
  benchmark: Benchmark,
  product: Product,
  options: Options,
  workDir: string,
  loads: Map<string, Promise<MadeLoad>>,
  stopping: AbortSignal,
): Promise<Round> {
  const dirs: string[] = []
  const freshDir = (name: string): string => {
    const dir = mkdtempSync(join(workDir, `${name}-`))
    dirs.push(dir)
    return dir
  }
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(benchmark.limitMs)])
  const bench: Bench = {
    quick: options.quick,
    seed: options.seed,
    signal,
    freshDir,
    say,
    makeLoad(loadOptions, key) {
      const make = async (dir: string): Promise<MadeLoad> => {
        const load = await makeLoad(dir, loadOptions, signal)
        say(`made a load of ${load.samples} samples, ${load.requests} requests, ${load.bytes} bytes`)
        return { load, dir }
      }
      if (key === undefined) return make(freshDir('load'))
      const kept = loads.get(key) ?? make(mkdtempSync(join(workDir, 'load-')))
      loads.set(key, kept)
      kept.catch(() => loads.delete(key))
      return kept
    },
  }
  const started = performance.now()
  const busyBefore = machineCpuSeconds() - cpuSeconds(process.pid)
  const outcome = await benchmark.run(product, bench).then(
    figures => ({ figures }),
    (error: unknown) => ({ failure: error instanceof Error ? error.message : String(error) }),
  )
  const seconds = (performance.now() - started) / 1000
  await endAll()
  const othersCores = Math.max(0, (machineCpuSeconds() - cpuSeconds(process.pid) - busyBefore) / seconds)
  for (const dir of dirs) rmSync(dir, { recursive: true, force: true })
  say(`${benchmark.name}, ${product.name}, ${seconds.toFixed(0)} s: ${JSON.stringify(outcome)}`)
  return { product: product.name, ...outcome, othersCores, loadAverage: loadAverage(), seconds }
}

function freshResults(options: Options, workDir: string): Results {
  return {
    date: new Date().toISOString(),
    commit: describeCommit(),
    quick: options.quick,
    seed: options.seed,
    ...(options.note === undefined ? {} : { note: options.note }),
    machine: describeMachine(workDir),
    versions: {},
    benchmarks: [],
  }
}

const TABLE_STARTS = '<!-- table: written by npm run bench -- --readme -->'
const TABLE_ENDS = '<!-- end of the table -->'

function putIntoReadme(table: string): void {
  const file = join(here, 'README.md')
  const text = readFileSync(file, 'utf8')
  const from = text.indexOf(TABLE_STARTS)
  const to = text.indexOf(TABLE_ENDS)
  if (from < 0 || to < from) throw new Error(`${file} has lost the marks between which the table stands`)
  writeFileSync(file, `${text.slice(0, from + TABLE_STARTS.length)}\n\n${table}\n${text.slice(to)}`)
}

try {
  const options = readOptions(process.argv.slice(2), order)
  if (options === undefined) console.log(`${USAGE}\n\nBenchmarks: ${order.join(', ')}`)
  else await main(options)
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
