/** What stands around every page. */
import { Outlet } from '@tanstack/react-router'
import { useEffect } from 'react'
import { CommandPalette } from './CommandPalette.tsx'
import './Frame.css'
import { onKey } from '../ui/shortcuts.ts'
import { FrameShortcuts } from './FrameShortcuts.tsx'
import { Rail } from './Rail.tsx'
import { ShortcutSheet } from './ShortcutSheet.tsx'
import { SignIn } from './SignIn.tsx'
import { TopBar } from './TopBar.tsx'

export function Frame() {
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => onKey(event)
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [])
  return (
    <SignIn>
      <div className="frame">
        <a className="frame-skip" href="#page">
          To the page
        </a>
        <Rail />
        <div className="frame-body">
          <TopBar />
          <main id="page" className="frame-page" tabIndex={-1}>
            <Outlet />
          </main>
        </div>
        <FrameShortcuts />
        <CommandPalette />
        <ShortcutSheet />
      </div>
    </SignIn>
  )
}
