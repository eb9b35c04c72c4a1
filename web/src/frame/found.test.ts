import { describe, expect, it } from 'vitest'
import { found, type Place } from './found.ts'

const metric = (name: string): Place => ({ kind: 'Metrics', name, path: { to: '/explore' } })
const PLACES: readonly Place[] = [
  { kind: 'Pages', name: 'Explore', path: { to: '/explore' } },
  ...['orders_created_total', 'user_orders_total', 'up', 'order_http_requests_total'].map(metric),
]
const names = (text: string) => found(PLACES, text).flatMap(group => group.places.map(({ name }) => name))

describe('what somebody types into the palette', () => {
  it('finds names with all of its words, in any order', () => {
    expect(names('total orders')).toEqual(['user_orders_total', 'orders_created_total'])
    expect(names('nothing like it')).toEqual([])
  })

  it('puts first what begins so, and the shorter one', () => {
    expect(names('order')).toEqual(['orders_created_total', 'order_http_requests_total', 'user_orders_total'])
  })

  it('shows a few of each kind, and how many more there are', () => {
    const many = Array.from({ length: 20 }, (_, i) => metric(`metric_${i}`))
    expect(found(many, '')).toMatchObject([{ kind: 'Metrics', more: 12, places: many.slice(0, 8) }])
  })
})
