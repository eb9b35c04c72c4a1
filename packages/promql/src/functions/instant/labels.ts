/** `label_replace` and `label_join`: the same values under other labels. Worked out once for a set of series. */
import {
  compileRe2,
  expandTemplate,
  type Labels,
  labelsFrom,
  labelValue,
  METRIC_NAME,
  RegexError,
} from '@vedette/model'
import type { Context } from '../../evaluate/context.ts'
import { executionError } from '../../evaluate/query-error.ts'
import { relabelled, relabelStream } from '../../values/relabelled.ts'
import type { VectorStream } from '../../values/vector.ts'
import type { InstantCall, InstantFunction } from './instant-function.ts'

const labelReplace: InstantFunction = async call => {
  const [target, replacement, source, pattern] = [1, 2, 3, 4].map(index => call.string(index)) as [
    string,
    string,
    string,
    string,
  ]
  const regex = compiled(pattern)
  const names = regex.namedGroups()
  checkName(target, 'destination', 'label_replace')
  return renamed(await call.vector(0), call, target, labels => {
    const value = labelValue(labels, source)
    const matcher = regex.matcher(value)
    if (!matcher.matches()) return undefined
    const groups = matcher.groupCount()
    return expandTemplate(
      replacement,
      group => (group <= groups ? (matcher.group(group) ?? '') : ''),
      name => (Object.hasOwn(names, name) ? names[name] : undefined),
    )
  })
}

const labelJoin: InstantFunction = async call => {
  const target = call.string(1)
  const separator = call.string(2)
  const sources = call.call.args.slice(3).map((_, index) => call.string(index + 3))
  for (const source of sources) checkName(source, 'source', 'label_join')
  checkName(target, 'destination', 'label_join')
  return renamed(await call.vector(0), call, target, labels =>
    sources.map(source => labelValue(labels, source)).join(separator),
  )
}

/** Sets the label to what `newValue` answers; undefined leaves the series as it is. */
function renamed(
  stream: VectorStream,
  { call, context }: InstantCall,
  target: string,
  newValue: (labels: Labels) => string | undefined,
): VectorStream {
  const { series } = stream
  const words = call.args.slice(1).map(arg => (arg.kind === 'string' ? arg.value : ''))
  const changed = series.derive(`${call.name} ${JSON.stringify(words)}`, () => {
    const touched = new Set<number>()
    const labels = series.labels.map((each, index) => {
      const value = newValue(each)
      if (value === undefined) return each
      touched.add(index)
      return withLabel(each, target, value)
    })
    // A name that was set anew is meant to stay.
    return relabelled(labels, index =>
      target === METRIC_NAME && touched.has(index) ? false : series.dropsName(index),
    )
  })
  return relabelStream(stream, changed, context as Context)
}

function withLabel(labels: Labels, name: string, value: string): Labels {
  return labelsFrom([...labels.map(label => [label.name, label.value] as const), [name, value]])
}

function compiled(pattern: string) {
  try {
    return compileRe2(pattern)
  } catch (error) {
    if (!(error instanceof RegexError)) throw error
    throw executionError(`invalid regular expression in label_replace(): ${pattern}`)
  }
}

function checkName(name: string, which: 'destination' | 'source', where: string): void {
  if (name === '' || !name.isWellFormed()) {
    throw executionError(`invalid ${which} label name in ${where}(): ${name}`)
  }
}

export const LABEL_FUNCTIONS: readonly (readonly [string, InstantFunction])[] = [
  ['label_replace', labelReplace],
  ['label_join', labelJoin],
]
