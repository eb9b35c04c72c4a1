/** Which page is where. Each is loaded when somebody goes there. */
import type { QueryClient } from '@tanstack/react-query'
import { createRootRoute, createRoute, createRouter, Link, lazyRouteComponent } from '@tanstack/react-router'
import { dashboardQuery } from './api/dashboard-query.ts'
import { Frame } from './frame/Frame.tsx'
import { parseSearchText, type SearchRecord, searchText, searchValue } from './search-text.ts'
import { EmptyState, ErrorState, Skeleton } from './ui/states.tsx'

const root = createRootRoute({
  component: Frame,
  // Pages read what they know of it; nothing that stands in a URL can break the frame.
  validateSearch: (search: Record<string, unknown>): SearchRecord =>
    Object.fromEntries(Object.entries(search).map(([key, value]) => [key, searchValue(key, value)])),
  notFoundComponent: () => (
    <EmptyState title="There is no such page">
      The address was mistyped, or what it led to is gone. <Link to="/">Go home</Link>, or press{' '}
      <kbd>Ctrl K</kbd> to search for a service, a metric or a dashboard.
    </EmptyState>
  ),
})

/** What a page begins with can be asked for while its script is on its way. */
type Early = (params: Readonly<Record<string, string>>, queries: QueryClient) => void

const page = (path: string, load: () => Promise<Record<string, unknown>>, name: string, early?: Early) =>
  createRoute({
    getParentRoute: () => root,
    path,
    component: lazyRouteComponent(load as never, name as never),
    ...(early === undefined
      ? {}
      : {
          loader: ({ params, context }: { params: object; context: object }) =>
            early(params as Record<string, string>, (context as RouterContext).queries),
        }),
  })

interface RouterContext {
  readonly queries: QueryClient
}

const askDashboard: Early = ({ uid = '' }, queries) => {
  const query = dashboardQuery(uid)
  // What is known is asked anew by the page itself, when it has to be.
  if (queries.getQueryData(query.queryKey) === undefined) void queries.prefetchQuery(query)
}

const PAGES = [
  page('/', () => import('./pages/home/HomePage.tsx'), 'HomePage'),
  page('/services', () => import('./pages/services/ServicesPage.tsx'), 'ServicesPage'),
  page('/services/$service', () => import('./pages/services/ServicePage.tsx'), 'ServicePage'),
  page('/explore', () => import('./pages/explore/ExplorePage.tsx'), 'ExplorePage'),
  page('/dashboards', () => import('./pages/dashboards/DashboardsPage.tsx'), 'DashboardsPage'),
  page(
    '/dashboards/$uid',
    () => import('./pages/dashboards/DashboardPage.tsx'),
    'DashboardPage',
    askDashboard,
  ),
  page('/reference', () => import('./pages/reference/ReferencePage.tsx'), 'ReferencePage'),
  page('/admin', () => import('./pages/admin/AdminPage.tsx'), 'AdminPage'),
  page('/admin/$room', () => import('./pages/admin/AdminPage.tsx'), 'AdminPage'),
]

export function createUiRouter(queries: QueryClient) {
  return createRouter({
    routeTree: root.addChildren(PAGES),
    context: { queries } satisfies RouterContext as never,
    // Who points at a link mostly goes there: its page is on its way by the time of the click.
    defaultPreload: 'intent',
    defaultPendingMs: 150,
    // What is there shows: not only after its place was seen for half a second.
    defaultPendingMinMs: 0,
    defaultPendingComponent: () => <Skeleton height={320} />,
    defaultErrorComponent: ({ error, reset }) => (
      <ErrorState error={error instanceof Error ? error : new Error(String(error))} onRetry={reset} />
    ),
    scrollRestoration: true,
    // Another page begins at its top; a change of what one page shows says `resetScroll: false`.
    scrollToTopSelectors: ['#page'],
    // Everything in a URL is text, as people write it: `?from=now-6h`, without quotes around numbers.
    parseSearch: parseSearchText,
    stringifySearch: searchText,
  })
}
