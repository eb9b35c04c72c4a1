/**
 * `info(v, {selector})`: gives series the labels of the info metric (`target_info`, unless the selector names another) that has the same
 * `instance` and `job`. Where several info series fit, the one with the newest sample at a step counts.
 */
import {
  compileMatcher,
  formatLabels,
  type Labels,
  labelsFrom,
  labelValue,
  type Matcher,
  METRIC_NAME,
} from '@vedette/model'
import type { Context } from '../../evaluate/context.ts'
import { executionError } from '../../evaluate/query-error.ts'
import { expressionsIn } from '../../syntax/walk.ts'
import { ABSENT, ColumnBuilder, FLOAT, histogramAt, kindAt } from '../../values/column.ts'
import { labelsText, SAME_LABELSET } from '../../values/relabelled.ts'
import { SeriesSet } from '../../values/series-set.ts'
import { gather, type Vector, type VectorStream } from '../../values/vector.ts'
import type { InstantCall, InstantFunction } from './instant-function.ts'

const IDENTIFYING = ['instance', 'job']
const DEFAULT_METRIC: Matcher = { kind: '=', name: METRIC_NAME, value: 'target_info' }

export const info: InstantFunction = async call => {
  const { context } = call
  const base = await gather(await call.vector(0), context)
  const selector = call.call.args[1]
  const asked = selector?.kind === 'vector' ? selector.matchers : undefined
  const names = asked === undefined ? [DEFAULT_METRIC] : asked.filter(({ name }) => name === METRIC_NAME)
  const data = (asked ?? []).filter(({ name }) => name !== METRIC_NAME)
  const infoMetric = names.map(compileMatcher)
  // Info series themselves are handed on as they are.
  const isInfo = (labels: Labels): boolean =>
    infoMetric.length > 0 && infoMetric.every(test => test(labelValue(labels, METRIC_NAME)))
  const identified = base.series.labels.filter(
    (labels, index) => base.columns[index] !== undefined && !isInfo(labels),
  )
  const infos = await infoSeries(call, identified, names.length > 0 ? names : [DEFAULT_METRIC], data)
  return combined(base, infos, data, isInfo, context)
}

/** When each info series was sampled last, in seconds, at each step. */
async function infoSeries(
  call: InstantCall,
  identified: readonly Labels[],
  names: readonly Matcher[],
  data: readonly Matcher[],
): Promise<Vector> {
  const matchers: Matcher[] = []
  for (const name of IDENTIFYING) {
    const values = new Set(identified.map(labels => labelValue(labels, name)).filter(value => value !== ''))
    if (values.size > 0) matchers.push({ kind: '=~', name, value: [...values].map(quoted).join('|') })
  }
  if (matchers.length === 0) return { series: new SeriesSet([]), columns: [] }
  // Looked up when the series themselves are, where they say another time.
  const like = [...expressionsIn(call.call.args[0]!)].find(expr => expr.kind === 'vector')
  return gather(await call.selectTimes([...names, ...matchers, ...data], like), call.context)
}

function combined(
  base: Vector,
  infos: Vector,
  data: readonly Matcher[],
  isInfo: (labels: Labels) => boolean,
  context: Context,
): VectorStream {
  const bySignature = new Map<string, number[]>()
  const infoNames = new Set<string>()
  infos.series.labels.forEach((labels, index) => {
    const name = labelValue(labels, METRIC_NAME)
    infoNames.add(name)
    const key = signatureOf(name, labels)
    bySignature.set(key, [...(bySignature.get(key) ?? []), index])
  })
  const wanted = new Set(data.map(({ name }) => name))
  const needsNone = data.every(matcher => compileMatcher(matcher)(''))
  const answers = new Map<string, { labels: Labels; builder: ColumnBuilder }>()

  base.columns.forEach((column, index) => {
    if (column === undefined) return
    const labels = base.series.labels[index]!
    const candidates = isInfo(labels)
      ? []
      : [...infoNames].map(name => bySignature.get(signatureOf(name, labels)) ?? [])
    const known = new Map<string, { labels: Labels; builder: ColumnBuilder } | undefined>()
    for (let step = 0; step < context.grid.count; step++) {
      if (kindAt(column, step) === ABSENT) continue
      const chosen = candidates.map(each => newest(each, infos, step)).filter(each => each !== undefined)
      const key = chosen.join(' ')
      if (!known.has(key)) {
        const kept = isInfo(labels) || chosen.length > 0 || needsNone
        known.set(
          key,
          kept ? answerFor(enriched(labels, chosen, infos, wanted), answers, context) : undefined,
        )
      }
      const answer = known.get(key)
      if (answer === undefined) continue
      if (answer.builder.kinds[step] !== ABSENT) throw executionError(SAME_LABELSET)
      if (kindAt(column, step) === FLOAT) answer.builder.setFloat(step, column.values[step]!)
      else answer.builder.setHistogram(step, histogramAt(column, step))
    }
  })
  const all = [...answers.values()]
  return {
    series: new SeriesSet(all.map(({ labels }) => labels)),
    async each(visit) {
      for (const [index, { builder }] of all.entries()) visit(index, builder.column())
    },
  }
}

function answerFor(
  labels: Labels,
  answers: Map<string, { labels: Labels; builder: ColumnBuilder }>,
  context: Context,
): { labels: Labels; builder: ColumnBuilder } {
  const key = labelsText(labels)
  let answer = answers.get(key)
  if (answer === undefined) {
    context.budget.reserve(context.grid.count * 9)
    answer = { labels, builder: new ColumnBuilder(context.grid.count) }
    answers.set(key, answer)
  }
  return answer
}

/** Of series with one signature the one that was sampled last at the step; undefined where none is there. */
function newest(candidates: readonly number[], infos: Vector, step: number): number | undefined {
  let found: number | undefined
  let seconds = Number.NEGATIVE_INFINITY
  for (const index of candidates) {
    const column = infos.columns[index]
    if (column === undefined || kindAt(column, step) !== FLOAT) continue
    const at = column.values[step]!
    if (found !== undefined && at === seconds) {
      const [existing, other] = [found, index].map(each => formatLabels(infos.series.labels[each]!))
      throw executionError(
        `found duplicate series for info metric: existing ${existing} @ ${seconds * 1000}, new ${other} @ ${at * 1000}`,
      )
    }
    if (at < seconds) continue
    found = index
    seconds = at
  }
  return found
}

/** The labels, and those of the info series that it has not itself. */
function enriched(
  labels: Labels,
  chosen: readonly number[],
  infos: Vector,
  wanted: ReadonlySet<string>,
): Labels {
  const own = new Set(labels.map(({ name }) => name))
  const added = new Map<string, string>()
  for (const index of chosen) {
    for (const { name, value } of infos.series.labels[index]!) {
      if (name === METRIC_NAME || (wanted.size > 0 && !wanted.has(name))) continue
      const before = added.get(name)
      if (before !== undefined && before !== value) throw executionError(`conflicting label: ${name}`)
      if (!own.has(name)) added.set(name, value)
    }
  }
  return labelsFrom([...labels.map(({ name, value }) => [name, value] as const), ...added])
}

function signatureOf(infoName: string, labels: Labels): string {
  return JSON.stringify([infoName, ...IDENTIFYING.map(name => labelValue(labels, name))])
}

function quoted(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&')
}
