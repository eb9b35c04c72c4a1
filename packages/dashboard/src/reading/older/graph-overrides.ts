/** What a graph said of some of its series, in words that each became a property of an override. */
import { isObject, type JsonObject, numberOf, objectAt, objectsOf, textOf } from '../json.ts'
import { type OldOverride, override } from './old-panel.ts'

type Properties = OldOverride['properties']

export function seriesOverrides(
  graph: JsonObject,
  left: JsonObject,
  right: JsonObject,
): { overrides: OldOverride[]; fillsBelow: boolean } {
  const said = objectsOf(graph.seriesOverrides).filter(each => textOf(each.alias) !== undefined)
  const overrides = said.flatMap(each => {
    const alias = String(each.alias)
    const properties = Object.entries(each).flatMap(([key, value]) => propertiesOf(key, value, left, right))
    const dashes = dashed(each, graph)
    if (dashes !== undefined) properties.push({ id: 'custom.lineStyle', value: dashes })
    if (properties.length === 0) return []
    return [override(isPattern(alias) ? 'byRegexp' : 'byName', alias, properties)]
  })
  return { overrides, fillsBelow: said.some(each => each.fillBelowTo !== undefined) }
}

function isPattern(alias: string): boolean {
  return /^([/~@;%#'])(.*?)\1([gimsuy]*)$/.test(alias)
}

function propertiesOf(key: string, value: unknown, left: JsonObject, right: JsonObject): Properties {
  const number = numberOf(value)
  switch (key) {
    case 'yaxis':
      return number === 2 ? onTheRight(left, right) : []
    case 'fill':
      return number === undefined ? [] : [{ id: 'custom.fillOpacity', value: number * 10 }]
    case 'fillBelowTo':
      return [{ id: 'custom.fillBelowTo', value }]
    case 'fillGradient':
      if (number === undefined || number === 0) return []
      return [
        { id: 'custom.gradientMode', value: 'opacity' },
        { id: 'custom.fillOpacity', value: number * 10 },
      ]
    case 'points':
      return [{ id: 'custom.showPoints', value: value === true ? 'always' : 'never' }]
    case 'bars':
      if (value !== true) return [{ id: 'custom.drawStyle', value: 'line' }]
      return [
        { id: 'custom.drawStyle', value: 'bars' },
        { id: 'custom.fillOpacity', value: 100 },
      ]
    case 'lines':
      return value === true
        ? [{ id: 'custom.drawStyle', value: 'line' }]
        : [{ id: 'custom.lineWidth', value: 0 }]
    case 'linewidth':
      return number === undefined ? [] : [{ id: 'custom.lineWidth', value: number }]
    case 'pointradius':
      return number === undefined ? [] : [{ id: 'custom.pointSize', value: 2 + number * 2 }]
    case 'stack':
      return [
        {
          id: 'custom.stacking',
          value: {
            mode: value ? 'normal' : 'none',
            group: typeof value === 'string' && value !== '' ? value : 'A',
          },
        },
      ]
    case 'color':
      return typeof value === 'string' ? [{ id: 'color', value: { mode: 'fixed', fixedColor: value } }] : []
    case 'transform':
      return [{ id: 'custom.transform', value: value === 'negative-Y' ? 'negative-Y' : 'constant' }]
    case 'legend':
      return value === false
        ? [{ id: 'custom.hideFrom', value: { legend: true, tooltip: false, viz: false } }]
        : []
    case 'hideTooltip':
      return value === true
        ? [{ id: 'custom.hideFrom', value: { legend: false, tooltip: true, viz: false } }]
        : []
    case 'nullPointMode':
      return [{ id: 'custom.spanNulls', value: value === 'connected' }]
    case 'steppedLine':
      return [{ id: 'custom.lineInterpolation', value: value === true ? 'stepAfter' : 'linear' }]
    default:
      return []
  }
}

/** What the right axis says that the left one doesn't. */
function onTheRight(left: JsonObject, right: JsonObject): Properties {
  const { custom: rightCustom, ...rightAxis } = right
  const differing = Object.entries(rightAxis).flatMap(([id, value]) =>
    left[id] === value ? [] : [{ id, value }],
  )
  const leftCustom = objectAt(left, 'custom')
  const custom = Object.entries(isObject(rightCustom) ? rightCustom : {}).flatMap(([id, value]) =>
    id === 'axisPlacement' || leftCustom[id] === value ? [] : [{ id: `custom.${id}`, value }],
  )
  const placement = objectAt(right, 'custom').axisPlacement === 'hidden' ? 'hidden' : 'right'
  return [...differing, ...custom, { id: 'custom.axisPlacement', value: placement }]
}

function dashed(said: JsonObject, graph: JsonObject): JsonObject | undefined {
  if (!['dashes', 'dashLength', 'spaceLength'].some(key => said[key] !== undefined)) return undefined
  const dashes = said.dashes ?? graph.dashes
  return { fill: dashes === true ? 'dash' : 'solid', dash: dashesOf({ ...graph, ...said }) }
}

export function dashesOf(old: JsonObject): [number, number] {
  return [numberOf(old.dashLength) ?? 10, numberOf(old.spaceLength) ?? 10]
}
