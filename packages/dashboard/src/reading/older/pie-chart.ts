/** The pie chart was a plugin before it came with Grafana. */
import { filled, type JsonObject, numberOf, objectAt, objectsOf, textOf } from '../json.ts'
import { aliasColours, becomes, reducerOf } from './old-panel.ts'

export function pieChartPanel(panel: JsonObject): void {
  const old = becomes(panel, 'piechart')
  const legend = objectAt(old, 'legend')
  const onGraph = old.legendType === 'On graph'
  const values = [
    ...(legend.values === true ? ['value'] : []),
    ...(legend.percentage === true ? ['percent'] : []),
  ]
  const reducer = reducerOf(old.valueName)
  panel.options = filled({
    pieType: old.pieType === 'donut' ? 'donut' : 'pie',
    reduceOptions: { values: false, calcs: [reducer ?? 'lastNotNull'], fields: '' },
    displayLabels: onGraph ? ['name', ...values] : undefined,
    legend: {
      displayMode: 'table',
      showLegend: !onGraph && legend.show !== false,
      placement: old.legendType === 'Under graph' ? 'bottom' : 'right',
      values: onGraph ? [] : values,
      calcs: [],
    },
  })
  panel.fieldConfig = {
    defaults: filled({
      ...objectAt(objectAt(old, 'fieldConfig'), 'defaults'),
      unit: textOf(old.format),
      decimals: numberOf(old.decimals) ?? 0,
    }),
    overrides: [
      ...objectsOf(objectAt(old, 'fieldConfig').overrides),
      ...aliasColours(objectAt(old, 'aliasColors')),
    ],
  }
}
