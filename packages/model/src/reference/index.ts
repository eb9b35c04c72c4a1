/** The living reference: what is documented of metrics, beside what is there. Pure; the server and the command line bring both sides. */
export {
  type ComparedMetric,
  compareReference,
  explainReference,
  familyFinder,
  possibleNames,
  REFERENCE_STATUSES,
  type ReferenceStatus,
  typesOf,
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
export {
  distinctMetadata,
  familiesOf,
  type MetricFamily,
  type SeenMetadata,
  type SeenMetric,
} from './families.ts'
