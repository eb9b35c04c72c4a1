import { useQuery } from '@tanstack/react-query'
import { DEFAULT_SCRAPE_INTERVAL_MS } from '@vedette/dashboard'
import { sessionQuery } from './session-query.ts'

/** In milliseconds; what most use where nothing is scraped and all of it comes by itself. */
export function useScrapeInterval(): number {
  const { data } = useQuery(sessionQuery)
  return data?.scrapeIntervalMs ?? DEFAULT_SCRAPE_INTERVAL_MS
}
