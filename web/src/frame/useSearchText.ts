/** A text of the page's state that stands in its URL: a filter, which row is open. */
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'

/** What is said as it comes stands not in the URL. Changes are no steps in the browser's history, except those that are said to be. */
export function useSearchText(
  name: string,
  asItComes = '',
): [string, (text: string, how?: { readonly isStep: boolean }) => void] {
  const search = useSearch({ strict: false }) as Readonly<Record<string, string | undefined>>
  const navigate = useNavigate()
  const set = useCallback(
    (text: string, how?: { readonly isStep: boolean }) =>
      void navigate({
        to: '.',
        search: (before: object) => ({ ...before, [name]: text === asItComes ? undefined : text }),
        replace: how?.isStep !== true,
        // The list stays where it is.
        resetScroll: false,
      } as never),
    [navigate, name, asItComes],
  )
  return [search[name] ?? asItComes, set]
}
