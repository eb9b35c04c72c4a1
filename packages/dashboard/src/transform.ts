/**
 * The transformations of a panel, one after the other, as Grafana does them. What can't be done is said and left out: the frames go on as they were.
 */
import type { Transformation } from './dashboard.ts'
import { fieldNames } from './field-name.ts'
import type { Frame } from './frame.ts'
import { testOf } from './pattern.ts'
import type { Scope } from './scope.ts'
import { calculateField } from './transformations/calculate-field.ts'
import { concatenate } from './transformations/concatenate.ts'
import { configFromData } from './transformations/config-from-data.ts'
import { convertFieldType } from './transformations/convert-field-type.ts'
import { filterByRefId } from './transformations/filter-by-ref-id.ts'
import { filterByValue } from './transformations/filter-by-value.ts'
import { filterFieldsByName } from './transformations/filter-fields-by-name.ts'
import { formatString } from './transformations/format-string.ts'
import { formatTime } from './transformations/format-time.ts'
import { groupBy } from './transformations/group-by.ts'
import { groupingToMatrix } from './transformations/grouping-to-matrix.ts'
import { histogram } from './transformations/histogram.ts'
import { joinByField } from './transformations/join-by-field.ts'
import { joinByLabels } from './transformations/join-by-labels.ts'
import { labelsToFields } from './transformations/labels-to-fields.ts'
import { limit } from './transformations/limit.ts'
import { merge } from './transformations/merge.ts'
import { type Options, objectIn, textIn } from './transformations/options.ts'
import { organize } from './transformations/organize.ts'
import { partitionByValues } from './transformations/partition-by-values.ts'
import { prepareTimeSeries } from './transformations/prepare-time-series.ts'
import { reduce } from './transformations/reduce.ts'
import { renameByRegex } from './transformations/rename-by-regex.ts'
import { rowsToFields } from './transformations/rows-to-fields.ts'
import { seriesToRows } from './transformations/series-to-rows.ts'
import { sortBy } from './transformations/sort-by.ts'
import { timeSeriesTable } from './transformations/time-series-table.ts'
import { type Transform, TransformError } from './transformations/transformation.ts'
import { transpose } from './transformations/transpose.ts'

const BY_ID: Readonly<Record<string, Transform>> = {
  calculateField,
  concatenate,
  configFromData,
  convertFieldType,
  filterByRefId,
  filterByValue,
  filterFieldsByName,
  formatString,
  formatTime,
  groupBy,
  groupingToMatrix,
  histogram,
  joinByField,
  joinByLabels,
  labelsToFields,
  limit,
  merge,
  organize,
  partitionByValues,
  prepareTimeSeries,
  reduce,
  renameByRegex,
  rowsToFields,
  // What joinByField was called before Grafana 9.
  seriesToColumns: joinByField,
  seriesToRows,
  sortBy,
  timeSeriesTable,
  transpose,
}

/** What `transformations[].id` may be. */
export const TRANSFORMATION_IDS: readonly string[] = Object.keys(BY_ID)

export interface TransformProblem {
  /** Which of the panel's transformations. */
  readonly index: number
  readonly id: string
  readonly words: string
}

export interface Transformed {
  readonly frames: readonly Frame[]
  readonly problems: readonly TransformProblem[]
}

export function transform(
  frames: readonly Frame[],
  transformations: readonly Transformation[],
  scope: Scope,
): Transformed {
  let now = frames
  const problems: TransformProblem[] = []
  transformations.forEach((transformation, index) => {
    const { id, disabled, topic } = transformation
    if (disabled === true || topic === 'annotations') return
    const say = (words: string): void => {
      problems.push({ index, id, words: `${id}: ${words}` })
    }
    const how = Object.hasOwn(BY_ID, id) ? BY_ID[id] : undefined
    if (how === undefined) {
      say('this transformation is not supported')
      return
    }
    const options: Options = objectIn({ options: transformation.options }, 'options')
    try {
      now = onlyWhere(transformation, now, among =>
        how(among, options, { names: fieldNames(among), scope, say }),
      )
    } catch (error) {
      if (!(error instanceof TransformError)) throw error
      say(error.message)
    }
  })
  return { frames: now, problems }
}

/** A transformation may be for the frames of some queries; the others stay where they are. */
function onlyWhere(
  transformation: Transformation,
  frames: readonly Frame[],
  how: (frames: readonly Frame[]) => readonly Frame[],
): readonly Frame[] {
  const filter = objectIn(transformation, 'filter')
  const pattern = textIn(filter, 'options')
  if (pattern === '') return how(frames)
  const test = testOf(pattern) ?? (() => false)
  const isMeant = ({ refId, name = '' }: Frame): boolean => test(filter.id === 'byName' ? name : refId)
  const first = frames.findIndex(isMeant)
  if (first < 0) return frames
  const made = how(frames.filter(isMeant))
  const rest = frames.slice(first).filter(frame => !isMeant(frame))
  if (rest.length + made.length === frames.length - first) {
    // As many as before: each in the place of the one it was made of.
    let next = 0
    return frames.map(frame => (isMeant(frame) ? made[next++]! : frame))
  }
  return [...frames.slice(0, first), ...made, ...rest]
}
