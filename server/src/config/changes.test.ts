import { describe, expect, it } from 'vitest'
import { changesBetween } from './changes.ts'
import { loadConfig } from './load.ts'

describe('changesBetween', () => {
  it('tells what takes effect at once from what needs a restart', () => {
    const parsed = (env: Record<string, string>) => loadConfig({ env, cwd: '/nowhere' }).parsed
    const before = parsed({ VEDETTE_STORE_URL: 'http://x', VEDETTE_STORE_PASSWORD: 'old' })
    const after = parsed({
      VEDETTE_STORE_URL: 'http://x',
      VEDETTE_STORE_PASSWORD: 'new',
      VEDETTE_LOG_LEVEL: 'debug',
      VEDETTE_HTTP_LISTEN: ':1',
      VEDETTE_PROJECTS_A_LIMITS_ACTIVE_SERIES: '5',
    })
    const { takingEffect, needingRestart } = changesBetween(before, after)
    expect(needingRestart).toEqual(['http.listen', 'store.password'])
    expect(takingEffect).toContain('log.level')
    expect(takingEffect).toContain('projects.a.limits.active_series')
    expect(changesBetween(before, before)).toEqual({ takingEffect: [], needingRestart: [] })
  })
})
