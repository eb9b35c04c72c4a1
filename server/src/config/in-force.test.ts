import { expect, it } from 'vitest'
import { settingsInForce } from './in-force.ts'
import { loadConfig } from './load.ts'

it('tells of every setting its value and where it was made, secrets hidden', () => {
  const env = {
    VEDETTE_STORE_PASSWORD: 'hunter2',
    VEDETTE_REFERENCE_FILES: 'METRICS.md,more.md',
    VEDETTE_PROJECTS_SHOP_LIMITS_ACTIVE_SERIES: '7',
  }
  const cwd = '/nowhere'
  const settings = settingsInForce(loadConfig({ env, cwd, flags: { listen: '127.0.0.1:1' } }))
  const find = (name: string) => settings.find(each => each.name === name)
  expect(find('http.listen')).toMatchObject({ value: '127.0.0.1:1', source: '--listen' })
  expect(find('store.password')).toMatchObject({ source: 'VEDETTE_STORE_PASSWORD' })
  expect(find('reference.files')).toMatchObject({ value: 'METRICS.md,more.md' })
  expect(find('data')).toMatchObject({ value: './data', source: '' })
  expect(find('data')?.description).not.toBe('')
  expect(JSON.stringify(settings)).not.toContain('hunter2')
  expect(settings.some(({ name }) => name.includes('<name>'))).toBe(false)
})
