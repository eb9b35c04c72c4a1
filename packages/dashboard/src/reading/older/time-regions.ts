/** Times of the week that a graph coloured are annotations of the dashboard now. */
import { filled, type JsonObject, objectsOf, textOf } from '../json.ts'

export function timeRegionAnnotations(graph: JsonObject): JsonObject[] {
  return objectsOf(graph.timeRegions).flatMap((region, at) => {
    if (region.fill !== true && region.line !== true) return []
    const colour = region.colorMode === 'custom' ? region.fillColor : region.colorMode
    return [
      {
        datasource: { type: 'datasource', uid: 'grafana' },
        enable: true,
        hide: true,
        filter: { exclude: false, ids: [graph.id] },
        iconColor: region.fill === true ? (textOf(colour) ?? 'gray') : (textOf(region.lineColor) ?? 'white'),
        name: `T${at + 1}`,
        target: {
          queryType: 'timeRegions',
          refId: 'Anno',
          timeRegion: filled({
            fromDayOfWeek: region.fromDayOfWeek,
            toDayOfWeek: region.toDayOfWeek,
            from: region.from,
            to: region.to,
            // The graph took its times for UTC, whatever the dashboard's zone was.
            timezone: 'utc',
          }),
        },
      },
    ]
  })
}
