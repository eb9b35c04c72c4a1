import { describe, expect, it } from 'vitest'
import type { Product } from '../api/products.ts'
import { emptyCart, MOST_PIECES, pieces, readCart, totalCents, withProduct, withQuantity } from './cart.ts'

const lamp: Product = {
  id: 'p-025',
  name: 'Reading Lamp Bend',
  category: 'home',
  description: '',
  priceCents: 5_490,
  stock: 5,
}
const otter: Product = {
  ...lamp,
  id: 'p-059',
  name: 'Plush Otter',
  category: 'toys',
  priceCents: 2_290,
  stock: 900,
}

describe('a cart', () => {
  it('adds up', () => {
    const cart = withProduct(withProduct(withProduct(emptyCart(), lamp, 1), otter, 2), lamp, 1)
    expect(cart.lines.map(({ productId, quantity }) => [productId, quantity])).toEqual([
      ['p-025', 2],
      ['p-059', 2],
    ])
    expect(pieces(cart)).toBe(4)
    expect(totalCents(cart)).toBe(2 * 5_490 + 2 * 2_290)
  })

  it('never holds more than is left, nor more than one buys', () => {
    expect(pieces(withProduct(emptyCart(), lamp, 9))).toBe(5)
    expect(pieces(withProduct(emptyCart(), otter, 900))).toBe(MOST_PIECES)
    expect(pieces(withProduct(emptyCart(), { ...lamp, stock: 0 }, 1))).toBe(0)
  })

  it('lets go of a line whose quantity is nothing, or nonsense', () => {
    const cart = withProduct(emptyCart(), lamp, 2)
    expect(withQuantity(cart, lamp.id, 0).lines).toEqual([])
    expect(withQuantity(cart, lamp.id, Number.NaN).lines).toEqual([])
    expect(withQuantity(cart, lamp.id, -3).lines).toEqual([])
  })

  it('has a new key whenever its content changes, and forgets the order of the old content', () => {
    const cart = withProduct(emptyCart(), lamp, 1)
    const ordered = { ...cart, orderId: 'o-1', attempts: 2 }
    const changed = withQuantity(ordered, lamp.id, 2)
    expect(changed.key).not.toBe(cart.key)
    expect(changed).toMatchObject({ attempts: 0 })
    expect(changed).not.toHaveProperty('orderId')
  })

  it('comes back from storage as it was, and empty where what is stored is no cart', () => {
    const cart = { ...withProduct(emptyCart(), lamp, 1), orderId: 'o-1', attempts: 1 }
    expect(readCart(JSON.parse(JSON.stringify(cart)))).toEqual(cart)
    for (const broken of [undefined, null, 7, 'x', {}, { key: 'k', lines: [{}] }, { key: 'k', lines: 'x' }]) {
      expect(readCart(broken).lines).toEqual([])
    }
  })
})
