import { describe, expect, it } from 'vitest'
import { configuredFields } from '../field-config.ts'
import { after, columnsOf, problemsOf, SCOPE, series, table, tables } from '../testing/frames.ts'

const usage = table('A', { Time: [1], pod: ['a'], job: ['b'], 'Value #A': [1], 'Value #B': [2] })

describe('organize', () => {
  it('leaves out, orders and renames', () => {
    const { frames } = after([usage], 'organize', {
      excludeByName: { Time: true, job: false },
      indexByName: { 'Value #B': 0, pod: 1, 'Value #A': 3 },
      renameByName: { 'Value #A': 'CPU', pod: '' },
    })
    const fields = configuredFields(frames, { defaults: {}, overrides: [] })
    expect(fields.map(({ name }) => name)).toEqual(['Value #B', 'pod', 'CPU', 'job'])
    // Overrides may still be written for the name that the field had.
    const matcher = { id: 'byName', options: 'Value #A' }
    const overridden = configuredFields(frames, {
      defaults: {},
      overrides: [{ matcher, properties: [{ id: 'unit', value: 's' }] }],
    })
    expect(overridden.map(({ config }) => config.unit)).toEqual([undefined, undefined, 's', undefined])
  })

  it('keeps only what is included, and takes names of the prototype as names', () => {
    const options = { includeByName: { pod: true, constructor: true }, renameByName: {} }
    expect(tables(after([usage], 'organize', options))).toEqual([{ pod: ['a'] }])
  })

  it('orders by name or by a label where that is asked for', () => {
    const { frames } = after([series({ job: 'b' }, [1]), series({ job: 'a' }, [2])], 'joinByField')
    const byName = after([usage], 'organize', {
      orderByMode: 'auto',
      orderBy: [{ type: 'name', desc: true }],
    })
    expect(byName.frames[0]?.fields.map(({ name }) => name)).toEqual([
      'pod',
      'job',
      'Value #B',
      'Value #A',
      'Time',
    ])
    const byLabel = after(frames, 'organize', {
      orderByMode: 'auto',
      orderBy: [{ type: 'label', labelName: 'job' }],
    })
    expect(byLabel.frames[0]?.fields.map(({ labels }) => labels?.job)).toEqual([undefined, 'a', 'b'])
  })
})

describe('filterFieldsByName', () => {
  it.each([
    [{ include: { names: ['pod'] } }, ['pod']],
    [{ include: { pattern: '/^Value/' } }, ['Value #A', 'Value #B']],
    [{ include: { names: ['pod'], pattern: '/#B$/' } }, ['pod', 'Value #B']],
    [{ exclude: { pattern: '/^Value|Time/' } }, ['pod', 'job']],
    [{ include: { pattern: '/^Value/' }, exclude: { names: ['Value #A'] } }, ['Value #B']],
    [{ byVariable: true, include: { variable: '$wanted' } }, ['job', 'Value #A']],
    [{}, ['Time', 'pod', 'job', 'Value #A', 'Value #B']],
    [{ include: { names: [] } }, ['Time', 'pod', 'job', 'Value #A', 'Value #B']],
  ])('%j', (options, expected) => {
    const wanted = ['job', 'Value #A']
    const scope = { ...SCOPE, variables: { wanted: { text: wanted, value: wanted } } }
    const { frames } = after([usage], 'filterFieldsByName', options, scope)
    expect(frames[0]?.fields.map(({ name }) => name)).toEqual(expected)
  })

  it('lets frames go of which nothing is left', () => {
    expect(after([usage], 'filterFieldsByName', { include: { names: ['x'] } }).frames).toEqual([])
  })
})

describe('renameByRegex', () => {
  const names = (regex: string, renamePattern: string): string[] => {
    const frames = [series({ a: '1' }, [1], { legend: 'cpu of cart' })]
    const made = after(frames, 'renameByRegex', { regex, renamePattern }).frames
    return configuredFields(made, { defaults: {}, overrides: [] }).map(({ name }) => name)
  }

  it('renames what fits', () => {
    expect(names('cpu of (.*)', '$1')).toEqual(['Time', 'cart'])
    expect(names('/c/g', 'k')).toEqual(['Time', 'kpu of kart'])
    expect(names('/no/', 'x')).toEqual(['Time', 'cpu of cart'])
  })

  it('says what is no regular expression, and leaves the names', () => {
    const made = after([usage], 'renameByRegex', { regex: '/(/' })
    expect(problemsOf(made)).toEqual(['renameByRegex: /(/ is no regular expression'])
    expect(columnsOf(made.frames[0])).toEqual(columnsOf(usage))
  })
})
