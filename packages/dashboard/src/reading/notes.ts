/** What of a dashboard is not shown as Grafana shows it, thing by thing. Reads the dashboard as it is after it was brought up to date. */
import {
  type AnnotationQuery,
  type Dashboard,
  PANEL_TYPES,
  type Panel,
  VARIABLE_TYPES,
  type Variable,
} from '../dashboard.ts'
import { FIELD_MATCHERS } from '../field-matchers.ts'
import { TRANSFORMATION_IDS } from '../transform.ts'
import {
  kindOfType,
  type SourceKind,
  type SourceKinds,
  sourceKindsOf,
  speaksOtherwise,
} from './data-source-types.ts'
import { isObject } from './json.ts'
import { LIBRARY_PANEL } from './older/library-panels.ts'
import { noteOptions } from './option-notes.ts'
import type { Place } from './place.ts'

export function noteWhatDiffers(dashboard: Dashboard, place: Place): void {
  const sourceOf = sourceKindsOf(dashboard)
  dashboard.templating.list.forEach((variable, at) => {
    noteVariable(variable, sourceOf, place.key('templating').key('list').index(at))
  })
  dashboard.annotations.list.forEach((annotation, at) => {
    noteAnnotation(annotation, sourceOf, place.key('annotations').key('list').index(at))
  })
  notePanels(dashboard.panels, sourceOf, place.key('panels'))
}

function notePanels(panels: readonly Panel[], sourceOf: SourceKinds, place: Place): void {
  panels.forEach((panel, at) => {
    const within = place.index(at).ofPanel(panel.id, panel.title)
    notePanel(panel, sourceOf, within)
    notePanels(panel.panels ?? [], sourceOf, place.index(at).key('panels'))
  })
}

const KNOWN_TYPES: readonly string[] = PANEL_TYPES
const LATER_PANELS: Readonly<Record<string, string>> = {
  logs: 'logs',
  traces: 'traces',
  nodeGraph: 'traces',
  alertlist: 'alerts',
}

function notePanel(panel: Panel, sourceOf: SourceKinds, place: Place): void {
  if (panel.type === LIBRARY_PANEL) {
    place
      .key('libraryPanel')
      .note('unsupported', 'its library panel is kept in a Grafana and did not come with the dashboard')
    return
  }
  const signal = Object.hasOwn(LATER_PANELS, panel.type) ? LATER_PANELS[panel.type] : undefined
  if (signal !== undefined)
    place.key('type').note('later', `panels of type ${panel.type} come with ${signal}`)
  else if (!KNOWN_TYPES.includes(panel.type)) {
    place.key('type').note('unsupported', `panels of type ${JSON.stringify(panel.type)} are not supported`)
  } else noteOptions(panel, place)
  if (panel.type !== 'row' && panel.type !== 'text') noteTargets(panel, sourceOf, place)
  if (panel.alert !== undefined && panel.alert !== null) {
    place.key('alert').note('later', 'its alert comes with alerts; it is kept, and does not fire')
  }
  noteTransformations(panel, place)
}

/** Once for each reason, with all queries that it concerns. */
function noteTargets(panel: Panel, sourceOf: SourceKinds, place: Place): void {
  const reasons = new Map<string, { at: number; letters: string[]; kind: 'later' | 'unsupported' }>()
  panel.targets.forEach((target, at) => {
    if (isEmpty(target)) return
    const source = sourceOf(target.datasource, panel.datasource)
    const reason = source.kind === 'prometheus' && speaksOtherwise(target) ? 'not in PromQL' : whyNot(source)
    if (reason === undefined) return
    const known = reasons.get(reason)
    if (known !== undefined) known.letters.push(target.refId)
    else
      reasons.set(reason, {
        at,
        letters: [target.refId],
        kind: source.kind === 'later' ? 'later' : 'unsupported',
      })
  })
  for (const [reason, { at, letters, kind }] of reasons) {
    const which = letters.length === 1 ? `query ${letters[0]}` : `queries ${letters.join(', ')}`
    place.key('targets').index(at).note(kind, `${which}: ${reason}`)
  }
}

/** Rows and text panels often have such a query, and new panels. */
function isEmpty(target: Panel['targets'][number]): boolean {
  return Object.keys(target).every(key => key === 'refId' || key === 'datasource' || key === 'hide')
}

function whyNot(source: SourceKind): string | undefined {
  switch (source.kind) {
    case 'prometheus':
      return undefined
    case 'later':
      return `${source.type} comes with ${source.signal}`
    case 'expression':
      return "Grafana's expressions over other queries are not supported"
    case 'dashboard':
      return 'answers taken from another panel are not supported'
    case 'grafana':
      return "Grafana's own data source is not here"
    case 'other':
      return `data sources of type ${JSON.stringify(source.type)} are not supported`
  }
}

function noteTransformations(panel: Panel, place: Place): void {
  panel.transformations.forEach((transformation, at) => {
    if (transformation.disabled || TRANSFORMATION_IDS.includes(transformation.id)) return
    place
      .key('transformations')
      .index(at)
      .note(
        'unsupported',
        `the transformation ${JSON.stringify(transformation.id)} is not supported; the data passes it unchanged`,
      )
  })
  panel.fieldConfig.overrides.forEach(({ matcher }, at) => {
    if (FIELD_MATCHERS.includes(matcher.id)) return
    place
      .key('fieldConfig')
      .key('overrides')
      .index(at)
      .note(
        'unsupported',
        `overrides of fields by ${JSON.stringify(matcher.id)} are not supported; it applies to none`,
      )
  })
}

const KNOWN_VARIABLES: readonly string[] = VARIABLE_TYPES

function noteVariable(variable: Variable, sourceOf: SourceKinds, place: Place): void {
  const { name, type } = variable
  if (!KNOWN_VARIABLES.includes(type)) {
    place.note(
      'unsupported',
      `the variable ${name} is of type ${JSON.stringify(type)}, which is not supported`,
    )
    return
  }
  if (type === 'datasource') {
    const source = kindOfType(typeof variable.query === 'string' ? variable.query : '')
    if (source.kind === 'later')
      place.note('later', `the variable ${name} chooses a data source for ${source.signal}`)
    else if (source.kind === 'other' && source.type !== '') {
      place.note(
        'unsupported',
        `the variable ${name} chooses a data source of type ${JSON.stringify(source.type)}`,
      )
    }
    return
  }
  if (type !== 'query') return
  const source = sourceOf(isObject(variable.datasource) ? variable.datasource : undefined)
  const words = whyNot(source)
  if (words !== undefined)
    place.note(source.kind === 'later' ? 'later' : 'unsupported', `the variable ${name}: ${words}`)
}

function noteAnnotation(annotation: AnnotationQuery, sourceOf: SourceKinds, place: Place): void {
  // Every dashboard of Grafana's has its own.
  if (annotation.builtIn === 1 || annotation.builtIn === true) return
  const source = sourceOf(annotation.datasource)
  const words = whyNot(source)
  if (words === undefined) return
  place.note(
    source.kind === 'later' ? 'later' : 'unsupported',
    `the annotations ${JSON.stringify(annotation.name)}: ${words}`,
  )
}
