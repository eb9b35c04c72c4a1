/** How wide a panel is, and whether it is in the window or soon will be. Before anybody can know, it is neither. */
import { type RefObject, useLayoutEffect, useState } from 'react'

export interface PanelPlace {
  /** In whole pixels, within its frame. */
  readonly width: number
  readonly isSeen: boolean
}

/** So far beyond the edge that what is scrolled to is mostly there. */
const MARGIN = '300px 0px'
const NOWHERE: PanelPlace = { width: 0, isSeen: false }

export function usePanelPlace(element: RefObject<HTMLElement | null>): PanelPlace {
  const [place, setPlace] = useState(NOWHERE)
  useLayoutEffect(() => {
    const node = element.current
    if (node === null) return
    let width = 0
    let isSeen: boolean | undefined
    // The browser tells the width first. Both are told at once then, so that many panels are drawn once instead of twice.
    const tell = (): void => {
      if (isSeen === undefined) return
      const next = { width, isSeen }
      setPlace(known => (known.width === width && known.isSeen === next.isSeen ? known : next))
    }
    const sizes = new ResizeObserver(() => {
      width = node.clientWidth
      tell()
    })
    const sights = new IntersectionObserver(
      entries => {
        isSeen = entries.at(-1)?.isIntersecting === true
        tell()
      },
      { root: node.closest('.frame-page'), rootMargin: MARGIN },
    )
    sizes.observe(node)
    sights.observe(node)
    return () => {
      sizes.disconnect()
      sights.disconnect()
    }
  }, [element])
  return place
}
