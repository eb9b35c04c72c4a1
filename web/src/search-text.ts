/** What stands behind the `?` of an address: text, and for variables of dashboards lists of it (`var-service=a&var-service=b`). */
export type SearchRecord = Record<string, string | readonly string[] | undefined>

/** What may come several times. */
const LISTED = 'var-'

export function parseSearchText(text: string): SearchRecord {
  const params = new URLSearchParams(text)
  return Object.fromEntries(
    [...new Set(params.keys())].map(key => {
      const all = params.getAll(key)
      return [key, key.startsWith(LISTED) && all.length > 1 ? all : all.at(-1)]
    }),
  )
}

/** An empty text is none, except that of a variable, which may be chosen to be empty. */
export function searchText(search: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(search).flatMap(([key, value]) => {
    if (value === undefined || (value === '' && !key.startsWith(LISTED))) return []
    return (Array.isArray(value) ? value : [value]).map((each): [string, string] => [key, String(each)])
  })
  const text = new URLSearchParams(pairs).toString()
  return text === '' ? '' : `?${text}`
}

/** Whatever somebody put there becomes text, or a list of it where that may be. */
export function searchValue(key: string, value: unknown): string | readonly string[] | undefined {
  if (value === undefined) return undefined
  return Array.isArray(value) && key.startsWith(LISTED) ? value.map(String) : String(value)
}
