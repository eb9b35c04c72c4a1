/** Which page is where. Each is loaded when somebody goes there. */
import { createRootRoute, createRoute, createRouter, Link, lazyRouteComponent } from '@tanstack/react-router'
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
      <Link to="/">Home</Link>
    </EmptyState>
  ),
})

const page = (path: string, load: () => Promise<Record<string, unknown>>, name: string) =>
  createRoute({
    getParentRoute: () => root,
    path,
    component: lazyRouteComponent(load as never, name as never),
  })

const PAGES = [
  page('/', () => import('./pages/home/HomePage.tsx'), 'HomePage'),
  page('/services', () => import('./pages/services/ServicesPage.tsx'), 'ServicesPage'),
  page('/services/$service', () => import('./pages/services/ServicePage.tsx'), 'ServicePage'),
  page('/explore', () => import('./pages/explore/ExplorePage.tsx'), 'ExplorePage'),
  page('/dashboards', () => import('./pages/dashboards/DashboardsPage.tsx'), 'DashboardsPage'),
  page('/dashboards/$uid', () => import('./pages/dashboards/DashboardPage.tsx'), 'DashboardPage'),
  page('/reference', () => import('./pages/reference/ReferencePage.tsx'), 'ReferencePage'),
  page('/admin', () => import('./pages/admin/AdminPage.tsx'), 'AdminPage'),
  page('/admin/$room', () => import('./pages/admin/AdminPage.tsx'), 'AdminPage'),
]

export function createUiRouter() {
  return createRouter({
    routeTree: root.addChildren(PAGES),
    defaultPendingMs: 150,
    defaultPendingComponent: () => <Skeleton height={320} />,
    defaultErrorComponent: ({ error, reset }) => (
      <ErrorState error={error instanceof Error ? error : new Error(String(error))} onRetry={reset} />
    ),
    scrollRestoration: true,
    // Everything in a URL is text, as people write it: `?from=now-6h`, without quotes around numbers.
    parseSearch: parseSearchText,
    stringifySearch: searchText,
  })
}
