import { describe, expect, it } from 'vitest'
import { usesTime } from './uses-time.ts'

describe('usesTime', () => {
  it.each(['/', '/services', '/services/a', '/explore', '/dashboards/a', '/reference', '/admin/store'])(
    '%s asks for a time range',
    path => expect(usesTime(path)).toBe(true),
  )

  it.each(['/dashboards', '/admin', '/admin/', '/admin/targets', '/admin/tokens', '/admin/configuration'])(
    '%s shows what is now',
    path => expect(usesTime(path)).toBe(false),
  )
})
