/** Every binary operator against the deliberately simple reference evaluator. */
import { formatLabels } from '@vedette/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { binary, scale } from '../../../testing/binary-fixture.ts'
import { ofVectors, withScalar } from '../../../testing/reference/binary.ts'
import {
  answersOf,
  type Row,
  row,
  streamOfRows,
  testContext,
  type Value,
} from '../../../testing/stream-fixture.ts'
import type { Binary } from '../../syntax/tree.ts'
import { vectorVector } from './index.ts'

describe('any operator', () => {
  const OPERATORS = ['+', '-', '*', '/', '%', '^', 'atan2', '==', '!=', '<', '<=', '>', '>='] as const
  const value = fc.constantFrom<Value>(undefined, undefined, 0, 1, 2, 3, -1, NaN, Infinity)
  const side = (name: string) =>
    fc
      .array(fc.tuple(fc.nat(2), fc.nat(2), fc.array(value, { minLength: 4, maxLength: 4 })), {
        maxLength: 5,
      })
      .map(all => {
        const byLabels = new Map(all.map(([a, b, values]) => [`${a} ${b}`, { a, b, values }]))
        return [...byLabels.values()].map(({ a, b, values }, i) =>
          row(i === 4 ? 'other' : name, { a: String(a), b: b === 0 ? '' : String(b) }, values),
        )
      })
      .filter(rows => rows.length > 0)
  const matching = fc
    .record({
      card: fc.constantFrom('one-to-one' as const, 'many-to-one' as const, 'one-to-many' as const),
      on: fc.boolean(),
      labels: fc.subarray(['a', 'b', '__name__']),
      include: fc.subarray(['b']),
    })
    .map(each => ({
      ...each,
      include: each.card === 'one-to-one' ? [] : each.include,
      fillLeft: undefined,
      fillRight: undefined,
    }))

  it('says at each step what the reference says of that step, errors included', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...OPERATORS),
        fc.boolean(),
        matching,
        side('m'),
        side('n'),
        async (op, bool, match, left, right) => {
          const returnBool = bool && '=!<>'.includes(op[0]!)
          await agrees(binary(op, match, returnBool), left, right)
        },
      ),
      { numRuns: 2000 },
    )
  })

  it('for sets too', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('and' as const, 'or' as const, 'unless' as const),
        matching,
        side('m'),
        side('n'),
        (op, match, left, right) =>
          agrees(binary(op, { ...match, card: 'many-to-many', include: [] }), left, right),
      ),
      { numRuns: 1000 },
    )
  })

  it('with a scalar', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...OPERATORS),
        fc.boolean(),
        fc.boolean(),
        fc.constantFrom(0, 1, 2, NaN, -Infinity),
        side('m'),
        async (op, bool, isLeft, scalar, rows) => {
          const returnBool = bool && '=!<>'.includes(op[0]!)
          const { answers } = await scale(op, rows, scalar, { side: isLeft ? 'left' : 'right', returnBool })
          for (let step = 0; step < 4; step++) {
            const expected = withScalar(
              binary(op, undefined, returnBool),
              at(rows, step),
              scalar,
              isLeft,
              false,
            )
            expect(found(answers, step)).toEqual(said(expected))
          }
        },
      ),
      { numRuns: 500 },
    )
  })
})

async function agrees(node: Binary, left: readonly Row[], right: readonly Row[]): Promise<void> {
  const steps = 4
  const context = testContext(steps)
  const evaluated = async () =>
    answersOf(vectorVector(node, streamOfRows(left, steps), streamOfRows(right, steps), context))
  let expected: Record<string, unknown>[]
  try {
    expected = Array.from({ length: steps }, (_, step) =>
      said(ofVectors(node, at(left, step), at(right, step))),
    )
  } catch {
    await expect(evaluated()).rejects.toThrow(/duplicate series|multiple matches|same labelset/)
    return
  }
  const answers = await evaluated()
  for (let step = 0; step < steps; step++) expect(found(answers, step)).toEqual(expected[step])
}

function at(rows: readonly Row[], step: number) {
  return rows.flatMap(({ labels, values }) => {
    const value = values[step]
    return typeof value === 'number' ? [{ labels, dropName: false, value }] : []
  })
}

function said(samples: ReturnType<typeof withScalar>): Record<string, unknown> {
  return Object.fromEntries(samples.map(({ labels, value }) => [formatLabels(labels), value]))
}

function found(answers: Record<string, readonly unknown[]>, step: number): Record<string, unknown> {
  const there = Object.entries(answers).filter(([, values]) => values[step] !== undefined)
  return Object.fromEntries(there.map(([labels, values]) => [labels, values[step]]))
}
