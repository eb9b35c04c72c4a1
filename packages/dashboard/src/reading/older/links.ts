import { type JsonObject, objectAt, objectsOf, textOf } from '../json.ts'

/** Links of panels named a dashboard before schema 19, and their address now. */
export function upgradePanelLinks(panel: JsonObject): void {
  if (!Array.isArray(panel.links)) return
  panel.links = objectsOf(panel.links).map(link => {
    const dashboard = textOf(link.dashboard)
    let url = textOf(link.url)
    url ??= dashboard === undefined ? undefined : `dashboard/db/${slugOf(dashboard)}`
    url ??= textOf(link.dashUri) === undefined ? '/' : `dashboard/${link.dashUri}`
    if (link.keepTime) url = withQuery(url, '$__url_time_range')
    if (link.includeVars) url = withQuery(url, '$__all_variables')
    if (textOf(link.params) !== undefined) url = withQuery(url, String(link.params))
    return { title: textOf(link.title) ?? '', url, targetBlank: link.targetBlank === true }
  })
}

function withQuery(url: string, query: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}${query}`
}

function slugOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\w ]+/g, '')
    .replace(/ +/g, '-')
}

/** Names of what links may put into their address, before schema 21. */
export function upgradeLinkVariables(panel: JsonObject): void {
  const options = objectAt(panel, 'options')
  const ofFields = objectAt(objectAt(options, 'fieldOptions'), 'defaults')
  for (const link of [...objectsOf(options.dataLinks), ...objectsOf(ofFields.links)]) {
    if (typeof link.url === 'string') link.url = todaysNames(link.url)
  }
  if (typeof ofFields.title === 'string') ofFields.title = todaysNames(ofFields.title)
}

function todaysNames(text: string): string {
  return text
    .replace(/\$__series_name\b/g, `\${__series.name}`)
    .replace(/\$__field_name\b/g, `\${__field.name}`)
    .replace(/__series_name\b/g, '__series.name')
    .replace(/__field_name\b/g, '__field.name')
    .replace(/__value_time\b/g, '__value.time')
    .replace(/__series\.labels/g, '__field.labels')
}
