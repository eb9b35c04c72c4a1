export function Logo() {
  return (
    <svg className="logo" viewBox="0 0 40 34" aria-hidden="true">
      <path d="M9.5 23.500a7 7 0 0 1-.4-14A10.3 10.3 0 0 1 28.6 7.6 8.1 8.1 0 0 1 31.4 23.500z" />
      <circle cx="14" cy="29.5" r="3.3" />
      <circle cx="27" cy="29.5" r="3.3" />
    </svg>
  )
}
