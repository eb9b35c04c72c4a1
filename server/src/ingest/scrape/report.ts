/** The series that Prometheus adds to every scrape, by which people see how their targets fare: `up` and its companions. */
import { type Labels, labelsFrom, METRIC_NAME, type MetricMetadata } from '@vedette/model'

export interface ScrapeReport {
  readonly up: boolean
  readonly durationSec: number
  readonly samplesScraped: number
  readonly samplesPostRelabel: number
  readonly seriesAdded: number
  readonly timeoutSec: number
  readonly sampleLimit: number
  /** Unpacked; -1 where the limit was exceeded, 0 for other failures. */
  readonly bodySizeBytes: number
}

interface ReportSeries {
  readonly name: string
  readonly unit: string
  readonly help: string
  readonly read: (report: ScrapeReport) => number
}

const ALWAYS: readonly ReportSeries[] = [
  {
    name: 'up',
    unit: 'targets',
    help: 'Health of the scrape target. 1 means the target is healthy, 0 if the scrape failed.',
    read: report => (report.up ? 1 : 0),
  },
  {
    name: 'scrape_duration_seconds',
    unit: 'seconds',
    help: 'Duration of the last scrape in seconds.',
    read: report => report.durationSec,
  },
  {
    name: 'scrape_samples_scraped',
    unit: 'samples',
    help: 'Number of samples last scraped.',
    read: report => report.samplesScraped,
  },
  {
    name: 'scrape_samples_post_metric_relabeling',
    unit: 'samples',
    help: 'Number of samples remaining after metric relabeling was applied.',
    read: report => report.samplesPostRelabel,
  },
  {
    name: 'scrape_series_added',
    unit: 'series',
    help: 'Number of series in the last scrape.',
    read: report => report.seriesAdded,
  },
]

/** With `extra_scrape_metrics`. */
const EXTRA: readonly ReportSeries[] = [
  {
    name: 'scrape_timeout_seconds',
    unit: 'seconds',
    help: 'The configured scrape timeout for a target.',
    read: report => report.timeoutSec,
  },
  {
    name: 'scrape_sample_limit',
    unit: 'samples',
    help: 'The configured sample limit for a target. Returns zero if there is no limit configured.',
    read: report => report.sampleLimit,
  },
  {
    name: 'scrape_body_size_bytes',
    unit: 'bytes',
    help: 'The uncompressed size of the last scrape response, if successful. Scrapes failing because body_size_limit is exceeded report -1, other scrape failures report 0.',
    read: report => report.bodySizeBytes,
  },
]

export function reportSeries(extra: boolean): readonly ReportSeries[] {
  return extra ? [...ALWAYS, ...EXTRA] : ALWAYS
}

/** The target's labels and a name: metric relabelling does not apply. */
export function reportLabels(name: string, targetLabels: Labels): Labels {
  const own = targetLabels.map(label => [label.name, label.value] as const)
  return labelsFrom([...own, [METRIC_NAME, name]])
}

export function reportMetadata(extra: boolean): MetricMetadata[] {
  return reportSeries(extra).map(({ name, unit, help }) => ({ family: name, type: 'gauge', unit, help }))
}
