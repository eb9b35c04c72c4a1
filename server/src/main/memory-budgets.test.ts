import { expect, it } from 'vitest'
import { loadConfig } from '../config/index.ts'
import { registry } from '../self/metrics.ts'
import { tellMemoryBudgets } from './memory-budgets.ts'

const MIB = 2 ** 20

async function told(env: Record<string, string>): Promise<Record<string, number>> {
  tellMemoryBudgets(loadConfig({ env, cwd: '/nowhere' }).config)
  const { values } = await registry.getSingleMetric('vedette_memory_budget_bytes')!.get()
  return Object.fromEntries(
    values.map(({ labels, value }) => [String(labels.part), Math.round(Number(value) / MIB)]),
  )
}

it('tells what each part may hold, and of the engine only where it is within', async () => {
  const env = { VEDETTE_MEMORY_BUDGET: '1000MiB', VEDETTE_MEMORY_HEAD_SHARE: '40%' }
  expect(await told(env)).toEqual({ all: 1000, head: 400, engine: 350, queue: 100, queries: 150 })
  const elsewhere = { ...env, VEDETTE_STORE_URL: 'http://clickhouse:8123' }
  expect(await told(elsewhere)).toEqual({ all: 1000, head: 400, queue: 100, queries: 150 })
})
