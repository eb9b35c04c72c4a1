/** What surrounds every page. */
import { useEffect, useRef } from 'react'
import { Outlet, useLocation } from 'react-router'
import { CategoryBar } from './CategoryBar.tsx'
import { Footer } from './Footer.tsx'
import { Header } from './Header.tsx'
import { Mended } from './Mended.tsx'

export function Frame() {
  const { pathname } = useLocation()
  const main = useRef<HTMLElement>(null)
  const shown = useRef(pathname)
  useEffect(() => {
    if (shown.current === pathname) return
    shown.current = pathname
    window.scrollTo(0, 0)
    // Who moves by keyboard or hears the page begins at its top.
    main.current?.focus({ preventScroll: true })
  }, [pathname])
  return (
    <>
      <a className="skip" href="#main">
        Skip to the page
      </a>
      <Header />
      {!pathname.startsWith('/admin') && <CategoryBar />}
      <main id="main" ref={main} tabIndex={-1}>
        <Mended place={pathname}>
          <Outlet />
        </Mended>
      </main>
      <Footer />
    </>
  )
}
