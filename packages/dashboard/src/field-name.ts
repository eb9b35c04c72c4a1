/**
 * What fields are called. Grafana's own names are what overrides and transformations are written for; where these would list every label of a series,
 * people are shown only the labels that tell it from the others.
 */
import type { FieldConfig } from './dashboard.ts'
import type { Field, FieldLabels, Frame } from './frame.ts'
import { interpolate } from './interpolate.ts'
import type { Scope } from './scope.ts'
import { differingLabels, labelOf, shortName } from './series-name.ts'

export interface FieldNames {
  /** Grafana's name of a field among these frames. */
  nameOf(field: Field, frame: Frame): string
  /** What people are shown of it: `config.displayName` with its variables filled in, or the shortest name that says which it is. */
  shownName(field: Field, frame: Frame, config?: FieldConfig, scope?: Scope): string
}

export function fieldNames(frames: readonly Frame[]): FieldNames {
  const labelled = frames.flatMap(({ fields }) =>
    fields.flatMap(({ labels }) => (labels === undefined ? [] : [labels])),
  )
  const onlyLabel = onlyLabelName(labelled)
  const framesDiffer = frames.some(({ name }) => name !== frames[0]!.name)
  let differing: readonly string[] | undefined
  const ownName = (field: Field, frame: Frame): string =>
    field.legend || nameFromLabels(field, frame, onlyLabel, framesDiffer)
  return {
    nameOf: (field, frame) => field.config?.displayName || ownName(field, frame),
    shownName(field, frame, { displayName } = field.config ?? {}, scope) {
      const own = ownName(field, frame)
      if (displayName !== undefined && displayName !== '') {
        return scope === undefined ? displayName : filledName(displayName, field, frame, own, scope)
      }
      const { labels = {} } = field
      const hasOwnName = field.legend !== undefined && field.legend !== ''
      if (hasOwnName || onlyLabel !== undefined || !isValue(field) || Object.keys(labels).length === 0)
        return own
      differing ??= differingLabels(labelled)
      return shortName(labels, differing, own)
    },
  }
}

/** `Value`, or the metric's name, which stands among its labels as well. */
function isValue({ name, labels }: Field): boolean {
  return name === '' || name === 'Value' || labels?.__name__ === name
}

function nameFromLabels(
  field: Field,
  frame: Frame,
  onlyLabel: string | undefined,
  framesDiffer: boolean,
): string {
  if (field.type === 'time' && field.labels === undefined) return field.name || 'Time'
  const value = isValue(field)
  const parts: string[] = []
  const frameName = frame.name ?? ''
  if (framesDiffer && frameName !== '') parts.push(frameName)
  if (!value) parts.push(field.name)
  const labels = labelsOf(field, onlyLabel)
  if (labels !== '') parts.push(labels)
  else if (value && frameName !== '' && !framesDiffer) parts.push(frameName)
  if (parts.length > 0 && !(parts.length === 1 && parts[0] === field.name)) return parts.join(' ')
  return uniqueName(field, frame)
}

function labelsOf({ labels = {} }: Field, onlyLabel: string | undefined): string {
  return onlyLabel === undefined ? labelText(labels) : (labelOf(labels, onlyLabel) ?? '')
}

/** `{instance="a", job="b"}`; empty without labels. */
export function labelText(labels: FieldLabels): string {
  const pairs = Object.keys(labels)
    .sort()
    .map(name => `${name}="${labels[name]}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(', ')}}`
}

/** The second column of a name is called `name 2`, the first then `name 1`. */
function uniqueName(field: Field, frame: Frame): string {
  const name = field.name || 'Value'
  const alike = frame.fields.filter(each => each.name === field.name)
  return alike.length < 2 ? name : `${name} ${alike.indexOf(field) + 1}`
}

function onlyLabelName(all: readonly FieldLabels[]): string | undefined {
  let only: string | undefined
  for (const labels of all) {
    for (const name in labels) {
      only ??= name
      if (name !== only) return undefined
    }
  }
  return only
}

/** `${__field.labels.job}`, `${__field.name}`, `${__field.displayName}`, `${__series.name}`. */
function filledName(template: string, field: Field, frame: Frame, own: string, scope: Scope): string {
  if (!/[$[]/.test(template)) return template
  const objects = {
    ...scope.objects,
    __field: { name: field.name, displayName: own, labels: field.labels ?? {} },
    __series: { name: frameName(frame, own) },
  }
  return interpolate(template, { ...scope, objects }, 'text')
}

/** What a frame is called: its name, or that of its only value. */
export function frameName(frame: Frame, ofItsValue: string): string {
  if (frame.name !== undefined && frame.name !== '') return frame.name
  return frame.fields.filter(({ type }) => type !== 'time').length === 1
    ? ofItsValue
    : `Series (${frame.refId})`
}
