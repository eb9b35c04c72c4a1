import { type RefObject, useLayoutEffect, useState } from 'react'

export interface ElementSize {
  readonly width: number
  readonly height: number
}

/** The inner size of an element, in whole pixels, as it changes. Zero until it is known. */
export function useElementSize(ref: RefObject<HTMLElement | null>): ElementSize {
  const [size, setSize] = useState<ElementSize>({ width: 0, height: 0 })
  useLayoutEffect(() => {
    const node = ref.current
    if (node === null) return
    const measure = (): void => {
      const next = { width: node.clientWidth, height: node.clientHeight }
      setSize(known => (known.width === next.width && known.height === next.height ? known : next))
    }
    // It tells the first size, too, once the page is laid out: measuring here would lay it out anew for each of many charts.
    const observer = new ResizeObserver(measure)
    observer.observe(node)
    return () => observer.disconnect()
  }, [ref])
  return size
}
