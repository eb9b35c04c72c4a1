import './style/tokens.css'
import './style/base.css'
import { notifyManager, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { ApiError } from './api/api-error.ts'
import { sessionQuery } from './api/session-query.ts'
import { together } from './api/together.ts'
import { createUiRouter } from './routes.tsx'

// By itself a query tells those who look at it in a task of its own.
notifyManager.setScheduler(together().add)

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      gcTime: 60_000,
      // What the server refused it refuses again; what didn't reach it is tried once more.
      retry: (failures, error) => failures < 1 && error instanceof ApiError && error.status === 0,
      refetchOnWindowFocus: true,
      refetchIntervalInBackground: false,
    },
  },
})

void queries.prefetchQuery(sessionQuery)

// After a new build the chunks of the old one are gone: a tab that stayed open begins anew. Once: what is still missing then is told.
const RELOADED = 'vedette.reloaded'
window.addEventListener('vite:preloadError', () => {
  const last = Number(sessionStorage.getItem(RELOADED) ?? 0)
  if (Date.now() - last < 60_000) return
  sessionStorage.setItem(RELOADED, String(Date.now()))
  location.reload()
})

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <RouterProvider router={createUiRouter(queries)} />
    </QueryClientProvider>
  </StrictMode>,
)
