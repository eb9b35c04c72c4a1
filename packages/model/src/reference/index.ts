/** The living reference: what is documented of metrics, beside what is there. Pure; the server and the command line bring both sides. */
export {
  type ComparedMetric,
  type ComparisonOptions,
  compareReference,
  explainReference,
  IGNORED_LABELS,
  IGNORED_METRICS,
  REFERENCE_STATUSES,
  type ReferenceStatus,
} from './compare.ts'
export { problemsAmong, readReference } from './document.ts'
export {
  type DocumentedMetric,
  type DocumentProblem,
  MOST_CHARACTERS,
  type ProblemKind,
  type ReferenceDocument,
  readType,
} from './documented.ts'
export { familiesOf, type MetricFamily, type SeenMetadata, type SeenMetric } from './families.ts'
