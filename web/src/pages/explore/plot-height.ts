/** In pixels: what a window has left for a graph beside its queries and its legend. */
export function plotHeight(windowHeight = window.innerHeight): number {
  return Math.round(Math.min(520, Math.max(240, windowHeight * 0.42)))
}
