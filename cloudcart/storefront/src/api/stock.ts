import type { Call } from './call.ts'
import type { Page } from './products.ts'

export interface Level {
  readonly productId: string
  readonly onHand: number
  readonly reserved: number
  readonly available: number
}

export const ADJUST_REASONS = ['restock', 'correction', 'return'] as const
export type AdjustReason = (typeof ADJUST_REASONS)[number]

export async function stockLevels(call: Call): Promise<readonly Level[]> {
  const { items } = await call<Page<Level>>('GET', '/api/inventory/levels')
  return items
}

export function adjustStock(
  call: Call,
  productId: string,
  change: number,
  reason: AdjustReason,
): Promise<Level> {
  return call('POST', `/api/products/products/${encodeURIComponent(productId)}/stock`, {
    body: { change, reason },
  })
}
