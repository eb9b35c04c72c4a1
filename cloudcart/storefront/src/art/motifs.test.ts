import { expect, it } from 'vitest'
import { CATALOGUE, CATEGORIES } from '../../../contracts/catalogue.ts'
import { motifOf } from './motifs.ts'

it('gives each product of the shop a picture of its own', () => {
  const pictures = CATALOGUE.map(({ category, name }) => motifOf(category, name))
  expect(new Set(pictures).size).toBe(CATALOGUE.length)
})

it('gives a new product one of its category, always the same', () => {
  for (const category of CATEGORIES) {
    const picture = motifOf(category, 'Thing <b>without</b> a word that is known')
    expect(picture.length).toBeGreaterThan(2)
    expect(motifOf(category, 'Thing <b>without</b> a word that is known')).toBe(picture)
  }
  expect(motifOf('made up', '').length).toBeGreaterThan(2)
})
