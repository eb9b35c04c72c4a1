/** The nouns of the catalogue, and when stock is low. */
import type { Category } from '../../../contracts/catalogue.ts'

export interface Product {
  readonly id: string
  readonly name: string
  readonly category: Category
  readonly description: string
  readonly priceCents: number
  readonly stock: number
  readonly createdMs: number
  readonly updatedMs: number
}

export const SEVERITIES = ['warning', 'critical'] as const
export type Severity = (typeof SEVERITIES)[number]

const CRITICAL_BELOW = 5
export const LOW_BELOW = 10

/** The alert that a change of stock raises: only when it crosses a line downwards, so that each shortage is told once. */
export function crossed(before: number, after: number): Severity | undefined {
  const now = severityOf(after)
  return rank(now) > rank(severityOf(before)) ? now : undefined
}

function severityOf(left: number): Severity | undefined {
  if (left < CRITICAL_BELOW) return 'critical'
  return left < LOW_BELOW ? 'warning' : undefined
}

function rank(severity: Severity | undefined): number {
  return severity === undefined ? 0 : SEVERITIES.indexOf(severity) + 1
}

export const SORTS = ['name', 'price_asc', 'price_desc', 'newest'] as const
export type Sort = (typeof SORTS)[number]
