/** Plain data on its way to YAML. */
export type Tree = { [key: string]: unknown }

/** Without what Go's printer leaves out: '', 0, empty lists and maps, and what is not set. `false` stays: some switches default to true. */
export function withoutEmpty(tree: Tree): Tree {
  return Object.fromEntries(Object.entries(tree).filter(([, value]) => !isEmpty(value)))
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === '' || value === 0) return true
  if (Array.isArray(value)) return value.length === 0
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}
