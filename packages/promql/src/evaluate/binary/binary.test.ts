import { describe, expect, it } from 'vitest'
import {
  binary,
  groupLeft,
  groupRight,
  join,
  ONE_TO_ONE,
  on,
  scale,
} from '../../../testing/binary-fixture.ts'
import { answersOf, row, streamOfRows, testContext } from '../../../testing/stream-fixture.ts'
import { histogramLiteral } from '../../histogram/index.ts'
import type { BinaryOperator } from '../../syntax/tree.ts'
import { scalarScalar } from './index.ts'
import { negateVector } from './unary.ts'

const HISTOGRAM = '{{schema:0 count:4 sum:6 buckets:[2 2]}}'

function texts(values: readonly unknown[] | undefined): unknown[] | undefined {
  return values?.map(value =>
    typeof value === 'object' && value !== null ? histogramLiteral(value as never) : value,
  )
}

describe('two scalars', () => {
  const both = (op: BinaryOperator, a: number, b: number) =>
    scalarScalar(binary(op, undefined, true), Float64Array.of(a), Float64Array.of(b))[0]

  it.each([
    ['+', 1, 2, 3],
    ['/', 0, 0, NaN],
    ['%', -7, 3, -1],
    ['%', 7, 0, NaN],
    ['%', 7, Infinity, 7],
    ['^', 2, 10, 1024],
    ['^', 2, -1, 0.5],
    ['^', 1, NaN, 1],
    ['^', NaN, 0, 1],
    ['^', -1, Infinity, 1],
    ['^', -8, 1 / 3, NaN],
    ['^', -2, 3, -8],
    ['^', 10, 400, Infinity],
    ['^', 10, -400, 0],
    ['^', -0, -3, -Infinity],
    ['atan2', 1, -1, (3 * Math.PI) / 4],
    ['==', NaN, NaN, 0],
    ['!=', NaN, NaN, 1],
    ['>=', 2, 2, 1],
    ['<', 2, 2, 0],
  ] as const)('%s of %d and %d', (op, a, b, expected) => expect(both(op, a, b)).toBe(expected))
})

describe('a vector and a scalar', () => {
  const rows = [row('m', { i: '1' }, [1, undefined, 3]), row('m', { i: '2' }, [5, 6, 7])]

  it('count without the name', async () => {
    expect((await scale('-', rows, 1)).answers).toEqual({
      '{i="1"}': [0, undefined, 2],
      '{i="2"}': [4, 5, 6],
    })
    expect((await scale('-', rows, 1, { side: 'left' })).answers).toEqual({
      '{i="1"}': [0, undefined, -2],
      '{i="2"}': [-4, -5, -6],
    })
  })

  it('compare with the name, and hand on the value of the vector', async () => {
    expect((await scale('>', rows, 2)).answers).toEqual({
      'm{i="1"}': [undefined, undefined, 3],
      'm{i="2"}': [5, 6, 7],
    })
    expect((await scale('>', rows, 6, { side: 'left' })).answers).toEqual({
      'm{i="1"}': [1, undefined, 3],
      'm{i="2"}': [5, undefined, undefined],
    })
    expect((await scale('>', rows, 100)).answers).toEqual({})
  })

  it('answer 0 and 1 where asked to', async () => {
    expect((await scale('>', rows, 2, { returnBool: true })).answers).toEqual({
      '{i="1"}': [0, undefined, 1],
      '{i="2"}': [1, 1, 1],
    })
  })

  it('only mark the names where they are dropped at the end', async () => {
    const { answers, series } = await scale('*', rows, 2, { delayedNames: true })
    expect(Object.keys(answers)).toEqual(['m{i="1"}', 'm{i="2"}'])
    expect(series.dropName).toEqual(Uint8Array.of(1, 1))
  })

  it('must not make two series of one name', async () => {
    const two = [row('a', { i: '1' }, [1, undefined]), row('b', { i: '1' }, [undefined, 2])]
    expect((await scale('+', two, 1)).answers).toEqual({ '{i="1"}': [2, 3] })
    const atOnce = [row('a', { i: '1' }, [1]), row('b', { i: '1' }, [2])]
    await expect(scale('+', atOnce, 1)).rejects.toThrow(
      'vector cannot contain metrics with the same labelset',
    )
  })

  it('scale histograms, and say what they can not do', async () => {
    const mixed = [row('m', {}, [HISTOGRAM, 4])]
    expect(texts((await scale('*', mixed, 2)).answers['{}'])).toEqual(['{{count:8 sum:12 buckets:[4 4]}}', 8])
    expect(texts((await scale('/', mixed, 2)).answers['{}'])).toEqual(['{{count:2 sum:3 buckets:[1 1]}}', 2])
    const added = await scale('+', mixed, 2)
    expect(added.answers).toEqual({ '{}': [undefined, 6] })
    expect(added.infos).toEqual([
      'PromQL info: incompatible sample types encountered for binary operator "+": histogram + float (1:1)',
    ])
    const divided = await scale('/', mixed, 2, { side: 'left' })
    expect(divided.answers).toEqual({ '{}': [undefined, 0.5] })
    const trimmed = await scale('</', mixed, 2)
    expect(texts(trimmed.answers.m)).toEqual(['{{count:4 sum:6 buckets:[2 2]}}', undefined])
    expect(trimmed.infos).toEqual([
      'PromQL info: incompatible sample types encountered for binary operator "</": float </ float (1:1)',
    ])
  })

  it('negate', async () => {
    const stream = negateVector(streamOfRows([row('m', { i: '1' }, [1, undefined, -0])]), testContext(3))
    expect(await answersOf(stream)).toEqual({ '{i="1"}': [-1, undefined, 0] })
    const histogram = negateVector(streamOfRows([row('m', {}, [HISTOGRAM])]), testContext(1))
    expect(texts((await answersOf(histogram))['{}'])).toEqual([
      '{{count:-4 sum:-6 counter_reset_hint:gauge buckets:[-2 -2]}}',
    ])
  })
})

describe('one to one', () => {
  const left = [
    row('errors', { job: 'a', i: '1' }, [1, 2]),
    row('errors', { job: 'b', i: '1' }, [3, undefined]),
  ]
  const right = [row('total', { job: 'a', i: '1' }, [10, 20]), row('total', { job: 'c', i: '1' }, [1, 1])]

  it('joins equal labels', async () => {
    expect((await join('/', ONE_TO_ONE, left, right)).answers).toEqual({ '{i="1", job="a"}': [0.1, 0.1] })
  })

  it('leaves the labels by which it joined', async () => {
    const { answers } = await join('+', on('job'), left, right)
    expect(answers).toEqual({ '{job="a"}': [11, 22] })
    const ignoring = { ...ONE_TO_ONE, labels: ['i'] }
    expect((await join('+', ignoring, left, right)).answers).toEqual({ '{job="a"}': [11, 22] })
  })

  it('filters with the name, or with 0 and 1 without it', async () => {
    expect((await join('<', ONE_TO_ONE, left, right)).answers).toEqual({
      'errors{i="1", job="a"}': [1, 2],
    })
    expect((await join('>', ONE_TO_ONE, left, right)).answers).toEqual({})
    expect((await join('>', ONE_TO_ONE, left, right, { returnBool: true })).answers).toEqual({
      '{i="1", job="a"}': [0, 0],
    })
    const marked = await join('>', ONE_TO_ONE, left, right, { returnBool: true, delayedNames: true })
    expect(marked.answers).toEqual({ 'errors{i="1", job="a"}': [0, 0] })
    expect(marked.series.dropName).toContain(1)
  })

  it('takes turns: series that are never there at once are no duplicates', async () => {
    const old = row('total', { job: 'a', pod: '1' }, [10, undefined])
    const young = row('total', { job: 'a', pod: '2' }, [undefined, 30])
    expect((await join('+', on('job'), left, [old, young])).answers).toEqual({ '{job="a"}': [11, 32] })
    expect((await join('-', on('job'), [old, young], right)).answers).toEqual({ '{job="a"}': [0, 10] })
  })

  it('finds duplicates on the right', async () => {
    const pods = ['1', '2'].map(pod => row('total', { job: 'a', pod }, [10, 20]))
    await expect(join('+', on('job'), left, pods)).rejects.toThrow(
      'found duplicate series for the match group {job="a"} on the right hand-side of the operation: [{__name__="total", job="a", pod="2"}, {__name__="total", job="a", pod="1"}];many-to-many matching not allowed: matching labels must be unique on one side',
    )
    // Also where nothing would match them, but not where there is nothing at all on the other side.
    const elsewhere = [row('errors', { job: 'z' }, [undefined, 1])]
    await expect(join('+', on('job'), elsewhere, pods)).rejects.toThrow('found duplicate series')
    const late = pods.map(each => ({ ...each, values: [1, undefined] }))
    expect((await join('+', on('job'), elsewhere, late)).answers).toEqual({})
  })

  it('finds duplicates on the left', async () => {
    const pods = ['1', '2'].map(pod => row('errors', { job: 'a', pod }, [10, 20]))
    await expect(join('+', on('job'), pods, right)).rejects.toThrow(
      'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)',
    )
  })

  it('fills in what one side lacks', async () => {
    const filled = { ...on('job'), fillLeft: 0, fillRight: 100 }
    expect((await join('+', filled, left, right)).answers).toEqual({
      '{job="a"}': [11, 22],
      '{job="b"}': [103, undefined],
      '{job="c"}': [1, 1],
    })
    expect((await join('>=', { ...ONE_TO_ONE, fillLeft: 1 }, left, right)).answers).toEqual({
      '{i="1", job="c"}': [1, 1],
    })
  })
})

describe('many to one', () => {
  const cpu = [
    row('cpu', { node: 'x', mode: 'user' }, [1, 2]),
    row('cpu', { node: 'x', mode: 'idle' }, [3, 4]),
    row('cpu', { node: 'y', mode: 'user' }, [5, undefined]),
  ]
  const info = [
    row('info', { node: 'x', os: 'linux', mode: '' }, [1, undefined]),
    row('info', { node: 'x', os: 'bsd' }, [undefined, 1]),
    row('info', { node: 'y' }, [1, 1]),
  ]

  it('takes labels from the one side', async () => {
    expect((await join('*', groupLeft(on('node'), 'os'), cpu, info)).answers).toEqual({
      '{mode="user", node="x", os="linux"}': [1, undefined],
      '{mode="user", node="x", os="bsd"}': [undefined, 2],
      '{mode="idle", node="x", os="linux"}': [3, undefined],
      '{mode="idle", node="x", os="bsd"}': [undefined, 4],
      '{mode="user", node="y"}': [5, undefined],
    })
  })

  it('works from either side, operands in their order', async () => {
    const { answers } = await join('-', groupRight(on('node')), info, cpu)
    expect(answers).toEqual({
      '{mode="user", node="x"}': [0, -1],
      '{mode="idle", node="x"}': [-2, -3],
      '{mode="user", node="y"}': [-4, undefined],
    })
    expect((await join('<=', groupRight(on('node')), info, cpu)).answers).toEqual({
      'cpu{mode="user", node="x"}': [1, 1],
      'cpu{mode="idle", node="x"}': [1, 1],
      'cpu{mode="user", node="y"}': [1, undefined],
    })
  })

  it('wants unique results of whichever partner, also where others have nothing to join', async () => {
    const left = [row('m', { a: '0', b: '1' }, [0]), row('m', { a: '0' }, [3])]
    const right = [row('n', { a: '0', b: '2' }, [undefined]), row('n', { a: '1', b: '2' }, [1])]
    for (const op of ['<', '+'] as const) {
      await expect(join(op, groupLeft(on(), 'b'), left, right)).rejects.toThrow(
        'multiple matches for labels: grouping labels must ensure unique matches',
      )
    }
  })

  it('wants unique results', async () => {
    await expect(join('*', groupLeft(on('node'), 'mode'), cpu, info)).rejects.toThrow(
      'multiple matches for labels: grouping labels must ensure unique matches',
    )
    const both = info.map(each => ({ ...each, values: [1, 1] }))
    await expect(join('*', groupRight(on('node')), both, cpu)).rejects.toThrow(
      'found duplicate series for the match group {node="x"} on the left hand-side of the operation: [{__name__="info", node="x", os="bsd"}, {__name__="info", node="x", os="linux"}]',
    )
  })

  it('wants them unique across groups too', async () => {
    const named = [row('a', { i: '1' }, [1]), row('b', { i: '1' }, [2])]
    const ones = [row('a', {}, [1]), row('b', {}, [1])]
    await expect(join('*', groupLeft(on('__name__')), named, ones)).rejects.toThrow(
      'vector cannot contain metrics with the same labelset',
    )
  })

  it('fills in', async () => {
    const filled = { ...groupLeft(on('node'), 'os'), fillLeft: 7, fillRight: 100 }
    const missing = [info[0]!, row('info', { node: 'z', os: 'mac' }, [1, 1])]
    expect((await join('*', filled, cpu, missing)).answers).toEqual({
      '{mode="user", node="x", os="linux"}': [1, undefined],
      '{mode="user", node="x"}': [undefined, 200],
      '{mode="idle", node="x", os="linux"}': [3, undefined],
      '{mode="idle", node="x"}': [undefined, 400],
      '{mode="user", node="y"}': [500, undefined],
      '{node="z", os="mac"}': [7, 7],
    })
  })

  it('fills in the many side by fill_left whichever side that is, as Prometheus does', async () => {
    const ones = [row('info', { node: 'z' }, [1, 1])]
    const { answers } = await join('-', { ...groupRight(on('node')), fillLeft: 7 }, ones, cpu)
    expect(answers).toEqual({ '{node="z"}': [-6, -6] })
  })
})

describe('histograms on both sides', () => {
  const left = [row('m', { i: '1' }, [HISTOGRAM, HISTOGRAM, 1])]
  const right = [row('n', { i: '1' }, [HISTOGRAM, 2, HISTOGRAM])]

  it('are added and subtracted', async () => {
    const { answers, infos } = await join('+', ONE_TO_ONE, left, right)
    expect(texts(answers['{i="1"}'])).toEqual(['{{count:8 sum:12 buckets:[4 4]}}', undefined, undefined])
    expect(infos).toEqual([
      'PromQL info: incompatible sample types encountered for binary operator "+": histogram + float (1:1)',
      'PromQL info: incompatible sample types encountered for binary operator "+": float + histogram (1:1)',
    ])
    const { answers: difference } = await join('-', ONE_TO_ONE, left, right)
    expect(texts(difference['{i="1"}'])).toEqual(['{{counter_reset_hint:gauge}}', undefined, undefined])
  })

  it('are equal or not', async () => {
    expect(texts((await join('==', ONE_TO_ONE, left, right)).answers['m{i="1"}'])).toEqual([
      '{{count:4 sum:6 buckets:[2 2]}}',
      undefined,
      undefined,
    ])
    expect((await join('!=', ONE_TO_ONE, left, right, { returnBool: true })).answers).toEqual({
      '{i="1"}': [0, undefined, undefined],
    })
  })

  it('are dropped, with a warning, where their buckets are of two kinds', async () => {
    const custom = [
      row('n', { i: '1' }, ['{{schema:-53 count:1 sum:1 custom_values:[5] buckets:[1]}}', 1, 1]),
    ]
    const { answers, warnings } = await join('+', ONE_TO_ONE, left, custom)
    expect(answers).toEqual({ '{i="1"}': [undefined, undefined, 2] })
    expect(warnings).toEqual([
      'PromQL warning: incompatible bucket layout encountered for binary operator + (1:1)',
    ])
  })
})

describe('set operators', () => {
  const left = [row('m', { i: '1' }, [1, 2, undefined]), row('m', { i: '2' }, [3, undefined, HISTOGRAM])]
  const right = [row('n', { i: '1' }, [undefined, 5, 6]), row('n', { i: '3' }, [7, 8, 9])]

  it('keep, drop and add, step by step', async () => {
    expect((await join('and', ONE_TO_ONE, left, right)).answers).toEqual({
      'm{i="1"}': [undefined, 2, undefined],
    })
    const { answers: unless } = await join('unless', ONE_TO_ONE, left, right)
    expect(unless['m{i="1"}']).toEqual([1, undefined, undefined])
    expect(texts(unless['m{i="2"}'])).toEqual([3, undefined, '{{count:4 sum:6 buckets:[2 2]}}'])
    const { answers: or } = await join('or', ONE_TO_ONE, left, right)
    expect(or['n{i="1"}']).toEqual([undefined, undefined, 6])
    expect(or['n{i="3"}']).toEqual([7, 8, 9])
    expect(or['m{i="1"}']).toEqual([1, 2, undefined])
  })

  it('ask of a group only whether it is there', async () => {
    expect(
      (await join('and', on(), left, [row('any', { z: '1' }, [undefined, 0, undefined])])).answers,
    ).toEqual({
      'm{i="1"}': [undefined, 2, undefined],
    })
    expect((await join('or', on(), left, right)).answers).not.toHaveProperty('n{i="3"}')
  })

  it('make one series of one that comes from both sides', async () => {
    const early = [row('m', { i: '1' }, [1, undefined])]
    const late = [row('m', { i: '1' }, [5, 6])]
    expect((await join('or', ONE_TO_ONE, early, late)).answers).toEqual({ 'm{i="1"}': [1, 6] })
  })
})
