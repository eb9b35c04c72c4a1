/** `14 targets`, `3 of 14 targets`: what they are stands in the label. */
export function countWords(
  { shown, all }: { readonly shown: number; readonly all: number },
  label: string,
): string {
  const things = label.replace(/^(Filter|Find) (an? )?/, '')
  const many = /s$/.test(things) ? things : `${things}s`
  const counted = `${all.toLocaleString('en')} ${all === 1 ? many.slice(0, -1) : many}`
  return shown === all ? counted : `${shown.toLocaleString('en')} of ${counted}`
}
