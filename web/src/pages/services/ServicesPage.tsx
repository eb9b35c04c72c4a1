/** All services: to search, to sort, to go to. */
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { PathLink } from '../../frame/PathLink.tsx'
import { StaleStrip } from '../../frame/StaleStrip.tsx'
import { paths } from '../../paths.ts'
import { judge } from '../../services/golden-signals.ts'
import { ServiceTable } from '../../services/ServiceTable.tsx'
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx'
import { TextFilter } from '../../ui/TextFilter.tsx'
import './ServicesPage.css'
import { useServices } from '../../services/useServices.ts'
import { useNarrow } from '../../ui/use-narrow.ts'

export function ServicesPage() {
  const { find = '' } = useSearch({ strict: false }) as { readonly find?: string }
  const navigate = useNavigate()
  const isNarrow = useNarrow()
  const setFind = (text: string): void =>
    void navigate({
      to: '.',
      search: (before: object) => ({ ...before, find: text === '' ? undefined : text }),
      replace: true,
      resetScroll: false,
    } as never)
  const { data, queries, isOld } = useServices()
  const found = useMemo(() => {
    const words = find.toLowerCase().split(/\s+/)
    return data?.filter(each => {
      const text = `${each.service} ${judge(each).word}`.toLowerCase()
      return words.every(word => text.includes(word))
    })
  }, [data, find])
  const failed = queries.find(each => each.isLoadingError)
  if (failed?.error != null) {
    return (
      <ErrorState
        error={failed.error as Error}
        onRetry={() => queries.forEach(each => void each.refetch())}
      />
    )
  }
  if (data?.length === 0) {
    return (
      <EmptyState title="No service is known yet">
        Services appear here as soon as they count their requests.{' '}
        <PathLink path={paths.home()}>Home</PathLink> says how they do.
      </EmptyState>
    )
  }
  return (
    <div className="services-page">
      <StaleStrip queries={queries} />
      <TextFilter
        label="Filter services"
        value={find}
        onChange={setFind}
        count={data === undefined ? undefined : { shown: found?.length ?? 0, all: data.length }}
      />
      {found === undefined ? (
        <Skeleton height={400} label="Loading services" />
      ) : found.length === 0 ? (
        <EmptyState title={`No service matches ${find}`} />
      ) : (
        <ServiceTable
          services={found}
          isOld={isOld}
          {...(isNarrow ? {} : { maxHeight: 'calc(100vh - 124px)' })}
        />
      )}
    </div>
  )
}
