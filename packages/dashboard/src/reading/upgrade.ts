/** Brings a dashboard of any age to the newest classic schema, in place. */
import { type JsonObject, objectAt, objectsOf, openList, openObject } from './json.ts'
import { numberPanels, panelsOf } from './numbering.ts'
import { upgradeDataSources } from './older/data-source-names.ts'
import { moveFieldOptions } from './older/field-options.ts'
import { graphPanel } from './older/graph.ts'
import { upgradeOldGraph } from './older/graph-before-13.ts'
import { heatmapPanel, isOldHeatmap } from './older/heatmap.ts'
import { fillInputs } from './older/inputs.ts'
import { libraryOf, libraryPanel } from './older/library-panels.ts'
import { upgradeLinkVariables, upgradePanelLinks } from './older/links.ts'
import { boundsOfPercentages, upgradePanel } from './older/panel-versions.ts'
import { pieChartPanel } from './older/pie-chart.ts'
import { columnsThatFit, placeRows } from './older/rows.ts'
import { singlestatPanel } from './older/singlestat.ts'
import { isOldTable, tablePanel } from './older/table.ts'
import { textPanel } from './older/text.ts'
import { upgradeVariables } from './older/variables.ts'
import { MAX_DASHBOARD_BYTES } from './parse.ts'
import type { Place } from './place.ts'

export function upgradeDashboard(dashboard: JsonObject, version: number, place: Place): void {
  oldestForms(dashboard)
  if (Array.isArray(dashboard.rows)) placeRows(dashboard)
  withoutRepeats(dashboard)
  openRows(dashboard)
  numberPanels(dashboard)
  upgradeVariables(dashboard, version)
  const library = libraryOf(dashboard, MAX_DASHBOARD_BYTES)
  eachPanel(dashboard, place, (panel, at) => {
    libraryPanel(panel, library)
    upgradeOne(panel, version, dashboard, at)
  })
  fillInputs(dashboard)
  upgradeDataSources(dashboard, panelsOf(dashboard))
}

function oldestForms(dashboard: JsonObject): void {
  const filter = objectAt(objectAt(dashboard, 'services'), 'filter')
  if (filter.time !== undefined) dashboard.time ??= filter.time
  if (Array.isArray(filter.list)) openObject(dashboard, 'templating').list ??= filter.list
  delete dashboard.services
  const events = objectsOf(dashboard.pulldowns).find(({ type }) => type === 'annotations')
  if (Array.isArray(events?.annotations)) openObject(dashboard, 'annotations').list ??= events.annotations
  delete dashboard.pulldowns
  if (Array.isArray(dashboard.nav) && dashboard.nav.length > 0) dashboard.timepicker ??= dashboard.nav[0]
  delete dashboard.nav
  if (dashboard.sharedCrosshair === true) dashboard.graphTooltip ??= 1
  for (const key of ['sharedCrosshair', 'hideControls', 'originalTitle', 'style']) delete dashboard[key]
}

/** Grafana of old saved a repeated panel with all of its copies. */
function withoutRepeats(dashboard: JsonObject): void {
  const isCopy = (panel: unknown): boolean => Boolean((panel as JsonObject | null)?.repeatPanelId)
  const isRowsCopy = (panel: unknown): boolean => Boolean((panel as JsonObject | null)?.repeatByRow)
  if (!Array.isArray(dashboard.panels)) return
  dashboard.panels = dashboard.panels.filter(panel => !isCopy(panel) && !isRowsCopy(panel))
  for (const panel of objectsOf(dashboard.panels)) {
    if (Array.isArray(panel.panels)) panel.panels = panel.panels.filter(each => !isCopy(each))
  }
}

/** Panels of an open row stand behind it. Those that lie within one, written by hand, would be seen nowhere. */
function openRows(dashboard: JsonObject): void {
  if (!Array.isArray(dashboard.panels)) return
  dashboard.panels = dashboard.panels.flatMap((panel: unknown) => {
    const row = panel as JsonObject | null
    if (
      row?.type !== 'row' ||
      row.collapsed === true ||
      !Array.isArray(row.panels) ||
      row.panels.length === 0
    )
      return [panel]
    const { panels } = row
    row.panels = []
    return [row, ...panels]
  })
}

/** With the panel's place, and what notes say of it. */
export function eachPanel(
  dashboard: JsonObject,
  place: Place,
  visit: (panel: JsonObject, place: Place) => void,
): void {
  const visitAll = (list: unknown, at: Place): void => {
    if (!Array.isArray(list)) return
    list.forEach((panel: unknown, index) => {
      if (typeof panel !== 'object' || panel === null || Array.isArray(panel)) return
      const json = panel as JsonObject
      const within = at.index(index)
      visit(json, within.ofPanel(Number(json.id), typeof json.title === 'string' ? json.title : ''))
      visitAll(json.panels, within.key('panels'))
    })
  }
  visitAll(dashboard.panels, place.key('panels'))
}

function upgradeOne(panel: JsonObject, version: number, dashboard: JsonObject, place: Place): void {
  if (version < 19) upgradePanelLinks(panel)
  if (version < 21) upgradeLinkVariables(panel)
  if (typeof panel.minSpan === 'number') {
    if (panel.minSpan > 0) panel.maxPerRow ??= columnsThatFit(24 / panel.minSpan)
    delete panel.minSpan
  }
  becomeTodays(panel, version, dashboard, place)
  upgradePanel(panel, version)
}

function becomeTodays(panel: JsonObject, version: number, dashboard: JsonObject, place: Place): void {
  const { type } = panel
  if (type === 'graph' || type === 'graphite') {
    upgradeOldGraph(panel)
    const annotations = graphPanel(panel)
    if (annotations.length > 0) openList(openObject(dashboard, 'annotations'), 'list').push(...annotations)
  } else if (type === 'singlestat' || type === 'grafana-singlestat-panel') singlestatPanel(panel, place)
  else if (type === 'grafana-piechart-panel') pieChartPanel(panel)
  else if (type === 'heatmap-new') panel.type = 'heatmap'
  else if (isOldHeatmap(panel)) heatmapPanel(panel)
  else if (isOldTable(panel)) tablePanel(panel)
  else if (type === 'text' || type === 'text2') textPanel(panel)
  else if (type === 'stat' || type === 'gauge' || type === 'bargauge') {
    moveFieldOptions(panel)
    if (version < 30 && beforeGrafana8(panel)) boundsOfPercentages(panel)
  }
}

function beforeGrafana8(panel: JsonObject): boolean {
  return Number.parseFloat(String(panel.pluginVersion ?? '6.1')) < 8
}
