/** The living reference: `GET /api/v1/reference`. What is documented of metrics, beside what is there. */
import type { MetricType } from '@vedette/model'
import type { ProblemKind, ReferenceStatus } from '@vedette/model/reference'

export interface ReferenceAnswer {
  /** The documents of `reference.files`, in the order of their names. */
  readonly files: readonly ReferenceFile[]
  /** What is wrong with the documents themselves. */
  readonly problems: readonly ReferenceProblem[]
  /** Of all metrics in the scope, whatever `status`, `search` and `limit` leave of the list. */
  readonly counts: Readonly<Record<ReferenceStatus, number>>
  /** Documented ones in the order of the documents, then the others by name. */
  readonly metrics: readonly ReferenceMetric[]
  /** How many the filters leave; more than `metrics` has where `limit` cut them. */
  readonly found: number
  /** When this was looked at, and how far back a sample counts as there. */
  readonly atMs: number
  readonly windowMs: number
}

export interface ReferenceFile {
  /** From the working directory where it lies below it. */
  readonly file: string
  /** How many metrics it documents. */
  readonly metrics: number
  /** Why it could not be read; '' where it could. */
  readonly error: string
  /** When the file was changed last; absent where it could not be read. */
  readonly changedMs?: number
}

export interface ReferenceProblem {
  readonly kind: ProblemKind
  /** '' where it is about the document. */
  readonly metric: string
  readonly file: string
  readonly line: number
  readonly message: string
}

export interface ReferenceMetric {
  /** As documented, else as it is there. A name with `*` stands for several metrics. */
  readonly name: string
  readonly status: ReferenceStatus
  /** What the status means here: `never has the documented label method`; '' for ok. */
  readonly message: string
  /** Every place that documents it; empty for `undocumented`. */
  readonly documented: readonly DocumentedPlace[]
  /** Absent for `missing`. */
  readonly real?: RealMetric
  /** Documented and on no series. */
  readonly missingLabels: readonly string[]
  /** On series and not documented. */
  readonly extraLabels: readonly string[]
  /** Of its latest sample, looked for a week back; absent where there is none. */
  readonly lastSeenMs?: number
}

export interface DocumentedPlace {
  /** Absent where the document does not say. */
  readonly type?: MetricType
  /** Absent where the document does not say. */
  readonly labels?: readonly string[]
  readonly help: string
  /** The heading or the service. */
  readonly group: string
  readonly file: string
  readonly line: number
}

export interface RealMetric {
  /** The family: differs from the documented name by `_total`, say. */
  readonly name: string
  /** Empty where nobody says. */
  readonly types: readonly MetricType[]
  readonly help: string
  /** Without `__name__`; `job`, `instance` and `le` are among them. */
  readonly labels: readonly string[]
  /** Cardinality: buckets count. */
  readonly series: number
  /** What to ask for: `x_bucket`, `x_sum`, `x_count`. */
  readonly seriesNames: readonly string[]
}
