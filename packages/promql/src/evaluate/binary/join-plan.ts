/** The labels of everything that a join can answer: worked out once for two sets of series. */
import { type Labels, labelsFrom, labelValue } from '@vedette/model'
import type { Binary, VectorMatching } from '../../syntax/tree.ts'
import { type Relabelled, relabelled, withoutName } from '../../values/relabelled.ts'
import { SeriesSet } from '../../values/series-set.ts'
import { isArithmetic } from './floats.ts'
import { deriveOfBoth, type MatchGroups, matchGroups, matchingText, matchLabels } from './match-groups.ts'

/**
 * A pair is a series of the many side with what it meets on the one side, its partners: without `include` labels all series of the one side
 * are one partner (no two of them have values at one step), else each is one of its own. A fill value is the last partner.
 */
export interface JoinPlan extends MatchGroups {
  /** Pairs under their own labels; equal ones become one series. */
  readonly pairs: SeriesSet
  readonly results: Relabelled
  /** The first pair of each series of the many side. */
  readonly firstPair: Int32Array
  /** The first pair of each group in which a fill value stands for the many side. */
  readonly firstFilled: Int32Array
  /** 1: another series of the many side gives the same labels within the group. */
  readonly contested: Uint8Array
}

export function joinPlan(
  node: Binary,
  matching: VectorMatching,
  many: SeriesSet,
  one: SeriesSet,
  delayedNames: boolean,
): JoinPlan {
  const { card, include, fillLeft, fillRight } = matching
  const namesGo = isArithmetic(node.op) || (node.returnBool && !delayedNames)
  const marksNames = node.returnBool && delayedNames
  const filled = `${fillLeft !== undefined} ${fillRight !== undefined}`
  const key = `join ${matchingText(matching)} ${card} ${JSON.stringify(include)} ${namesGo} ${marksNames} ${filled}`
  return deriveOfBoth(many, one, key, () => {
    const matched = matchGroups(many, one, matching)
    return planOf(matched, matching, many, one, namesGo, marksNames)
  })
}

/** How many pairs each series of the many side can be in. */
export function partnersOf(ones: number, { include, fillRight }: VectorMatching): number {
  const filled = fillRight === undefined ? 0 : 1
  return include.length === 0 ? Math.min(1, ones + filled) : ones + filled
}

function planOf(
  matched: MatchGroups,
  matching: VectorMatching,
  many: SeriesSet,
  one: SeriesSet,
  namesGo: boolean,
  marksNames: boolean,
): JoinPlan {
  const { groups, ofFirst } = matched
  const labels: Labels[] = []
  const owners: number[] = []
  const pair = (owner: number, manyLabels: Labels, oneLabels: Labels): void => {
    owners.push(owner)
    labels.push(resultLabels(manyLabels, oneLabels, matching, namesGo))
  }
  const firstPair = Int32Array.from(many.labels, (own, index) => {
    const start = labels.length
    const ones = groups[ofFirst[index]!]!.second
    const partners = partnersOf(ones.length, matching)
    for (let partner = 0; partner < partners; partner++) {
      const other = partner < ones.length ? one.labels[ones[partner]!]! : matchLabels(own, matching)
      pair(index, own, other)
    }
    return start
  })
  const firstFilled = Int32Array.from(groups, ({ second }) => {
    const start = labels.length
    if (matching.fillLeft === undefined) return start
    const apart = matching.include.length === 0 ? second.slice(0, 1) : second
    for (const index of apart) {
      const other = one.labels[index]!
      pair(-1, matchLabels(other, matching), other)
    }
    return start
  })
  const dropName = marksNames ? new Uint8Array(labels.length).fill(1) : undefined
  const results = relabelled(labels, () => marksNames)
  const contested = contestedPairs(results.target, owners, ofFirst)
  return { ...matched, pairs: new SeriesSet(labels, dropName), results, firstPair, firstFilled, contested }
}

function resultLabels(many: Labels, one: Labels, matching: VectorMatching, namesGo: boolean): Labels {
  let labels = namesGo ? withoutName(many) : many
  if (matching.card === 'one-to-one') {
    labels = labels.filter(({ name }) => matching.labels.includes(name) === matching.on)
  }
  if (matching.include.length === 0) return labels
  return labelsFrom([
    ...labels.map(({ name, value }) => [name, value] as const),
    ...matching.include.map(name => [name, labelValue(one, name)] as const),
  ])
}

function contestedPairs(
  target: Int32Array | undefined,
  owners: readonly number[],
  groupOf: Int32Array,
): Uint8Array {
  const contested = new Uint8Array(owners.length)
  if (target === undefined) return contested
  const meeting = new Map<string, number[]>()
  for (const [pair, owner] of owners.entries()) {
    if (owner < 0) continue
    const key = `${groupOf[owner]} ${target[pair]}`
    const others = meeting.get(key)
    if (others === undefined) meeting.set(key, [pair])
    else others.push(pair)
  }
  for (const pairs of meeting.values()) {
    if (pairs.some(pair => owners[pair] !== owners[pairs[0]!])) for (const pair of pairs) contested[pair] = 1
  }
  return contested
}
