import { describe, expect, it } from 'vitest'
import { matchersOf, namedByService, saturationQueries } from './saturation.ts'

describe('saturation', () => {
  it('is asked of all processes, and of the fullest where there are many', () => {
    expect(saturationQueries('', 9).memory).toBe('max by (job, instance) (process_resident_memory_bytes)')
    expect(saturationQueries('{job="a"}', 100).cpu).toBe(
      'sum by (job, instance) (rate(process_cpu_seconds_total{job="a"}[$rate])) and topk(20, sum by (job, instance) (rate(process_cpu_seconds_total{job="a"}[$rate] @ end())))',
    )
  })

  it('is named by the service, its instance where there are several, and else by the job', () => {
    const rows = [
      { metric: { job: 'shop', instance: 'a:1' } },
      { metric: { job: 'shop', instance: 'a:2' } },
      { metric: { job: 'shop', instance: 'a:3' } },
      { metric: { job: 'shop', instance: 'a:4' } },
      { metric: { job: 'vedette', instance: 'v' } },
    ]
    const at = (instance: string) => ({ job: 'shop', instance })
    const services = new Map([
      ['pay', [at('a:1')]],
      ['orders', [at('a:2'), at('a:3'), at('a:4')]],
      ['carts', [at('a:4')]],
    ])
    expect(
      namedByService(rows, { conventions: [], services, countedBy: new Map() }).map(
        ({ metric }) => metric.process,
      ),
    ).toEqual(['pay', 'orders a:2', 'orders a:3', 'shop', 'vedette'])
  })

  it('is asked of the processes of one service', () => {
    const process = (job: string, instance: string) => ({ job, instance })
    expect(matchersOf([process('shop', 'a:1')])).toBe('{job="shop", instance="a:1"}')
    expect(matchersOf([process('shop', '10.0.0.1:1'), process('shop', 'b')])).toBe(
      '{job="shop", instance=~"10\\\\.0\\\\.0\\\\.1:1|b"}',
    )
    expect(matchersOf([process('shop', '')])).toBe('{job="shop"}')
    expect(matchersOf([])).toBeUndefined()
  })
})
