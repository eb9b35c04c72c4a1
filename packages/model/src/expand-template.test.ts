// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are templates of the rules, not of JavaScript
import { describe, expect, it } from 'vitest'
import { expandTemplate } from './expand-template.ts'

// What Go's regexp.Expand makes of these with the groups 1 = "one", 2 = "two", name = "named" (group 2).
const cases: [template: string, expanded: string][] = [
  ['', ''],
  ['plain', 'plain'],
  ['$1', 'one'],
  ['${1}', 'one'],
  ['a${1}b$2', 'aonebtwo'],
  ['$0', 'whole'],
  ['$1x', ''],
  ['${1}x', 'onex'],
  ['$1_', ''],
  ['$name', 'two'],
  ['${name}s', 'twos'],
  ['$names', ''],
  ['$1é', ''],
  ['$01', ''],
  ['$3', ''],
  ['$99999999999', ''],
  ['$$', '$'],
  ['$$1', '$1'],
  ['$', '$'],
  ['a$', 'a$'],
  ['$-', '$-'],
  ['${', '${'],
  ['${}', '${}'],
  ['${1', '${1'],
  ['${1 }', '${1 }'],
  ['$ 1', '$ 1'],
  ['$constructor', ''],
]

describe('expandTemplate', () => {
  it.each(cases)('%j becomes %j', (template, expanded) => {
    const groups = ['whole', 'one', 'two']
    const named = new Map([['name', 2]])
    expect(
      expandTemplate(
        template,
        number => groups[number] ?? '',
        name => named.get(name),
      ),
    ).toBe(expanded)
  })
})
