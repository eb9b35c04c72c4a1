/** What the mechanisms of discovery (static, file, http, dns, Kubernetes) have in common. */
import { type Labels, labelsFrom } from '@vedette/model'
import type { DiscoveredTarget } from '../discovered.ts'

/** Where a mechanism says what it found. */
export interface Findings {
  /** The newest whole set of a source; what the source had before is gone. Empty: the source has nothing (any more). */
  set(source: string, targets: readonly DiscoveredTarget[]): void
  /** Something could not be read; the last good targets stay. A sentence for the log. */
  failed(reason: string): void
}

export interface Mechanism {
  /** Resolves (it never rejects) when the first attempt is over, good or bad. */
  readonly first: Promise<void>
  /** Resolves when nothing of it runs any more. */
  stop(): Promise<void>
}

export type LabelRecord = Readonly<Record<string, string>>

/** A target has the labels of its group and its own; its own win. */
export function targetOf(group: LabelRecord, own: LabelRecord): DiscoveredTarget {
  return { discovered: labelsFrom([...Object.entries(group), ...Object.entries(own)]) }
}

export function sameTargets(a: readonly DiscoveredTarget[], b: readonly DiscoveredTarget[]): boolean {
  return a.length === b.length && a.every((target, i) => sameLabels(target.discovered, b[i]!.discovered))
}

function sameLabels(a: Labels, b: Labels): boolean {
  return (
    a.length === b.length && a.every((label, i) => label.name === b[i]!.name && label.value === b[i]!.value)
  )
}

/** `host:port`, with brackets around an IPv6 address. */
export function hostPort(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}
