/** Is an element in the window, or soon will be? Before anybody can know, it is not. */
import { type RefObject, useEffect, useState } from 'react'

/** So far beyond the edge that what is scrolled to is mostly there. */
const MARGIN = '300px 0px'

export function useSeen(element: RefObject<HTMLElement | null>): boolean {
  const [isSeen, setSeen] = useState(false)
  useEffect(() => {
    const node = element.current
    if (node === null) return
    const observer = new IntersectionObserver(entries => setSeen(entries.at(-1)?.isIntersecting === true), {
      root: node.closest('.frame-page'),
      rootMargin: MARGIN,
    })
    observer.observe(node)
    return () => observer.disconnect()
  }, [element])
  return isSeen
}
