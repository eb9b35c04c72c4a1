import { expect, it } from 'vitest'
import { memoryUses } from './memory-use.ts'

const sample = (name: string, value: string, part?: string) => ({
  metric: { __name__: name, ...(part === undefined ? {} : { part }) },
  value: [0, value] as const,
})

it('holds what is in use against its budget', () => {
  const uses = memoryUses([
    sample('vedette_memory_budget_bytes', '200', 'head'),
    sample('vedette_head_bytes', '50'),
    sample('vedette_query_memory_bytes', '0'),
    sample('vedette_memory_budget_bytes', '70', 'engine'),
  ])
  expect(uses).toEqual([
    { name: 'Recent samples and labels', metric: 'vedette_head_bytes', bytes: 50, budgetBytes: 200 },
    { name: 'Running queries', metric: 'vedette_query_memory_bytes', bytes: 0 },
    { name: 'The engine of the database', budgetBytes: 70 },
  ])
})

it('says nothing of what nothing is known of', () => {
  expect(memoryUses([])).toEqual([])
})
