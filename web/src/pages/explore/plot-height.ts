/** In pixels: what a window has left for a graph beside its queries and its legend. */
export function plotHeight(windowHeight = window.innerHeight, windowWidth = window.innerWidth): number {
  // A narrow window has more lines above it.
  const share = windowWidth > 720 ? 0.44 : 0.36
  return Math.round(Math.min(680, Math.max(240, windowHeight * share)))
}
