/**
 * Sizes as Prometheus reads them: a number and a unit of 1024 steps, `32MiB`; the short `32MB` means the same. Parts may follow each
 * other (`1GiB512MiB`), `0` needs no unit.
 */
const STEPS = ['', 'K', 'M', 'G', 'T', 'P', 'E'] as const

const PART = /^(\d+(?:\.\d*)?|\.\d+)([KMGTPE]?)(i?)B/

/** Whole bytes, or undefined where the text is no size. */
export function parseSizeBytes(text: string): number | undefined {
  if (text === '0') return 0
  let rest = text
  let total = 0
  while (rest !== '') {
    const match = PART.exec(rest)
    if (!match || (match[2] === '' && match[3] !== '')) return undefined
    total += Number(match[1]) * 1024 ** STEPS.indexOf(match[2] as (typeof STEPS)[number])
    rest = rest.slice(match[0].length)
  }
  return text !== '' && Number.isSafeInteger(Math.trunc(total)) ? Math.trunc(total) : undefined
}

/** The shortest exact form: `32MiB`, `1536MiB`, `1000B`. */
export function formatSizeBytes(sizeBytes: number): string {
  let step = 0
  let count = sizeBytes
  while (count !== 0 && count % 1024 === 0 && step < STEPS.length - 1) {
    count /= 1024
    step++
  }
  return step === 0 ? `${count}B` : `${count}${STEPS[step]}iB`
}
