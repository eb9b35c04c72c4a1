import { expect, it } from 'vitest'
import { withoutSettings } from './own-environment.ts'

it('keeps all but the settings of Vedette', () => {
  expect(
    withoutSettings({ PATH: '/bin', VEDETTE_DATA: '/var/lib/vedette', VEDETTE_HTTP_TOKENS: 'x' }),
  ).toEqual({
    PATH: '/bin',
  })
})
