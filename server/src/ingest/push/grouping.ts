/** The grouping key of a push: the labels that its path spells, `/metrics/job/<job>{/<label>/<value>}`. */
import { isLegacyLabelName, type Labels, labelsFrom } from '@vedette/model'
import { VedetteError } from '../../errors.ts'

const BASE64 = '@base64'
const MAX_BYTES = 4096

/** Sorted, with empty values too: a group may say that a label is empty. */
export type Grouping = Readonly<Record<string, string>>

/** `path` is what stands behind `/metrics/`, still encoded. */
export function parseGrouping(path: string): Grouping {
  const parts = path.split('/')
  if (parts.length % 2 !== 0) {
    throw wrong(`the path has a label without a value: /metrics/${path}`)
  }
  if (Buffer.byteLength(path) > MAX_BYTES) {
    throw wrong(`the labels in the path take more than ${MAX_BYTES} bytes`)
  }
  const [jobName = '', job = ''] = parts
  if (jobName !== 'job' && jobName !== `job${BASE64}`) {
    throw wrong(`the path of a push is /metrics/job/<job>{/<label>/<value>}, not /metrics/${path}`)
  }
  const grouping = new Map<string, string>()
  for (let i = 2; i < parts.length; i += 2) {
    const spelled = percentDecoded(parts[i]!)
    const name = spelled.endsWith(BASE64) ? spelled.slice(0, -BASE64.length) : spelled
    if (!isLegacyLabelName(name) || name.startsWith('__'))
      throw wrong(`improper label name ${JSON.stringify(name)}`)
    grouping.set(name, valueOfPart(spelled, parts[i + 1]!))
  }
  const jobValue = valueOfPart(jobName, job)
  if (jobValue === '') throw wrong('the job name is required')
  grouping.set('job', jobValue)
  return Object.fromEntries([...grouping].sort(([a], [b]) => (a < b ? -1 : 1)))
}

function valueOfPart(name: string, part: string): string {
  const text = percentDecoded(part)
  if (!name.endsWith(BASE64)) return text
  if (!/^[A-Za-z0-9_-]*=*$/.test(text)) {
    throw wrong(
      `invalid base64 (URL-safe alphabet) for ${name.slice(0, -BASE64.length)}: ${JSON.stringify(text)}`,
    )
  }
  return utf8(Buffer.from(text, 'base64url'), name)
}

function percentDecoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw wrong(`the path is not percent-encoded UTF-8: ${JSON.stringify(part)}`)
  }
}

function utf8(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw wrong(`the value of ${name} is not UTF-8 once decoded`)
  }
}

function wrong(words: string): VedetteError {
  return new VedetteError('bad-request', words)
}

/** One text for one grouping key. */
export function groupingId(grouping: Grouping): string {
  return JSON.stringify(Object.entries(grouping))
}

/**
 * The labels of a pushed series: the group's win over its own, and none of them is added for want of one. The Pushgateway exposes
 * `instance=""` for series without an instance, which under honor_labels means the same: no such label.
 */
export function groupedLabels(own: Iterable<readonly [string, string]>, grouping: Grouping): Labels {
  return labelsFrom([...own, ...Object.entries(grouping)])
}
