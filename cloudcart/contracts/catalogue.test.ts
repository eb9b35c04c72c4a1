import { expect, it } from 'vitest'
import { CATALOGUE, CATEGORIES } from './catalogue.ts'

it('is sixty products in eight categories', () => {
  expect(CATALOGUE).toHaveLength(60)
  expect(CATEGORIES).toHaveLength(8)
  expect(CATALOGUE[0]?.id).toBe('p-001')
  expect(CATALOGUE[59]?.id).toBe('p-060')
  expect(new Set(CATALOGUE.map(each => each.name)).size).toBe(60)
  expect(CATALOGUE.every(each => each.priceCents > 0 && each.stock > 20)).toBe(true)
})
