import type { RelabelRuleShown } from '@vedette/api'
import { describe, expect, it } from 'vitest'
import { relabelStory, storyText } from './relabel-story.ts'

const rule = (fields: Partial<RelabelRuleShown>): RelabelRuleShown => ({
  separator: ';',
  regex: '(.*)',
  replacement: '$1',
  action: 'replace',
  ...fields,
})

const discovered = { __address__: 'web:9100', __meta_zone: 'eu', env: 'test' }
const steps = [
  {
    rule: rule({ source_labels: ['__meta_zone', 'env'], separator: '/', target_label: 'place' }),
    output: { ...discovered, place: 'eu/test' },
    keep: true,
  },
  {
    rule: rule({ action: 'labeldrop', regex: 'env' }),
    output: { __address__: 'web:9100', __meta_zone: 'eu', place: 'eu/test' },
    keep: true,
  },
  { rule: rule({ action: 'drop', source_labels: ['env'], regex: '' }), output: {}, keep: false },
]

describe('the story of a relabelling', () => {
  it('tells what each rule saw and changed', () => {
    const story = relabelStory(discovered, steps)
    expect(story.map(({ value, keep, changes }) => ({ value, keep, changes }))).toEqual([
      { value: 'eu/test', keep: true, changes: [{ name: 'place', after: 'eu/test' }] },
      { value: undefined, keep: true, changes: [{ name: 'env', before: 'test' }] },
      { value: '', keep: false, changes: [] },
    ])
    expect(story[0]!.rule).toEqual([
      'source_labels: [__meta_zone, env]',
      'separator: "/"',
      'target_label: place',
    ])
  })

  it('leaves the labels before a rule that drops the target as they were', () => {
    const last = relabelStory(discovered, steps).at(-1)!
    expect(last.after).toEqual(steps[1]!.output)
  })

  it('can be copied as text', () => {
    const text = storyText('web:9100', discovered, relabelStory(discovered, steps))
    expect(text).toContain('  adds place="eu/test"')
    expect(text).toContain('  removes env (was "test")')
    expect(text).toContain(
      'Rule 3:\n  action: drop\n  source_labels: [env]\n  regex: \n  sees ""\n  drops the target',
    )
  })
})
