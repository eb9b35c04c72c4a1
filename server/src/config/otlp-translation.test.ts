import { expect, it } from 'vitest'
import { loadConfig } from './load.ts'
import { otlpTranslation } from './otlp-translation.ts'
import { readPrometheusConfig } from './prometheus/load.ts'

it('comes from prometheus.yml unless vedette.yml says anything of it', () => {
  const theirs = readPrometheusConfig('otlp: { translation_strategy: NoTranslation }', '/p.yml', {}).config
  const none = readPrometheusConfig('', '/p.yml', {}).config
  const load = (env: Record<string, string>) => loadConfig({ env, cwd: '/nowhere' })
  const silent = load({ VEDETTE_OTLP_BODY_LIMIT: '1MiB' })
  const speaking = load({ VEDETTE_OTLP_PROMOTE_SCOPE_METADATA: 'true' })

  expect(otlpTranslation(silent, theirs).translationStrategy).toBe('NoTranslation')
  expect(otlpTranslation(silent, none).translationStrategy).toBe('UnderscoreEscapingWithSuffixes')
  expect(otlpTranslation(speaking, theirs)).toMatchObject({
    translationStrategy: 'UnderscoreEscapingWithSuffixes',
    promoteScopeMetadata: true,
  })
})
