import { expect, it } from 'vitest'
import { pathAt } from './proxy.ts'
import { ROUTES, type Route } from './route-table.ts'

const route = (method: string, path: string): Route =>
  ROUTES.find(each => each.method === method && each.path === path)!

it('leads to no route that services keep for themselves', () => {
  expect(ROUTES.filter(each => each.to.startsWith('/internal'))).toEqual([])
  expect(ROUTES.filter(each => each.service === 'payment-service')).toEqual([])
})

it('lets only admins at chaos, stock and other people', () => {
  const open = ROUTES.filter(each => each.access !== 'admin').map(each => each.path)
  expect(open.filter(path => /chaos|stock|inventory|notifications|role|ship|deliver/.test(path))).toEqual([])
  expect(route('GET', '/api/users/users').access).toBe('admin')
  expect(route('GET', '/api/users/profile').access).toBe('customer')
})

it('keeps only what is the same for everybody', () => {
  expect(ROUTES.filter(each => each.cacheMs !== undefined && each.access !== 'public')).toEqual([])
})

it('passes on the parts of a query that the route knows, in one order', () => {
  const products = route('GET', '/api/products/products')
  expect(pathAt(products, {}, { limit: '5', category: 'audio', evil: '1' })).toBe(
    '/products?category=audio&limit=5',
  )
  expect(pathAt(products, {}, { category: ['a&b', 'c'] })).toBe('/products?category=a%26b&category=c')
  expect(pathAt(route('POST', '/api/orders/orders/:id/cancel'), { id: 'o/1' }, {})).toBe(
    '/orders/o%2F1/cancel',
  )
})
