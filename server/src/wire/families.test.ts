import { expect, it } from 'vitest'
import { Families } from './families.ts'

it('tells of a family for ten scrapes after it was last exposed', () => {
  const families = new Families()
  families.begin()
  const statement = families.learn('type', 'gone', 'gauge')
  for (let i = 0; i < 10; i++) families.begin()
  expect(families.all()).toEqual([{ family: 'gone', type: 'gauge', help: '', unit: '' }])
  families.begin()
  expect(families.all()).toEqual([])
  expect(families.get('gone')).toBeUndefined()
  families.see(statement)
  expect(families.get('gone')).toMatchObject({ type: 'gauge' })
})
