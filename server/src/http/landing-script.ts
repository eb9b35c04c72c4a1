/** What the landing page does in the browser: keeps its figures fresh while somebody looks, and copies snippets. */
export const LANDING_SCRIPT = `
const REFRESH_MS = 5000
let timer
async function refresh() {
  const parts = document.querySelectorAll('[data-live]')
  const note = document.getElementById('note')
  try {
    const reply = await fetch(location.pathname, { headers: { Accept: 'text/html' }, cache: 'no-store' })
    if (!reply.ok) throw new Error('Vedette answers with status ' + reply.status)
    const fresh = new DOMParser().parseFromString(await reply.text(), 'text/html')
    // The web UI stands here now.
    if (fresh.querySelector('[data-live]') === null) return location.reload()
    const counterparts = new Map([...fresh.querySelectorAll('[data-live]')].map(part => [part.dataset.live, part]))
    const scrolled = document.querySelector('.scroll')?.scrollTop ?? 0
    for (const part of parts) {
      part.replaceChildren(...(counterparts.get(part.dataset.live)?.childNodes ?? []))
      part.classList.remove('stale')
    }
    const scroll = document.querySelector('.scroll')
    if (scroll) scroll.scrollTop = scrolled
    note.textContent = ''
  } catch (error) {
    for (const part of parts) part.classList.add('stale')
    note.textContent = (error instanceof TypeError ? 'Vedette does not answer' : error.message) + '; these are the last figures that came.'
  }
  schedule()
}
function schedule() {
  clearTimeout(timer)
  if (document.visibilityState === 'visible') timer = setTimeout(refresh, REFRESH_MS)
}
document.addEventListener('visibilitychange', () => {
  clearTimeout(timer)
  if (document.visibilityState === 'visible') refresh()
})
schedule()
for (const button of document.querySelectorAll('.snippet button')) {
  button.hidden = navigator.clipboard === undefined
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(button.parentElement.querySelector('pre').textContent)
    button.textContent = 'Copied'
    setTimeout(() => { button.textContent = 'Copy' }, 1500)
  })
}
`
