/** Every function over instant vectors, scalars and strings, by name. */
import { absent } from './absent.ts'
import { DATE_FUNCTIONS } from './dates.ts'
import { HISTOGRAM_PART_FUNCTIONS } from './histogram-parts.ts'
import { HISTOGRAM_QUANTILE_FUNCTIONS } from './histogram-quantile.ts'
import { info } from './info.ts'
import type { InstantFunction } from './instant-function.ts'
import { LABEL_FUNCTIONS } from './labels.ts'
import { NUMBER_FUNCTIONS } from './numbers.ts'
import { SCALAR_FUNCTIONS } from './scalars.ts'
import { SORT_FUNCTIONS } from './sort.ts'

export const INSTANT_FUNCTIONS: ReadonlyMap<string, InstantFunction> = new Map([
  ...NUMBER_FUNCTIONS,
  ...SCALAR_FUNCTIONS,
  ...DATE_FUNCTIONS,
  ...LABEL_FUNCTIONS,
  ...SORT_FUNCTIONS,
  ...HISTOGRAM_PART_FUNCTIONS,
  ...HISTOGRAM_QUANTILE_FUNCTIONS,
  ['info', info],
  ['absent', absent],
  ['absent_over_time', absent],
])
