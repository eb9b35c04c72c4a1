import './styles/tokens.css'
import './styles/base.css'
import './styles/controls.css'
import './styles/frame.css'
import './styles/browse.css'
import './styles/checkout.css'
import './styles/art.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { createShop } from './shop.ts'

const shop = createShop({ fetch: window.fetch.bind(window), storage: window.localStorage, window })

createRoot(document.getElementById('shop')!).render(
  <StrictMode>
    <App shop={shop} />
  </StrictMode>,
)
