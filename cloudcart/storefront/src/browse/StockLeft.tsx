const LOW_BELOW = 10

export function StockLeft({ stock }: { readonly stock: number }) {
  if (stock <= 0) return <span className="stock stock-out">Sold out</span>
  if (stock < LOW_BELOW) return <span className="stock stock-low">Only {stock} left</span>
  return <span className="stock stock-good">{stock} in stock</span>
}
