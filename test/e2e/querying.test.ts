/** What people ask with: promtool, and a Prometheus that reads from Vedette. Their answers must be the ones that Vedette gives itself. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ProtobufWriter } from '../../server/src/wire/protobuf-writer.ts'
import { writeHistogram } from '../../server/src/wire/remote-write-histogram-encode.ts'
import { externalProgram } from '../../server/testing/external-program.ts'
import { startPrometheusReceiver } from '../../server/testing/prometheus-receiver.ts'
import { readRequestBody, type StreamedSeries, streamedSeries } from '../../server/testing/remote-read.ts'
import { temporaryDirectory } from '../../server/testing/temporary-directory.ts'
import { ask, getText } from './answers.ts'
import { runProgram } from './outside-program.ts'
import { startPrometheus } from './real-prometheus.ts'
import { encodeWrite, postWrite, snappy, type WrittenSeries } from './remote-write.ts'
import { until } from './until.ts'
import { startVedette, type VedetteProcess } from './vedette-process.ts'

const STEP_MS = 15_000
const SAMPLES = 480
const END_MS = Math.floor(Date.now() / 60_000) * 60_000
const START_MS = END_MS - SAMPLES * STEP_MS

const timeOf = (i: number) => START_MS + i * STEP_MS + 7

function series(labels: Record<string, string>, valueAt: (i: number) => number): WrittenSeries {
  return { labels, samples: Array.from({ length: SAMPLES }, (_, i) => [timeOf(i), valueAt(i)] as const) }
}

const WRITTEN = ['api', 'web', 'batch'].flatMap((job, j) => [
  series({ __name__: 'requests_total', job, code: '200' }, i => Math.floor(i * (j + 1.3)) % 4000),
  series({ __name__: 'requests_total', job, code: '500' }, i => Math.floor(i / (j + 2))),
  series({ __name__: 'temperature', job }, i => 20 + 5 * Math.sin(i / 17 + j)),
])

/** One series of native histograms, as a part of a request. */
function histograms(): Uint8Array {
  const writer = new ProtobufWriter()
  writer.message(1, () => {
    for (const [name, value] of [
      ['__name__', 'took_seconds'],
      ['job', 'api'],
    ] as const) {
      writer.message(1, () => {
        writer.string(1, name)
        writer.string(2, value)
      })
    }
    for (let i = 0; i < SAMPLES; i++) {
      // It begins again in the middle, with another bucket.
      const count = i % 300
      const buckets = i < 300 ? [count, 2 * count] : [count, 2 * count, 1 + count]
      writeHistogram(writer, 4, timeOf(i), {
        integer: true,
        resetHint: 'unknown',
        schema: 1,
        zeroThreshold: 2 ** -128,
        zeroCount: count,
        count: count + buckets.reduce((sum, each) => sum + each, 0),
        sum: count * 1.75,
        positiveSpans: [{ offset: -1, length: buckets.length }],
        positiveCounts: Float64Array.from(buckets),
        negativeSpans: [],
        negativeCounts: new Float64Array(0),
        customValues: new Float64Array(0),
      })
    }
  })
  return writer.finish()
}

/** All at once: Prometheus takes what is old only with what is young. */
const REQUEST = snappy(Buffer.concat([encodeWrite(WRITTEN), histograms()]))

let vedette: VedetteProcess
beforeAll(async () => {
  vedette = await startVedette()
  expect(await postWrite(vedette.url, REQUEST)).toMatchObject({ status: 204 })
})
afterAll(() => vedette[Symbol.asyncDispose]())

describe('promtool', () => {
  const promtool = (context: Parameters<typeof externalProgram>[0], ...args: string[]) =>
    runProgram(externalProgram(context, 'promtool'), ['query', ...args])

  it('asks for an instant', async context => {
    const time = `--time=${END_MS / 1000}`
    const instant = await promtool(context, 'instant', time, vedette.url, 'count by (job) (requests_total)')
    expect(instant).toMatchObject({ code: 0, err: '' })
    expect(instant.out.trim().split('\n').sort()).toEqual([
      `{job="api"} => 2 @[${END_MS / 1000}]`,
      `{job="batch"} => 2 @[${END_MS / 1000}]`,
      `{job="web"} => 2 @[${END_MS / 1000}]`,
    ])
    const wrong = await promtool(context, 'instant', vedette.url, 'sum(')
    expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('unclosed left parenthesis') })
  })

  it('asks for a range, for series and for labels', async context => {
    const from = START_MS / 1000
    const to = START_MS / 1000 + 120
    const range = await promtool(
      context,
      'range',
      `--start=${from + 60}`,
      `--end=${to}`,
      '--step=60s',
      vedette.url,
      'round(temperature{job="api"}, 0.1)',
    )
    expect(range).toMatchObject({ code: 0, err: '' })
    expect(range.out).toMatch(/^\{job="api"\} =>\n20\.9 @\[\d+\]\n22 @\[\d+\]\n$/)
    const within = [`--start=${from}`, `--end=${to}`]
    const found = await promtool(context, 'series', '--match=temperature', ...within, vedette.url)
    expect(found.out.trim().split('\n')).toHaveLength(3)
    const labels = await promtool(context, 'labels', ...within, vedette.url, 'code')
    expect(labels.out).toBe('200\n500\n')
  })
})

describe('a bad question', () => {
  const end = String(END_MS / 1000)
  const range = { start: String(START_MS / 1000), end }

  it.each([
    ['too long', { query: `sum(${'x'.repeat(1_000_000)})` }, 400, /characters long, more than the limit/],
    ['too deep', { query: '('.repeat(20_000) }, 400, /deep in one another/],
    [
      'with too many points',
      { query: 'temperature', ...range, step: '0.5' },
      400,
      /exceeded maximum resolution/,
    ],
    ['of more steps than memory', { query: 'count_over_time(vector(1)[10y:1ms])' }, 422, /too many samples/],
    ['with no expression', { query: '# nothing' }, 400, /no expression found in input/],
  ])('%s is refused with the reason', async (_, parameters, status, reason) => {
    const path = 'step' in parameters ? 'query_range' : 'query'
    const response = await fetch(`${vedette.url}/api/v1/${path}`, {
      method: 'POST',
      body: new URLSearchParams(parameters as Record<string, string>),
    })
    const body = (await response.json()) as { error: string }
    expect([response.status, body.error]).toEqual([status, expect.stringMatching(reason)])
  })

  it('over everything is answered, and a pattern that would blow up takes no time', async () => {
    for (const query of ['{__name__=~".+"}[30d]', 'temperature{job=~"(a+)+$"}']) {
      const path = `query?${new URLSearchParams({ query, time: end })}`
      await ask<Answer>(vedette.url, path)
    }
  })

  it('that takes long ends when nobody waits, and leaves others unharmed', async () => {
    const gone = new AbortController()
    const query = 'quantile_over_time(0.5, (quantile_over_time(0.9, temperature[1h]))[2h:1s])'
    const long = fetch(
      `${vedette.url}/api/v1/query_range?${new URLSearchParams({ query, ...range, step: '1' })}`,
      { signal: gone.signal },
    )
    const running = async () => {
      const answer = await fetch(`${vedette.url}/api/v1/admin/queries`)
      return ((await answer.json()) as { queries: { query: string }[] }).queries
    }
    await until('the long query to run', async () => (await running()).some(each => each.query === query))
    expect(await getText(`${vedette.url}/-/healthy`)).not.toBe('')
    expect((await ask<Answer>(vedette.url, `query?query=up&time=${end}`)).result).toEqual([])
    gone.abort()
    await expect(long).rejects.toThrow('abort')
    await until('the long query to end', async () => (await running()).length === 0)
  })
})

interface Answer {
  readonly result: readonly { readonly metric: Record<string, string> }[]
}

describe('a Prometheus that reads from Vedette', () => {
  it('answers as Vedette does', async context => {
    const program = externalProgram(context, 'prometheus')
    await using directory = await temporaryDirectory()
    await using prometheus = await startPrometheus(program, directory.path, {
      remote_read: [{ url: `${vedette.url}/api/v1/read`, read_recent: true }],
    })
    const range = { start: String(START_MS / 1000 + 300), end: String(END_MS / 1000), step: '40' }
    for (const query of [
      'requests_total',
      'sum by (code) (rate(requests_total[5m]))',
      'temperature{job=~"a.*|web"} > 20',
      // Prometheus 2 counts the left end of a range in, Prometheus 3 and Vedette don't: nothing of these lies just there.
      'max_over_time(temperature[599s:1m]) - min_over_time(temperature[599s:1m])',
      'requests_total{code="500"} / on (job) group_left requests_total{code!="500"}',
    ]) {
      const path = `query_range?${new URLSearchParams({ query, ...range })}`
      const [theirs, ours] = [await ask<Answer>(prometheus.url, path), await ask<Answer>(vedette.url, path)]
      expect(ours.result.length).toBeGreaterThan(0)
      expect([query, byLabels(theirs)]).toEqual([query, byLabels(ours)])
    }
  })
})

describe('a streamed read', () => {
  it('holds the samples that a Prometheus streams of the same, bit by bit', async context => {
    const prometheus = await startPrometheusReceiver(externalProgram(context, 'prometheus'))
    try {
      const base = prometheus.writeUrl.slice(0, -'/api/v1/write'.length)
      expect(await postWrite(base, REQUEST)).toMatchObject({ status: 204, text: '' })
      const [theirs, ours] = [await streamed(base), await streamed(vedette.url)]
      expect(ours.map(({ labels }) => labels)).toEqual(theirs.map(({ labels }) => labels))
      for (const [i, each] of ours.entries()) {
        expect(each.samples).toEqual(theirs[i]!.samples)
        // The first histogram of a chunk may tell of a reset, or leave it to who reads.
        const plain = (all: typeof each.histograms) => all.map(({ header, ...rest }) => rest)
        expect(plain(each.histograms)).toEqual(plain(theirs[i]!.histograms))
      }
      expect(ours.flatMap(({ samples }) => samples)).toHaveLength(9 * SAMPLES)
      expect(ours.flatMap(each => each.histograms)).toHaveLength(SAMPLES)
    } finally {
      await prometheus.close()
    }
  })
})

async function streamed(base: string): Promise<StreamedSeries[]> {
  const matchers = [['__name__', '=~', 'requests_total|temperature|took_seconds']] as const
  const response = await fetch(`${base}/api/v1/read`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-protobuf', 'content-encoding': 'snappy' },
    body: readRequestBody([{ fromMs: START_MS, toMs: END_MS, matchers }], [1]),
  })
  expect(response.headers.get('content-type')).toBe(
    'application/x-streamed-protobuf; proto=prometheus.ChunkedReadResponse',
  )
  return streamedSeries(new Uint8Array(await response.arrayBuffer()))
}

/** The last digit may differ where sums were made in another order. */
function byLabels({ result }: Answer): object[] {
  return JSON.parse(JSON.stringify(result), (_, value) =>
    typeof value === 'string' && /^[-+\d.e]+$/.test(value) ? Number(Number(value).toPrecision(12)) : value,
  ).sort((a: Answer['result'][0], b: Answer['result'][0]) =>
    JSON.stringify(a.metric) < JSON.stringify(b.metric) ? -1 : 1,
  )
}
