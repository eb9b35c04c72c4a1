const NAMES: Readonly<Record<string, string>> = {
  arrowleft: '←',
  arrowright: '→',
  enter: 'Enter',
  escape: 'Esc',
  delete: 'Del',
}

/** As it stands on the key; single letters alone are typed small. */
export function keyName(key: string): string {
  const rest = /^mod\+(.+)$/.exec(key)?.[1]
  if (rest === undefined) return NAMES[key] ?? key
  return `${navigator.platform.startsWith('Mac') ? '⌘' : 'Ctrl'} ${NAMES[rest] ?? rest.toUpperCase()}`
}
