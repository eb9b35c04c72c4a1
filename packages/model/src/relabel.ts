/**
 * Relabelling, as Prometheus 3 does it: rules that rewrite a label set or drop it, applied in order.
 *
 * A package export of its own, because `hashmod` needs node:crypto and a browser must not be asked for it.
 */
import { createHash } from 'node:crypto'
import { changeCase } from './change-case.ts'
import { expandTemplate } from './expand-template.ts'
import { compareUtf8, isLegacyLabelName, type Label, type Labels, labelValue } from './labels.ts'
import { compileAnchored, compileRe2 } from './regex.ts'

export const RELABEL_ACTIONS = [
  'replace',
  'keep',
  'drop',
  'keepequal',
  'dropequal',
  'hashmod',
  'labelmap',
  'labeldrop',
  'labelkeep',
  'lowercase',
  'uppercase',
] as const

export type RelabelAction = (typeof RELABEL_ACTIONS)[number]

/** Plain data, so that two configurations can be compared and printed. `relabelRule` fills it in and checks it. */
export interface RelabelRule {
  readonly sourceLabels: readonly string[]
  readonly separator: string
  /** RE2, anchored at both ends. */
  readonly regex: string
  readonly modulus: number
  readonly targetLabel: string
  readonly replacement: string
  readonly action: RelabelAction
  /** `legacy` refuses target labels outside of [a-zA-Z_][a-zA-Z0-9_]*. */
  readonly names: 'utf8' | 'legacy'
}

export const RELABEL_DEFAULTS: RelabelRule = {
  sourceLabels: [],
  separator: ';',
  regex: '(.*)',
  modulus: 0,
  targetLabel: '',
  replacement: '$1',
  action: 'replace',
  names: 'utf8',
}

export class RelabelError extends Error {
  override name = 'RelabelError'
}

/** A rule with Prometheus's defaults. Throws RelabelError, in Prometheus's words, for one that could not work. */
export function relabelRule(fields: Partial<RelabelRule>): RelabelRule {
  const rule = { ...RELABEL_DEFAULTS, ...fields }
  checkRelabelRule(rule)
  return rule
}

/** RE2, because in JavaScript's own engine a long name that does not fit would take forever. */
const isLegacyTemplate = compileAnchored('(?:(?:[a-zA-Z_]|\\$(?:\\{\\w+\\}|\\w+))+\\w*)+')

export function checkRelabelRule(rule: RelabelRule): void {
  const { action, targetLabel, replacement, names } = rule
  const validName = (name: string) =>
    name !== '' && name.isWellFormed() && (names === 'utf8' || isLegacyLabelName(name))
  const validTemplate = (text: string) => (names === 'utf8' ? validName(text) : isLegacyTemplate(text))
  const refuse = (message: string): never => {
    throw new RelabelError(message)
  }

  try {
    compileRe2(rule.regex)
  } catch (cause) {
    throw new RelabelError(cause instanceof Error ? cause.message : String(cause), { cause })
  }
  if (action === 'hashmod' && rule.modulus === 0) {
    refuse('relabel configuration for hashmod requires non-zero modulus')
  }
  if (WRITES_TARGET.has(action) && targetLabel === '') {
    refuse(`relabel configuration for ${action} action requires 'target_label' value`)
  }
  if (WRITES_TARGET.has(action)) {
    const template = action === 'replace' && targetLabel.includes('$')
    if (!(template ? validTemplate(targetLabel) : validName(targetLabel))) {
      refuse(`${JSON.stringify(targetLabel)} is invalid 'target_label' for ${action} action`)
    }
  }
  if (IGNORES_REPLACEMENT.has(action) && replacement !== RELABEL_DEFAULTS.replacement) {
    refuse(`'replacement' can not be set for ${action} action`)
  }
  if (action === 'labelmap' && !validTemplate(replacement)) {
    refuse(`${JSON.stringify(replacement)} is invalid 'replacement' for ${action} action`)
  }
  const plain =
    rule.modulus === RELABEL_DEFAULTS.modulus &&
    rule.separator === RELABEL_DEFAULTS.separator &&
    replacement === RELABEL_DEFAULTS.replacement
  if (
    (action === 'dropequal' || action === 'keepequal') &&
    !(plain && rule.regex === RELABEL_DEFAULTS.regex)
  ) {
    refuse(`${action} action requires only 'source_labels' and \`target_label\`, and no other fields`)
  }
  if (
    (action === 'labeldrop' || action === 'labelkeep') &&
    !(plain && rule.sourceLabels.length === 0 && targetLabel === '')
  ) {
    refuse(`${action} action requires only 'regex', and no other fields`)
  }
}

const WRITES_TARGET: ReadonlySet<RelabelAction> = new Set<RelabelAction>([
  'replace',
  'hashmod',
  'lowercase',
  'uppercase',
  'keepequal',
  'dropequal',
])
const IGNORES_REPLACEMENT: ReadonlySet<RelabelAction> = new Set<RelabelAction>([
  'lowercase',
  'uppercase',
  'keepequal',
  'dropequal',
])

/** The label set as the rules leave it; undefined where one of them drops it. The same object where nothing changed. */
export function relabel(labels: Labels, rules: readonly RelabelRule[]): Labels | undefined {
  if (rules.length === 0) return labels
  const draft = createDraft(labels)
  for (const rule of rules) if (!apply(rule, draft)) return undefined
  return draft.labels()
}

/** What one rule did, for people who wonder why a target looks as it does. */
export interface RelabelStep {
  /** Index in the list of rules. */
  readonly index: number
  readonly rule: RelabelRule
  readonly kept: boolean
  /** After the rule; as before it where the rule dropped the set. */
  readonly labels: Labels
}

/** Like `relabel`, one step for each rule that was applied; the last says whether the set was kept. */
export function relabelSteps(labels: Labels, rules: readonly RelabelRule[]): RelabelStep[] {
  const steps: RelabelStep[] = []
  const draft = createDraft(labels)
  for (const [index, rule] of rules.entries()) {
    const kept = apply(rule, draft)
    steps.push({ index, rule, kept, labels: draft.labels() })
    if (!kept) break
  }
  return steps
}

/**
 * A label set being rewritten. Labels that were set come after those that were there, in the order of setting: `labelmap` walks
 * them so, and where two names map to one the later wins.
 */
interface Draft {
  get(name: string): string
  set(name: string, value: string): void
  remove(name: string): void
  /** A copy, so that the caller may change the draft while walking. */
  entries(): [name: string, value: string][]
  /** The labels that it was made of, the very object, as long as nothing has changed. */
  labels(): Labels
}

function createDraft(labels: Labels): Draft {
  // Most rules only look, so the maps are made by the first that writes.
  let maps: { readonly original: Map<string, string>; readonly added: Map<string, string> } | undefined
  let changed = false
  const write = () => {
    if (maps) return maps
    maps = { original: new Map(), added: new Map() }
    for (const { name, value } of labels) if (value !== '') maps.original.set(name, value)
    return maps
  }
  const remove = (name: string): void => {
    const { original, added } = write()
    if (original.delete(name) || added.delete(name)) changed = true
  }
  return {
    get: name => (maps ? (maps.added.get(name) ?? maps.original.get(name) ?? '') : labelValue(labels, name)),
    set(name, value) {
      if (value === '') return remove(name)
      const { original, added } = write()
      original.delete(name)
      added.set(name, value)
      changed = true
    },
    remove,
    entries() {
      const { original, added } = write()
      return [...original, ...added]
    },
    labels() {
      if (!changed) return labels
      const { original, added } = write()
      const out: Label[] = []
      for (const [name, value] of original) out.push({ name, value })
      for (const [name, value] of added) out.push({ name, value })
      return out.sort((a, b) => compareUtf8(a.name, b.name))
    },
  }
}

/** False where the rule drops the set. */
function apply(rule: RelabelRule, draft: Draft): boolean {
  const { action, targetLabel } = rule
  const value = joinedValue(rule, draft)
  switch (action) {
    case 'keep':
      return compiled(rule).matches(value)
    case 'drop':
      return !compiled(rule).matches(value)
    case 'keepequal':
      return draft.get(targetLabel) === value
    case 'dropequal':
      return draft.get(targetLabel) !== value
    case 'replace':
      replace(rule, value, draft)
      return true
    case 'lowercase':
    case 'uppercase':
      draft.set(targetLabel, changeCase(value, action))
      return true
    case 'hashmod':
      draft.set(targetLabel, String(hashOf(value) % BigInt(rule.modulus)))
      return true
    case 'labelmap':
      for (const [name, labelValue] of draft.entries()) {
        const renamed = compiled(rule).expand(name, rule.replacement)
        if (renamed) draft.set(renamed, labelValue)
      }
      return true
    case 'labeldrop':
    case 'labelkeep':
      for (const [name] of draft.entries()) {
        if (compiled(rule).matches(name) === (action === 'labeldrop')) draft.remove(name)
      }
      return true
  }
}

function joinedValue({ sourceLabels, separator }: RelabelRule, draft: Draft): string {
  if (sourceLabels.length === 1) return draft.get(sourceLabels[0]!)
  return sourceLabels.map(name => draft.get(name)).join(separator)
}

function replace(rule: RelabelRule, value: string, draft: Draft): void {
  const { targetLabel, replacement } = rule
  const pattern = compiled(rule)
  const result = pattern.expand(value, replacement)
  if (result === undefined) return
  const target = targetLabel.includes('$') ? pattern.expand(value, targetLabel)! : targetLabel
  if (target === '' || (rule.names === 'legacy' && !isLegacyLabelName(target))) return
  draft.set(target, result)
}

/** MD5's last eight bytes as a big-endian number: Prometheus's choice, which shards of one fleet must agree on. */
function hashOf(value: string): bigint {
  return createHash('md5').update(value, 'utf8').digest().readBigUInt64BE(8)
}

interface CompiledPattern {
  readonly matches: (text: string) => boolean
  /** The template filled in from the groups of a match; undefined where the pattern does not match. */
  readonly expand: (text: string, template: string) => string | undefined
}

/** Rules are data; what a rule's pattern compiles to lives as long as the rule does. */
const patterns = new WeakMap<RelabelRule, CompiledPattern>()

function compiled(rule: RelabelRule): CompiledPattern {
  const known = patterns.get(rule)
  if (known) return known
  const fresh = compilePattern(rule.regex)
  patterns.set(rule, fresh)
  return fresh
}

function compilePattern(regex: string): CompiledPattern {
  const matches = compileAnchored(regex)
  const whole = regex === '(.*)'
  const re2 = compileRe2(regex)
  const named = re2.namedGroups()
  return {
    matches: whole ? () => true : matches,
    expand(text, template) {
      if (!whole && !matches(text)) return undefined
      if (!template.includes('$')) return template
      if (whole) {
        if (template === '$1') return text
        return expandTemplate(
          template,
          group => (group < 2 ? text : ''),
          () => undefined,
        )
      }
      const matcher = re2.matcher(text)
      if (!matcher.matches()) return undefined
      const groups = matcher.groupCount()
      return expandTemplate(
        template,
        group => (group <= groups ? (matcher.group(group) ?? '') : ''),
        name => (Object.hasOwn(named, name) ? named[name] : undefined),
      )
    },
  }
}
