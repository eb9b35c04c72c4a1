// Before anything is painted: the theme that was chosen last, else the system's. Kept apart because inline scripts are not allowed.
;(() => {
  let chosen = 'system'
  try {
    chosen = localStorage.getItem('vedette.theme') || 'system'
  } catch {}
  const light = matchMedia('(prefers-color-scheme: light)').matches
  document.documentElement.dataset.theme = chosen === 'system' ? (light ? 'light' : 'dark') : chosen
})()
