/**
 * Arithmetic on native histograms and the mathematics of quantiles: pure functions over immutable values, knowing nothing of evaluation.
 */
export {
  addHistograms,
  type Combined,
  divideHistogram,
  negateHistogram,
  scaleHistogram,
  subtractHistograms,
} from './arithmetic.ts'
export { usesCustomBuckets } from './bounds.ts'
export { type Bucket, bucketsAscending, bucketsForJson, type JsonBucket } from './bucket-cursor.ts'
export {
  almostEqual,
  bucketFraction,
  bucketQuantile,
  type ForcedMonotonicity,
  noForcedMonotonicity,
  plainQuantile,
} from './classic-quantile.ts'
export { almostEqualHistograms, equalHistograms } from './equality.ts'
export { withResetHint } from './hint.ts'
export { compactHistogram, sameSpans } from './layout.ts'
export { parseHistogramLiteral } from './literal.ts'
export { histogramAvg, histogramStddev, histogramStdvar } from './moments.ts'
export { nhcbFromClassic } from './nhcb.ts'
export { type FractionAnswer, histogramFraction, histogramQuantile, type QuantileAnswer } from './quantile.ts'
export { detectReset } from './reset.ts'
export { type HistogramSum, histogramSum } from './running-sum.ts'
export { copyToSchema } from './schema.ts'
export { histogramLiteral, histogramText } from './text.ts'
export { trimLower, trimUpper } from './trim.ts'
