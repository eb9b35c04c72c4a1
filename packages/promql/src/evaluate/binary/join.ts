/** Arithmetic and comparisons between two vectors. */
import type { Binary, VectorMatching } from '../../syntax/tree.ts'
import { ABSENT, type Column, isEmpty, kindAt } from '../../values/column.ts'
import { relabelStream } from '../../values/relabelled.ts'
import { gather, streamOf, type Vector, type VectorStream } from '../../values/vector.ts'
import type { Context } from '../context.ts'
import { executionError } from '../query-error.ts'
import { Combiner } from './combiner.ts'
import { Complaints } from './complaints.ts'
import { type JoinPlan, joinPlan, partnersOf } from './join-plan.ts'
import { matchGroups } from './match-groups.ts'
import { duplicateError, filled, fillingWhere, findDuplicate, gatherOnes, merged } from './one-side.ts'

type Visit = (index: number, column: Column) => void

/** What a pair of label sets costs, about. */
const BYTES_PER_PAIR = 64

/** The one side is kept, the many side flows by. One-to-one is taken for many-to-one whose many are one. */
export async function join(
  node: Binary,
  matching: VectorMatching,
  left: VectorStream,
  right: VectorStream,
  context: Context,
): Promise<VectorStream> {
  const isSwapped = matching.card === 'one-to-many'
  const one = isSwapped ? left : right
  let many = isSwapped ? right : left
  const groups = matchGroups(many.series, one.series, matching)
  const ones = await gatherOnes(one, groups, matching, context)
  const steps = context.grid.count
  let duplicate = findDuplicate(groups, ones, steps, () => true)
  if (duplicate !== undefined && matching.fillLeft === undefined && matching.fillRight === undefined) {
    // Not looked at where the other side is empty.
    const kept = await gather(many, context)
    const columns = kept.columns.filter(column => column !== undefined)
    const isAnyPresent = (step: number) => columns.some(column => kindAt(column, step) !== ABSENT)
    duplicate = findDuplicate(groups, ones, steps, isAnyPresent)
    many = streamOf(kept, context)
  }
  if (duplicate !== undefined) throw duplicateError(duplicate, one.series, matching)
  let pairs = 0
  for (const { first, second } of groups.groups) pairs += first.length * partnersOf(second.length, matching)
  context.budget.reserve(pairs * BYTES_PER_PAIR)
  const plan = joinPlan(node, matching, many.series, one.series, context.delayedNames)
  const joined: VectorStream = {
    series: plan.pairs,
    async each(visit) {
      const joining = new Joining(node, matching, plan, ones, context, visit)
      await many.each((index, column) => joining.add(index, column))
      joining.finish()
    },
  }
  return relabelStream(joined, plan.results, context)
}

class Joining {
  readonly #node: Binary
  readonly #matching: VectorMatching
  readonly #plan: JoinPlan
  readonly #ones: Vector
  readonly #context: Context
  readonly #visit: Visit
  readonly #steps: number
  readonly #complaints: Complaints
  readonly #combiner: Combiner
  /** By group, made when the group is first met. */
  readonly #partners: ((Column | undefined)[] | undefined)[]
  /** By group: 1 at the steps where a pair was found. */
  readonly #matched: (Uint8Array | undefined)[]
  /** By result, for pairs that are contested. */
  readonly #taken = new Map<string, Uint8Array>()

  constructor(
    node: Binary,
    matching: VectorMatching,
    plan: JoinPlan,
    ones: Vector,
    context: Context,
    visit: Visit,
  ) {
    this.#node = node
    this.#matching = matching
    this.#plan = plan
    this.#ones = ones
    this.#context = context
    this.#visit = visit
    this.#steps = context.grid.count
    this.#complaints = new Complaints(this.#steps)
    this.#combiner = new Combiner(node, 'left', this.#steps, this.#complaints)
    this.#partners = new Array(plan.groups.length).fill(undefined)
    this.#matched = new Array(plan.groups.length).fill(undefined)
  }

  add(index: number, column: Column): void {
    const group = this.#plan.ofFirst[index]!
    this.#partners[group] ??= this.#partnersOf(this.#plan.groups[group]!.second)
    const partners = this.#partners[group]
    let pair = this.#plan.firstPair[index]!
    for (const partner of partners) {
      if (partner !== undefined) this.#combine(pair, group, column, partner)
      pair++
    }
  }

  /** Where a fill value stands for the many side, and what is to be said of it all. */
  finish(): void {
    const { fillLeft, include } = this.#matching
    if (fillLeft !== undefined) {
      for (const [group, { second }] of this.#plan.groups.entries()) {
        const columns = second.map(index => this.#ones.columns[index])
        const apart = include.length === 0 ? [this.#merged(columns)] : columns
        const matched = this.#matched[group]
        for (const [i, column] of apart.entries()) {
          if (column === undefined) continue
          const stand = fillingWhere(fillLeft, this.#steps, step => matched?.[step] !== 1)
          this.#emit(this.#plan.firstFilled[group]! + i, stand, column)
        }
      }
    }
    this.#complaints.say(this.#node, this.#context)
  }

  #combine(pair: number, group: number, many: Column, one: Column): void {
    const combined = this.#operate(many, one)
    const { card, fillLeft } = this.#matching
    if (card === 'one-to-one') {
      if (this.#plan.groups[group]!.first.length > 1 || fillLeft !== undefined) {
        this.#mark(this.#matchedIn(group), many, one, MUST_BE_EXPLICIT)
      }
    } else {
      if (fillLeft !== undefined) this.#mark(this.#matchedIn(group), many, one, undefined)
      if (this.#plan.contested[pair] === 1) this.#mark(this.#takenBy(group, pair), many, one, MUST_BE_UNIQUE)
    }
    if (combined !== undefined) this.#visit(pair, combined)
  }

  #emit(pair: number, many: Column, one: Column): void {
    const combined = this.#operate(many, one)
    if (combined !== undefined && !isEmpty(combined)) this.#visit(pair, combined)
  }

  #operate(many: Column, one: Column): Column | undefined {
    return this.#matching.card === 'one-to-many'
      ? this.#combiner.combine(one, many)
      : this.#combiner.combine(many, one)
  }

  /** Where the last pair was joined; a second one at a step is an error where `message` says so. */
  #mark(mask: Uint8Array, many: Column, one: Column, message: string | undefined): void {
    const { failed } = this.#combiner
    for (let step = 0; step < mask.length; step++) {
      if (kindAt(many, step) === ABSENT || kindAt(one, step) === ABSENT || failed?.[step] === 1) continue
      if (mask[step] === 1 && message !== undefined) throw executionError(message)
      mask[step] = 1
    }
  }

  #matchedIn(group: number): Uint8Array {
    this.#matched[group] ??= new Uint8Array(this.#steps)
    return this.#matched[group]
  }

  #takenBy(group: number, pair: number): Uint8Array {
    const key = `${group} ${this.#plan.results.target?.[pair]}`
    const taken = this.#taken.get(key) ?? new Uint8Array(this.#steps)
    this.#taken.set(key, taken)
    return taken
  }

  #partnersOf(ones: readonly number[]): (Column | undefined)[] {
    const { fillRight, include } = this.#matching
    const columns = ones.map(index => this.#ones.columns[index])
    if (include.length === 0) {
      const together = this.#merged(columns)
      return [fillRight === undefined ? together : filled(together, fillRight, this.#steps)]
    }
    if (fillRight === undefined) return columns
    const isAbsent = (step: number) =>
      columns.every(column => column === undefined || kindAt(column, step) === ABSENT)
    return [...columns, fillingWhere(fillRight, this.#steps, isAbsent)]
  }

  #merged(columns: readonly (Column | undefined)[]): Column | undefined {
    return merged(
      columns.filter(column => column !== undefined),
      this.#steps,
    )
  }
}

const MUST_BE_EXPLICIT =
  'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)'
const MUST_BE_UNIQUE = 'multiple matches for labels: grouping labels must ensure unique matches'
