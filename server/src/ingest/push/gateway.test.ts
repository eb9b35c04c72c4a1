import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { createCollectingSink } from '../../../testing/collecting-sink.ts'
import { createMemoryDocuments } from '../../../testing/memory-documents.ts'
import { openPushDoor, PUSH_START_MS as T } from '../../../testing/push-door.ts'
import { VedetteError } from '../../errors.ts'
import { runPushSampling } from './sampling.ts'

const JOB = '/metrics/job/backup'
const PUSHED = 'push_time_seconds{job="backup"}'
const FAILED = 'push_failure_time_seconds{job="backup"}'

describe('a push', () => {
  it('becomes samples at once, with the labels of its group before its own', async () => {
    await using door = await openPushDoor()
    const body = [
      '# TYPE rows counter',
      '# HELP rows Rows copied.',
      'rows{job="mine",instance="i-1",table="a"} 5',
      '# TYPE seconds histogram',
      'seconds_bucket{le="1"} 2',
      'seconds_bucket{le="+Inf"} 3',
      'seconds_sum 4.5',
      'seconds_count 3',
      'plain NaN',
      '',
    ].join('\n')
    expect(await door.send('PUT', `${JOB}/env/test`, body)).toEqual({ status: 200, text: '' })
    expect(door.store.samples()).toEqual({
      'rows{env="test", instance="i-1", job="backup", table="a"}': [[T, 5]],
      'seconds_bucket{env="test", job="backup", le="1.0"}': [[T, 2]],
      'seconds_bucket{env="test", job="backup", le="+Inf"}': [[T, 3]],
      'seconds_sum{env="test", job="backup"}': [[T, 4.5]],
      'seconds_count{env="test", job="backup"}': [[T, 3]],
      'plain{env="test", job="backup"}': [[T, Number.NaN]],
      'push_time_seconds{env="test", job="backup"}': [[T, T / 1000]],
      'push_failure_time_seconds{env="test", job="backup"}': [[T, 0]],
    })
    expect(door.store.metadata).toEqual(
      expect.arrayContaining([
        { family: 'rows', type: 'counter', unit: '', help: 'Rows copied.' },
        expect.objectContaining({ family: 'seconds', type: 'histogram' }),
        expect.objectContaining({ family: 'push_time_seconds', type: 'gauge' }),
      ]),
    )
    expect(door.store.batches[0]).toEqual({ project: 'default', door: 'push', origin: '127.0.0.1' })
  })

  it('by PUT replaces the group, by POST the metrics of the same names, and what is gone ends', async () => {
    await using door = await openPushDoor()
    await door.send('PUT', JOB, 'a{x="1"} 1\na{x="2"} 1\nb 1\n')
    door.nowMs = T + 1000
    await door.send('POST', JOB, 'a{x="1"} 2\n')
    door.nowMs = T + 2000
    await door.send('PUT', JOB, 'c 3\n')
    expect(door.store.samples()).toMatchObject({
      'a{job="backup", x="1"}': [
        [T, 1],
        [T + 1000, 2],
        [T + 2000, 'stale'],
      ],
      'a{job="backup", x="2"}': [
        [T, 1],
        [T + 1000, 'stale'],
      ],
      'b{job="backup"}': [
        [T, 1],
        [T + 1000, 1],
        [T + 2000, 'stale'],
      ],
      'c{job="backup"}': [[T + 2000, 3]],
      [PUSHED]: [T, T + 1000, T + 2000].map(ms => [ms, ms / 1000]),
    })
  })

  it('without a body empties the group by PUT, and by POST only says when it was', async () => {
    await using door = await openPushDoor()
    await door.send('PUT', JOB, 'a 1\n')
    door.nowMs = T + 1000
    expect((await door.send('POST', JOB)).status).toBe(200)
    door.nowMs = T + 2000
    expect((await door.send('PUT', JOB, '')).status).toBe(200)
    expect(door.store.samples()).toMatchObject({
      'a{job="backup"}': [
        [T, 1],
        [T + 1000, 1],
        [T + 2000, 'stale'],
      ],
      [PUSHED]: [
        [T, T / 1000],
        [T + 1000, (T + 1000) / 1000],
        [T + 2000, (T + 2000) / 1000],
      ],
    })
  })

  it('never says itself when it was pushed', async () => {
    await using door = await openPushDoor()
    await door.send('PUT', JOB, 'push_time_seconds 7\npush_failure_time_seconds 7\n')
    expect(door.store.samples()).toEqual({ [PUSHED]: [[T, T / 1000]], [FAILED]: [[T, 0]] })
  })

  it('may be compressed, and may be OpenMetrics', async () => {
    await using door = await openPushDoor()
    expect(await door.send('PUT', JOB, gzipSync('a 1\n'), { 'content-encoding': 'gzip' })).toMatchObject({
      status: 200,
    })
    const openMetrics = '# TYPE b counter\nb_total 2\n# EOF\n'
    const headers = { 'content-type': 'application/openmetrics-text; version=1.0.0' }
    expect(await door.send('POST', JOB, openMetrics, headers)).toMatchObject({ status: 200 })
    expect(Object.keys(door.store.samples())).toEqual(
      expect.arrayContaining(['a{job="backup"}', 'b_total{job="backup"}']),
    )
    expect(door.gateway.groups('default')[0]!.families.get('b')).toMatchObject({ type: 'counter' })
  })

  it('that can not be read is refused and changes nothing', async () => {
    await using door = await openPushDoor()
    expect(await door.send('PUT', JOB, 'a 1\nb {\n')).toMatchObject({
      status: 400,
      text: expect.stringContaining("The body can't be read: line 2: "),
    })
    expect(
      await door.send('PUT', JOB, gzipSync('x'.repeat(1e6)), { 'content-encoding': 'gzip' }),
    ).toMatchObject({
      status: 413,
      text: expect.stringContaining('http.body_limit moves this limit'),
    })
    expect((await door.send('PUT', JOB, `a${' 1'.repeat(60_000)}`)).status).toBe(413)
    expect(door.store.samples()).toEqual({})
  })
})

describe('an inconsistent push', () => {
  const words = (problem: string) =>
    expect.stringContaining(
      JSON.stringify(`pushed metrics are invalid or inconsistent with existing metrics: ${problem}`).slice(
        1,
        -1,
      ),
    )

  it('is refused in words, and the group says when', async () => {
    await using door = await openPushDoor()
    await door.send('PUT', JOB, 'a 1\n')
    door.nowMs = T + 1000
    expect(await door.send('PUT', JOB, 'a 2 1732000000000\n')).toEqual({
      status: 400,
      text: words('pushed metrics must not have timestamps'),
    })
    expect(door.store.samples()).toMatchObject({
      'a{job="backup"}': [
        [T, 1],
        [T + 1000, 1],
      ],
      [PUSHED]: [
        [T, T / 1000],
        [T + 1000, T / 1000],
      ],
      [FAILED]: [
        [T, 0],
        [T + 1000, (T + 1000) / 1000],
      ],
    })
  })

  it('to a new group leaves the group with nothing but the time of its failure', async () => {
    await using door = await openPushDoor()
    await door.send('PUT', JOB, 'a 1 5\n')
    expect(door.store.samples()).toEqual({ [PUSHED]: [[T, 0]], [FAILED]: [[T, T / 1000]] })
  })

  it.each([
    ['a 1\na 2\n', 'a comes twice with the same labels'],
    ['# TYPE rows gauge\nrows 1\n', 'rows is a gauge here and a counter in the group {job="other"}'],
    ['rows 1\n', 'rows is untyped here and a counter in the group {job="other"}'],
    [
      '# TYPE h histogram\nh_count 1\nh_sum 1\nh_bucket{le="+Inf"} 1\n',
      'h is a histogram, which makes the name h_count that another metric has',
    ],
    ['# TYPE s_sum counter\ns_sum 1\n', 's_sum is also made by the summary of the group {job="other"}'],
  ])('is %j', async (body, problem) => {
    await using door = await openPushDoor()
    const others = '# TYPE rows counter\nrows 1\nh_count 1\n# TYPE s summary\ns_sum 1\ns_count 1\n'
    expect((await door.send('PUT', '/metrics/job/other', others)).status).toBe(200)
    expect(await door.send('PUT', JOB, body)).toEqual({ status: 400, text: words(problem) })
  })

  it('is one whose series another group already has', async () => {
    await using door = await openPushDoor()
    await door.send('PUT', `${JOB}/instance/i`, 'a 1\n')
    expect(await door.send('PUT', JOB, 'a{instance="i"} 1\n')).toEqual({
      status: 400,
      text: words('a{instance="i", job="backup"} is already in the group {instance="i", job="backup"}'),
    })
    await door.send('DELETE', `${JOB}/instance/i`)
    expect((await door.send('PUT', JOB, 'a{instance="i"} 1\n')).status).toBe(200)
  })

  it('is one whose grouping key says the same as another with a label more that is empty', async () => {
    await using door = await openPushDoor()
    await door.send('PUT', JOB, 'a 1\n')
    const problem = 'push_time_seconds{job="backup"} is already in the group {job="backup"}'
    const twin = `${JOB}/empty@base64/=`
    expect(await door.send('PUT', twin, 'b 1\n')).toEqual({ status: 400, text: words(problem) })
    expect(door.gateway.groups('default')).toHaveLength(1)
  })

  it('may become consistent when the other group changes', async () => {
    await using door = await openPushDoor()
    await door.send('PUT', '/metrics/job/other', '# TYPE a counter\na 1\n')
    expect((await door.send('PUT', JOB, '# TYPE a gauge\na 1\n')).status).toBe(400)
    await door.send('PUT', '/metrics/job/other', '# TYPE a gauge\na 1\n')
    expect((await door.send('PUT', JOB, '# TYPE a gauge\na 1\n')).status).toBe(200)
  })
})

describe('deleting', () => {
  it('ends the series of exactly that group', async () => {
    await using door = await openPushDoor()
    await door.send('PUT', JOB, 'a 1\n')
    await door.send('PUT', `${JOB}/instance/i`, 'a 1\n')
    door.nowMs = T + 1000
    expect(await door.send('DELETE', JOB)).toEqual({ status: 202, text: '' })
    expect(await door.send('DELETE', JOB)).toEqual({ status: 202, text: '' })
    expect(door.store.samples()).toMatchObject({
      'a{job="backup"}': [
        [T, 1],
        [T + 1000, 'stale'],
      ],
      [PUSHED]: [
        [T, T / 1000],
        [T + 1000, 'stale'],
      ],
      [FAILED]: [
        [T, 0],
        [T + 1000, 'stale'],
      ],
      'a{instance="i", job="backup"}': [[T, 1]],
    })
    await door.gateway.sample(T + 2000)
    expect(door.store.samples()['a{job="backup"}']).toHaveLength(2)
    expect(door.store.samples()['a{instance="i", job="backup"}']).toHaveLength(2)
  })
})

describe('groups', () => {
  it('are sampled at the interval, at even times', async () => {
    await using door = await openPushDoor()
    await door.send('PUT', JOB, 'a 1\n')
    const stopping = new AbortController()
    let nowMs = T + 4000
    let rounds = 0
    await runPushSampling(
      {
        gateway: door.gateway,
        intervalMs: 15_000,
        clock: {
          nowMs: () => nowMs,
          async wait(durationMs) {
            nowMs += durationMs
            if (++rounds === 4) stopping.abort()
          },
        },
      },
      stopping.signal,
    )
    const first = Math.ceil((T + 4000) / 15_000) * 15_000
    expect(door.store.samples()['a{job="backup"}']).toEqual([
      [T, 1],
      [first, 1],
      [first + 15_000, 1],
      [first + 30_000, 1],
    ])
  })

  it('survive a restart, with numbers that JSON has no word for', async () => {
    const documents = createMemoryDocuments()
    const store = createCollectingSink()
    {
      await using door = await openPushDoor({ documents, store })
      await door.send('PUT', '/metrics/job/b/empty@base64/=', 'a{x="ü"} NaN\nb -Inf\n')
      await door.send('PUT', JOB, 'a 1 5\n')
      await door.send('PUT', '/metrics/job/gone', 'a 1\n')
      await door.send('DELETE', '/metrics/job/gone')
    }
    await using door = await openPushDoor({ documents, store })
    expect(door.gateway.groups('default')).toHaveLength(2)
    await door.gateway.sample(T + 5000)
    expect(store.samples()).toMatchObject({
      'a{job="b", x="ü"}': [
        [T, Number.NaN],
        [T + 5000, Number.NaN],
      ],
      'b{job="b"}': [
        [T, Number.NEGATIVE_INFINITY],
        [T + 5000, Number.NEGATIVE_INFINITY],
      ],
    })
    door.nowMs = T + 6000
    await door.send('PUT', '/metrics/job/b/empty@base64/=', 'b 1\n')
    expect(store.samples()['a{job="b", x="ü"}']!.at(-1)).toEqual([T + 6000, 'stale'])
    expect((await door.send('PUT', '/metrics/job/gone', 'a 2\n')).status).toBe(200)
    expect(await documents.history('push-group', 'default [["job","gone"]]')).toHaveLength(3)
  })

  it('that can not be read back are left out and do no harm', async () => {
    const documents = createMemoryDocuments()
    await documents.put({ kind: 'push-group', id: 'broken', body: { families: 1 }, author: 'x', basedOn: 0 })
    await using door = await openPushDoor({ documents })
    expect(door.gateway.groups('default')).toEqual([])
  })

  it('have no more series than the project may have', async () => {
    await using door = await openPushDoor({ maxSeries: () => 6 })
    expect((await door.send('PUT', JOB, 'a 1\nb 1\nc 1\nd 1\n')).status).toBe(200)
    expect(await door.send('PUT', '/metrics/job/other', 'a 1\n')).toMatchObject({
      status: 422,
      text: expect.stringContaining(
        'With this push the groups of the project default would have 9 series, and they may have 6; limits.active_series moves this limit.',
      ),
    })
    expect((await door.send('PUT', JOB, 'a 1\n')).status).toBe(200)
    expect((await door.send('PUT', '/metrics/job/other', 'a 1\n')).status).toBe(200)
  })
})

describe('when something fails', () => {
  it('a push that is not written is not acknowledged and leaves the group as it was', async () => {
    const documents = createMemoryDocuments()
    let broken = false
    await using door = await openPushDoor({
      documents: {
        ...documents,
        put: document =>
          broken
            ? Promise.reject(new VedetteError('store-unavailable', 'The disk is full.', { retryAfterSec: 5 }))
            : documents.put(document),
      },
    })
    await door.send('PUT', JOB, '# TYPE a counter\na 1\n')
    broken = true
    expect((await door.send('PUT', JOB, '# TYPE a gauge\na 2\n')).status).toBe(503)
    expect((await door.send('DELETE', JOB)).status).toBe(503)
    broken = false
    expect([...door.gateway.groups('default')[0]!.families.values()]).toMatchObject([{ type: 'counter' }])
    expect((await door.send('PUT', '/metrics/job/other', '# TYPE a counter\na 2\n')).status).toBe(200)
  })

  it('another process that wrote the group does not stand in the way', async () => {
    const documents = createMemoryDocuments()
    await using door = await openPushDoor({ documents })
    await door.send('PUT', JOB, 'a 1\n')
    const id = 'default [["job","backup"]]'
    await documents.put({ kind: 'push-group', id, body: undefined, author: 'other', basedOn: 1 })
    expect((await door.send('PUT', JOB, 'a 2\n')).status).toBe(200)
    expect(await documents.history('push-group', id)).toHaveLength(3)
  })

  it('samples that the sink does not take are left to the next time', async () => {
    await using door = await openPushDoor()
    door.store.before = () => Promise.reject(new VedetteError('overloaded', 'Not now.'))
    expect((await door.send('PUT', JOB, 'a 1\n')).status).toBe(200)
    door.store.before = () => {}
    await door.gateway.sample(T + 1000)
    expect(door.store.samples()['a{job="backup"}']).toEqual([[T + 1000, 1]])
  })

  it('pushes to one group at the same time are taken one after the other', async () => {
    await using door = await openPushDoor()
    const all = Array.from({ length: 20 }, (_, i) => door.send('POST', JOB, `m${i} 1\n`))
    expect((await Promise.all(all)).map(({ status }) => status)).toEqual(Array(20).fill(200))
    expect(door.gateway.groups('default')[0]!.families.size).toBe(20)
  })
})
