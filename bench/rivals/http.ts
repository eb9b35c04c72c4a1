/** Requests to a product that must succeed. */
export async function getText(url: string, signal: AbortSignal, method = 'GET'): Promise<string> {
  const response = await fetch(url, { method, signal })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${url} answered ${response.status}: ${text.slice(0, 300)}`)
  return text
}

/** The lines of a response, without holding the whole of it. */
export async function* getLines(url: string, signal: AbortSignal): AsyncGenerator<string> {
  const response = await fetch(url, { signal })
  if (!response.ok || response.body === null) {
    throw new Error(`GET ${url} answered ${response.status}: ${(await response.text()).slice(0, 300)}`)
  }
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of response.body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop()!
    yield* lines
  }
  if (rest !== '') yield rest
}

/** The value of an unlabelled or labelled sample of a /metrics page, summed over its series; 0 where it is absent. */
export function metricSum(page: string, name: string): number {
  let sum = 0
  for (const line of page.split('\n')) {
    if (line.startsWith(name) && (line[name.length] === ' ' || line[name.length] === '{')) {
      sum += Number(line.slice(line.lastIndexOf(' ') + 1))
    }
  }
  return sum
}
