/** The charts, to be looked at: with little data, much data and bad data. `npx vite web`, then /gallery.html. Not part of what ships. */
import { createRoot } from 'react-dom/client'
import '../../style/tokens.css'
import '../../style/base.css'
import './gallery.css'
import { BadData } from './BadData.tsx'
import { Small } from './Small.tsx'
import { Usual } from './Usual.tsx'

const parts = new URLSearchParams(location.search)
document.documentElement.dataset.theme = parts.get('theme') ?? 'dark'
const shown = parts.get('part') ?? 'usual'

createRoot(document.getElementById('root')!).render(
  <main className="gallery">
    {shown === 'bad' ? <BadData /> : shown === 'small' ? <Small /> : <Usual />}
  </main>,
)
