import { expect, it } from 'vitest'
import { fewLabels } from './few-labels.ts'

it('names the first ones and calls the rest other', () => {
  const label = fewLabels(2)
  expect(['a', 'b', 'c', 'a', 'b', 'd'].map(label)).toEqual(['a', 'b', 'other', 'a', 'b', 'other'])
})
