/** What relabelling did to a target, told for people: each rule as it stands in prometheus.yml, what it looked at, what it changed. Pure. */
import type { RelabelRuleShown, RelabelStepShown } from '@vedette/api'

export type LabelRecord = Readonly<Record<string, string>>

export interface LabelChange {
  readonly name: string
  /** Absent where the label is new. */
  readonly before?: string
  /** Absent where it was removed. */
  readonly after?: string
}

export interface StoryStep {
  /** As in prometheus.yml, without what is the default anyway. */
  readonly rule: readonly string[]
  /** What the regex was held against; absent where the rule looks at names. */
  readonly value?: string
  readonly keep: boolean
  readonly changes: readonly LabelChange[]
  readonly before: LabelRecord
  readonly after: LabelRecord
}

export function relabelStory(discovered: LabelRecord, steps: readonly RelabelStepShown[]): StoryStep[] {
  let before = discovered
  return steps.map(({ rule, output, keep }) => {
    const after = keep ? output : before
    const { source_labels: sources = [], separator } = rule
    const told: StoryStep = {
      rule: ruleLines(rule),
      ...(sources.length === 0 ? {} : { value: sources.map(name => before[name] ?? '').join(separator) }),
      keep,
      changes: changesOf(before, after),
      before,
      after,
    }
    before = after
    return told
  })
}

export function changesOf(before: LabelRecord, after: LabelRecord): LabelChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
  return names
    .filter(name => before[name] !== after[name])
    .map(name => ({
      name,
      ...(before[name] === undefined ? {} : { before: before[name] }),
      ...(after[name] === undefined ? {} : { after: after[name] }),
    }))
}

function ruleLines(rule: RelabelRuleShown): string[] {
  const { source_labels: sources, separator, regex, modulus, target_label, replacement, action } = rule
  return [
    ...(action === 'replace' ? [] : [`action: ${action}`]),
    ...(sources === undefined ? [] : [`source_labels: [${sources.join(', ')}]`]),
    ...(separator === ';' ? [] : [`separator: ${JSON.stringify(separator)}`]),
    ...(regex === '(.*)' ? [] : [`regex: ${regex}`]),
    ...(modulus === undefined ? [] : [`modulus: ${modulus}`]),
    ...(target_label === undefined ? [] : [`target_label: ${target_label}`]),
    ...(replacement === '$1' ? [] : [`replacement: ${JSON.stringify(replacement)}`]),
  ]
}

/** The whole of it as text, for a message to a colleague. */
export function storyText(target: string, discovered: LabelRecord, story: readonly StoryStep[]): string {
  const list = (labels: LabelRecord): string[] =>
    Object.entries(labels).map(([name, value]) => `  ${name}=${JSON.stringify(value)}`)
  return [
    `${target}, as it was discovered:`,
    ...list(discovered),
    ...story.flatMap(({ rule, value, keep, changes }, index) => [
      '',
      `Rule ${index + 1}:`,
      ...rule.map(line => `  ${line}`),
      ...(value === undefined ? [] : [`  sees ${JSON.stringify(value)}`]),
      ...(keep ? [] : ['  drops the target']),
      ...changes.map(({ name, before, after }) =>
        after === undefined
          ? `  removes ${name} (was ${JSON.stringify(before)})`
          : before === undefined
            ? `  adds ${name}=${JSON.stringify(after)}`
            : `  changes ${name} from ${JSON.stringify(before)} to ${JSON.stringify(after)}`,
      ),
      ...(keep && changes.length === 0 ? ['  changes nothing'] : []),
    ]),
  ].join('\n')
}
