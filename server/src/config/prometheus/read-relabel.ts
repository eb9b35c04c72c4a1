/** `relabel_configs` and everything of their kind. */
import { isLegacyLabelName } from '@vedette/model'
import {
  checkRelabelRule,
  RELABEL_ACTIONS,
  RELABEL_DEFAULTS,
  RelabelError,
  type RelabelRule,
} from '@vedette/model/relabel'
import { checkedText, type Decode, list, section, sections, text, uint } from './decode.ts'
import type { NameValidation } from './types.ts'
import type { YamlValue } from './yaml-value.ts'

/** Rules are read before it is known which names the job allows, so that part of the check comes later. */
export interface RuleRead {
  readonly rule: RelabelRule
  readonly source: YamlValue
}

export function rules(empty: string): Decode<RuleRead[]> {
  return sections(readRule, 'relabel.Config', empty)
}

const FIELDS = {
  source_labels: list(labelName(), 'model.LabelName'),
  separator: text,
  regex: text,
  modulus: uint,
  target_label: text,
  replacement: text,
  action: (value: YamlValue) => {
    if (value.content.kind === 'null') {
      value.problems.add(value.line, 'relabel action cannot be empty')
      return undefined
    }
    const written = text(value)
    if (written === undefined) return undefined
    const action = RELABEL_ACTIONS.find(each => each === written.toLowerCase())
    if (!action) value.problems.add(value.line, `unknown relabel action ${JSON.stringify(written)}`)
    return action
  },
}

function readRule(value: YamlValue): RuleRead | undefined {
  const read = section(value, 'relabel.plain', FIELDS)
  if (!read?.sound) return undefined
  const { fields } = read
  const rule: RelabelRule = {
    sourceLabels: fields.source_labels ?? RELABEL_DEFAULTS.sourceLabels,
    separator: fields.separator ?? RELABEL_DEFAULTS.separator,
    regex: fields.regex ?? RELABEL_DEFAULTS.regex,
    modulus: fields.modulus ?? RELABEL_DEFAULTS.modulus,
    targetLabel: fields.target_label ?? RELABEL_DEFAULTS.targetLabel,
    replacement: fields.replacement ?? RELABEL_DEFAULTS.replacement,
    action: fields.action ?? RELABEL_DEFAULTS.action,
    names: 'utf8',
  }
  return { rule, source: value }
}

/** The rules as the job has them, checked. */
export function settleRules(read: readonly RuleRead[] | undefined, names: NameValidation): RelabelRule[] {
  return (read ?? []).map(({ rule, source }) => {
    const settled = { ...rule, names }
    try {
      checkRelabelRule(settled)
    } catch (error) {
      if (!(error instanceof RelabelError)) throw error
      source.problems.add(source.line, error.message)
    }
    return settled
  })
}

/** A label's name; since Prometheus 3 any UTF-8 text but the empty one. */
export function labelName(names: NameValidation = 'utf8'): Decode<string> {
  return checkedText(written => labelNameProblem(written, names))
}

export function labelNameProblem(written: string, names: NameValidation = 'utf8'): string | undefined {
  const valid = written !== '' && (names === 'utf8' || isLegacyLabelName(written))
  return valid ? undefined : `${JSON.stringify(written)} is not a valid label name`
}
