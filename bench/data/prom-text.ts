/** The mix as a page of Prometheus text (0.0.4), as one target would show it: without the labels that the scraper adds. */
import type { Mix } from './mix.ts'

/** Answers a function that prints the mix's current values; names and labels are spelled once. */
export function createPage(mix: Mix): () => string {
  const families = new Map<string, { head: string; members: { index: number; spelling: string }[] }>()
  mix.series.forEach(({ labels, family, type }, index) => {
    let entry = families.get(family)
    if (entry === undefined) {
      const head = `# HELP ${family} What ${family.replaceAll('_', ' ')} says.\n# TYPE ${family} ${type}\n`
      entry = { head, members: [] }
      families.set(family, entry)
    }
    const shown = labels.filter(([name]) => name !== '__name__' && name !== 'job' && name !== 'instance')
    const spelled = shown.map(([name, value]) => `${name}="${escaped(value)}"`).join(',')
    // Hosts are told apart by their instance, which the scraper sets; on one page it has to be a label of another name.
    const host = labels.some(([name]) => name === 'pod')
      ? ''
      : `${spelled === '' ? '' : ','}host="${labels.find(([name]) => name === 'instance')?.[1]}"`
    entry.members.push({ index, spelling: `${labels[0]![1]}{${spelled}${host}} ` })
  })
  return () => {
    let page = ''
    for (const { head, members } of families.values()) {
      page += head
      for (const { index, spelling } of members) page += `${spelling}${mix.values[index]}\n`
    }
    return page
  }
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
