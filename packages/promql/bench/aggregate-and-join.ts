/**
 * What aggregations and joins cost by themselves: columns are at hand, nothing is read. `node packages/promql/bench/aggregate-and-join.ts` prints the
 * median of many rounds, in milliseconds and in nanoseconds per value.
 */
import { labelsOf } from '@vedette/model'
import { aggregate } from '../src/evaluate/aggregate/index.ts'
import { vectorScalar, vectorVector } from '../src/evaluate/binary/index.ts'
import type { Aggregation, AggregationName, Binary, VectorMatching } from '../src/syntax/tree.ts'
import { columnOf } from '../src/values/column.ts'
import { SeriesSet } from '../src/values/series-set.ts'
import { streamOf, type Vector, type VectorStream } from '../src/values/vector.ts'
import { testContext } from '../testing/stream-fixture.ts'

const ROUNDS = 41
const place = { from: 0, to: 0 }
const expr = { kind: 'number', value: 0, isDuration: false, place } as const

function vector(name: string, size: number, steps: number, label: (i: number) => string): Vector {
  const all = Array.from({ length: size }, (_, i) =>
    labelsOf({ __name__: name, [`${name}_i`]: String(i), g: label(i) }),
  )
  const columns = all.map((_, i) =>
    columnOf(
      Float64Array.from({ length: steps }, (_, step) => i + step * 0.1),
      undefined,
      undefined,
    ),
  )
  return { series: new SeriesSet(all), columns }
}

async function measure(title: string, values: number, work: () => VectorStream | Promise<VectorStream>) {
  const tookMs: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const startMs = performance.now()
    const stream = await work()
    await stream.each(() => undefined)
    tookMs.push(performance.now() - startMs)
  }
  const median = tookMs.sort((a, b) => a - b)[ROUNDS >> 1]!
  process.stdout.write(
    `${title}: ${median.toFixed(2)} ms, ${((median * 1e6) / values).toFixed(2)} ns per value\n`,
  )
}

function aggregation(name: AggregationName, grouping: readonly string[]): Aggregation {
  return { kind: 'aggregation', name, expr, param: expr, grouping, without: false, place }
}

function binary(op: Binary['op'], matching: Partial<VectorMatching>): Binary {
  const plain = {
    card: 'one-to-one',
    on: false,
    labels: [],
    include: [],
    fillLeft: undefined,
    fillRight: undefined,
  } as const
  return {
    kind: 'binary',
    op,
    left: expr,
    right: expr,
    returnBool: false,
    matching: { ...plain, ...matching },
    place,
  }
}

const STEPS = 703
const SERIES = 10_000
const all = vector('m', SERIES, STEPS, i => String(i % 48))
for (const name of ['sum', 'avg', 'max', 'count', 'stddev'] as const) {
  const context = testContext(STEPS)
  await measure(`${name} of ${SERIES} series`, SERIES * STEPS, () =>
    aggregate(aggregation(name, []), streamOf(all, context), undefined, testContext(STEPS)),
  )
}
const five = new Float64Array(STEPS).fill(5)
await measure(`topk(5) of ${SERIES} series`, SERIES * STEPS, () =>
  aggregate(aggregation('topk', []), streamOf(all, testContext(STEPS)), five, testContext(STEPS)),
)

const BUCKETS = 4320
const buckets = vector('m', BUCKETS, 241, i => String(i % 144))
await measure(`sum by of ${BUCKETS} series into 144`, BUCKETS * 241, () =>
  aggregate(aggregation('sum', ['g']), streamOf(buckets, testContext(241)), undefined, testContext(241)),
)

const MANY = 1440
const many = vector('m', MANY, 241, i => String(i % 48))
const one = vector('n', 48, 241, String)
await measure(`group_left of ${MANY} series with 48`, MANY * 241, () => {
  const context = testContext(241)
  const node = binary('*', { card: 'many-to-one', on: true, labels: ['g'], include: ['n_i'] })
  return vectorVector(node, streamOf(many, context), streamOf(one, context), context)
})
await measure(`one to one of ${MANY} series`, MANY * 241, () => {
  const context = testContext(241)
  return vectorVector(binary('/', {}), streamOf(many, context), streamOf(many, context), context)
})
await measure(`a scalar with ${MANY} series`, MANY * 241, () => {
  const context = testContext(241)
  return vectorScalar(
    binary('*', {}),
    streamOf(many, context),
    new Float64Array(241).fill(2),
    'right',
    context,
  )
})
