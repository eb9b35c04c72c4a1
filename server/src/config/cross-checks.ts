/** What no setting can know alone: settings that contradict each other, and settings that do nothing. */

import { LEAST_BUDGET_BYTES } from './machine-memory.ts'
import type { ParsedSettings } from './schema.ts'
import { formatSizeBytes } from './size.ts'
import type { ListenAddress } from './value-kinds.ts'

export interface Finding {
  /** The setting that is to be changed. */
  readonly path: readonly string[]
  readonly message: string
}

export function contradictions(parsed: ParsedSettings, isSet: (path: string) => boolean): Finding[] {
  const { http, otlp, memory } = parsed
  const found: Finding[] = []
  const say = (path: string, message: string): void => void found.push({ path: path.split('.'), message })

  const doors: [path: string, address: ListenAddress | 'off'][] = [
    ['http.listen', http.listen],
    ['otlp.http_listen', otlp.http_listen],
    ['otlp.grpc_listen', otlp.grpc_listen],
  ]
  for (const [i, [path, address]] of doors.entries()) {
    const taken = doors.slice(0, i).find(([, other]) => clash(address, other))
    if (!taken) continue
    const [wrong, right] = isSet(path) ? [path, taken[0]] : [taken[0], path]
    say(wrong, `expected a port of its own, got the one of ${right}`)
  }
  if (memory.budget !== 0 && memory.budget < LEAST_BUDGET_BYTES) {
    say(
      'memory.budget',
      `expected at least ${formatSizeBytes(LEAST_BUDGET_BYTES)}, got ${formatSizeBytes(memory.budget)}`,
    )
  }
  const shares = memory.head_share + memory.engine_share + memory.queue_share
  if (shares > 0.95) {
    const share = ['memory.head_share', 'memory.engine_share', 'memory.queue_share'].find(isSet)
    say(
      share ?? 'memory.head_share',
      `expected head_share, engine_share and queue_share to leave at least 5% for the rest, got ${Math.round(shares * 100)}% together`,
    )
  }
  if (isSet('store.password') && isSet('store.password_file')) {
    say('store.password_file', 'expected either store.password or store.password_file, got both')
  }
  if (otlp.promote_all_resource_attributes && otlp.promote_resource_attributes.length > 0) {
    say(
      'otlp.promote_resource_attributes',
      'expected either promote_resource_attributes or promote_all_resource_attributes, got both',
    )
  }
  if (!otlp.promote_all_resource_attributes && otlp.ignore_resource_attributes.length > 0) {
    say('otlp.ignore_resource_attributes', 'expected only together with promote_all_resource_attributes')
  }
  return found
}

export function doubts(parsed: ParsedSettings, isSet: (path: string) => boolean): Finding[] {
  const found: Finding[] = []
  const say = (path: string, message: string): void => void found.push({ path: path.split('.'), message })
  if (parsed.store.url === '') {
    for (const path of ['store.user', 'store.password', 'store.password_file']) {
      if (isSet(path)) say(path, 'has no effect without store.url: the embedded database has no users')
    }
  } else if (isSet('memory.engine_share')) {
    say('memory.engine_share', 'has no effect with store.url: that server has a memory of its own')
  }
  if (parsed.access.required === 'never' && !isLoopback(parsed.http.listen.host)) {
    say('access.required', `is never, and http.listen is open to other machines: anybody can read and write`)
  }
  if (parsed.limits.sample_age > parsed.store.retention.metrics) {
    say('limits.sample_age', 'is longer than store.retention.metrics, which is what counts')
  }
  if (parsed.store.head.window > parsed.store.retention.metrics) {
    say('store.head.window', 'is longer than store.retention.metrics')
  }
  return found
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host)
}

function clash(a: ListenAddress | 'off', b: ListenAddress | 'off'): boolean {
  if (a === 'off' || b === 'off' || a.port === 0 || a.port !== b.port) return false
  const everywhere = (host: string) => host === '::' || host === '0.0.0.0'
  return a.host === b.host || everywhere(a.host) || everywhere(b.host)
}
