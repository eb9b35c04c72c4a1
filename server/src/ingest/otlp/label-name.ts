/** The name of a label, as Prometheus 3 makes it from the key of an attribute. Undefined where nothing that can be a name is left. */
export function labelName(key: string, utf8: boolean): string | undefined {
  if (utf8) return /^_*$/.test(key) ? undefined : key
  const escaped = key.replace(/[^a-zA-Z0-9]/gu, '_')
  if (/^_*$/.test(escaped)) return undefined
  if (/^\d/.test(escaped)) return `key_${escaped}`
  if (escaped.startsWith('_') && !escaped.startsWith('__')) return `key${escaped}`
  return escaped
}
