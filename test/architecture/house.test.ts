import { describe, expect, it } from 'vitest'
import { forbiddenImports, roomOf } from './house.ts'
import { readSourceFile } from './source-file.ts'

/** What the table says to a made-up tree, given as path -> text. */
const check = (tree: Record<string, string>): string[] =>
  forbiddenImports(Object.entries(tree).map(([path, text]) => readSourceFile(path, text)))

describe('roomOf', () => {
  it.each([
    ['packages/model/src/labels.ts', 'model'],
    ['server/src/store/head/head.ts', 'store'],
    ['server/src/errors.ts', 'errors'],
    ['server/src/config/prometheus/types.ts', 'config'],
    ['server/testing/loopback.ts', undefined],
    ['scripts/run.mjs', undefined],
  ])('%s is in %s', (path, room) => {
    expect(roomOf(path)).toBe(room)
  })
})

describe('forbiddenImports', () => {
  it('lets the ways of the house be', () => {
    expect(
      check({
        'server/src/wire/a.ts': `import { labelsOf } from '@vedette/model'\nimport { counter } from '../self/metrics.ts'`,
        'server/src/ingest/b.ts': `import { a } from '../wire/a.ts'\nimport type { C } from '../config/types.ts'`,
        'server/src/processor/c.ts': `import type { MetricStore } from '../store/contract.ts'`,
        'server/src/store/d.ts': `import { VedetteError } from '../errors.ts'\nimport chdb from 'chdb'\nimport 'node:fs'`,
        'server/src/main.ts': `import { d } from './store/d.ts'\nimport { c } from './config/read.ts'`,
        'server/src/ingest/e.ts': `import { version } from '../../package.json' with { type: 'json' }`,
        'packages/model/src/f.ts': `import { g } from './g.ts'`,
      }),
    ).toEqual([])
  })

  it('tells file, line, import and rule', () => {
    expect(
      check({ 'server/src/wire/text.ts': `import 'node:fs'\nimport { head } from '../store/head/head.ts'` }),
    ).toEqual([
      'server/src/wire/text.ts:2 imports ../store/head/head.ts: wire may import only model, errors, self, types of config',
    ])
    expect(check({ 'packages/model/src/a.ts': `export { b } from '@vedette/api'` })).toEqual([
      'packages/model/src/a.ts:1 imports @vedette/api: model may import nothing of ours',
    ])
  })

  it('lets only types of the store’s contract and of the configuration pass', () => {
    const rule = 'may take only types from it (import type)'
    expect(
      check({
        'server/src/query/a.ts': `import { ALL_TIME } from '../store/contract.ts'`,
        'server/src/query/b.ts': `import { type TimeRange } from '../store/contract.ts'`,
        'server/src/http/c.ts': `import { defaults } from '../config/defaults.ts'`,
      }),
    ).toEqual([
      `server/src/query/a.ts:1 imports ../store/contract.ts: query ${rule}`,
      `server/src/query/b.ts:1 imports ../store/contract.ts: query ${rule}`,
      `server/src/http/c.ts:1 imports ../config/defaults.ts: http ${rule}`,
    ])
  })

  it('does not let the store’s inside pass as its contract', () => {
    expect(
      check({ 'server/src/query/a.ts': `import type { Head } from '../store/head/head.ts'` }),
    ).toHaveLength(1)
  })

  it('sees dynamic imports, re-exports and import types', () => {
    const found = check({
      'server/src/http/a.ts': [
        `const b = await import('../store/b.ts')`,
        `export * from '../query/c.ts'`,
        `export type D = import('../alert/d.ts').D`,
        `// import { e } from '../wire/e.ts'`,
      ].join('\n'),
    })
    expect(found.map(line => line.split(' ').slice(0, 3).join(' ')).sort()).toEqual([
      'server/src/http/a.ts:1 imports ../store/b.ts:',
      'server/src/http/a.ts:2 imports ../query/c.ts:',
      'server/src/http/a.ts:3 imports ../alert/d.ts:',
    ])
  })

  it('keeps the leaves leaves', () => {
    expect(
      check({
        'server/src/errors.ts': `import { log } from './self/log.ts'`,
        'server/src/self/log.ts': `import type { Config } from '../config/types.ts'`,
      }),
    ).toEqual([
      'server/src/errors.ts:1 imports ./self/log.ts: errors may import nothing of ours',
      'server/src/self/log.ts:1 imports ../config/types.ts: self may import only errors, model',
    ])
  })

  it('keeps packages apart from the server and behind their door', () => {
    expect(
      check({
        'packages/promql/src/a.ts': `import { b } from '../../../server/src/query/b.ts'`,
        'server/src/wire/c.ts': `import { d } from '../../../packages/model/src/d.ts'`,
      }),
    ).toEqual([
      'packages/promql/src/a.ts:1 imports ../../../server/src/query/b.ts: promql may import only model',
      'server/src/wire/c.ts:1 imports ../../../packages/model/src/d.ts: a package is imported by its name, @vedette/model',
    ])
  })

  it('keeps test code out of what runs, and lets tests take what they need', () => {
    const files = {
      'server/src/wire/a.ts': `import { certificate } from '../../testing/certificates.ts'`,
      'server/src/wire/a.test.ts': `import { certificate } from '../../testing/certificates.ts'`,
      'server/src/query/b.test.ts': `import { ALL_TIME } from '../store/contract.ts'`,
      'server/src/store/embedded.test.ts': `import { suite } from './port.contract.ts'`,
      'server/src/store/embedded.ts': `import { suite } from './port.contract.ts'`,
    }
    expect(check(files)).toEqual([
      'server/src/wire/a.ts:1 imports ../../testing/certificates.ts: code that runs in production imports no test code',
      'server/src/store/embedded.ts:1 imports ./port.contract.ts: code that runs in production imports no test code',
    ])
  })

  it('asks for a new room to be entered in the table', () => {
    expect(check({ 'server/src/stuff/a.ts': `import { b } from '../wire/b.ts'` })).toEqual([
      'server/src/stuff/a.ts:1 imports ../wire/b.ts: stuff is no room in test/architecture/house.ts',
    ])
  })

  it('lets nothing but rooms into rooms', () => {
    expect(check({ 'server/src/cli/a.ts': `import { run } from '../../../scripts/run.mjs'` })).toEqual([
      'server/src/cli/a.ts:1 imports ../../../scripts/run.mjs: cli imports rooms only, and this file is in none',
    ])
  })
})
