import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { variableOf } from './environment.ts'
import { FLAGS } from './flags.ts'
import { loadConfig } from './load.ts'
import { loadPrometheusConfig } from './prometheus/index.ts'
import { configurationReference } from './reference.ts'
import { schema } from './schema.ts'
import { ANY_NAME, GROUPS, SETTINGS } from './schema-walk.ts'

const root = join(import.meta.dirname, '../../..')

describe('the reference page', () => {
  it('is what the schema says', () => {
    const committed = readFileSync(join(root, 'docs/reference/configuration.md'), 'utf8')
    expect(
      committed,
      'run: npm run --silent vedette -- config reference > docs/reference/configuration.md',
    ).toBe(configurationReference())
  })

  it('names every setting, its variable and its default', () => {
    const page = configurationReference()
    for (const { path, about } of SETTINGS.filter(each => !each.path.includes(ANY_NAME))) {
      expect(page).toContain(`### \`${path.join('.')}\``)
      expect(page).toContain(`\`${variableOf(path)}\``)
      if (about.default !== '') expect(page).toContain(`default \`${about.default}\``)
    }
  })
})

describe('every setting', () => {
  it.each(SETTINGS.map(entry => [entry.path.join('.'), entry] as const))(
    '%s has an example that is valid',
    (_name, entry) => {
      const { path, about } = entry
      expect(about.description).toMatch(/[.)]$/)
      const concrete = path.map(part => (part === ANY_NAME ? 'team-a' : part))
      const tree = concrete.reduceRight<unknown>((below, key) => ({ [key]: below }), parse(about.example))
      expect(schema.safeParse(tree).error?.issues).toBeUndefined()
      expect(about.example).not.toBe(about.default)
    },
  )

  it('has a variable of its own', () => {
    const variables = SETTINGS.map(({ path }) => variableOf(path))
    expect(new Set(variables).size).toBe(variables.length)
  })

  it('is in a group that says what it is about', () => {
    for (const { path, description } of GROUPS) if (path.length > 0) expect(description).not.toBe('')
  })

  it('that is a flag exists', () => {
    const names = new Set(SETTINGS.map(({ path }) => path.join('.')))
    for (const { path } of FLAGS) expect(names).toContain(path.join('.'))
  })
})

describe('the examples', () => {
  it('are valid, and need no warning', () => {
    const { config, warnings } = loadConfig({ path: join(root, 'examples/vedette.yml'), env: {}, cwd: root })
    expect(warnings).toEqual([])
    expect(config.prometheusConfigPath).toBe(join(root, 'examples/prometheus.yml'))
    const prometheus = loadPrometheusConfig(config.prometheusConfigPath, {})
    expect(prometheus.warnings).toEqual([])
    expect(prometheus.config.scrapeConfigs.map(({ jobName }) => jobName)).toEqual([
      'node',
      'services',
      'kubernetes-pods',
    ])
  })
})
