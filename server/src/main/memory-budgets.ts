/** What each part of Vedette may hold in memory, to be held against what it does hold: on the page of the store, and in alerts. */
import type { VedetteConfig } from '../config/index.ts'
import { gauge } from '../self/metrics.ts'

const budgets = gauge(
  'vedette_memory_budget_bytes',
  'How much memory each part may hold: all, and of that the head, the queue of what is not durable yet, all queries together, the engine of the database.',
  ['part'],
)

export function tellMemoryBudgets({ memory, query, store }: VedetteConfig): void {
  budgets.reset()
  budgets.set({ part: 'all' }, memory.budgetBytes)
  budgets.set({ part: 'head' }, memory.headBytes)
  budgets.set({ part: 'queue' }, memory.queueBytes)
  budgets.set({ part: 'queries' }, query.allMemoryBytes)
  // A ClickHouse elsewhere has memory of its own.
  if (store.url === '') budgets.set({ part: 'engine' }, memory.engineBytes)
}
