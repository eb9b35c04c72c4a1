/** The services of the company, where each listens by default, and under which names it is known. */
export const SERVICE_PORTS = {
  'api-gateway': 3000,
  'user-service': 8001,
  'product-service': 8002,
  'order-service': 8003,
  'chaos-service': 8004,
  'payment-service': 8005,
  'inventory-service': 8006,
  'notification-worker': 8007,
  'metrics-aggregator': 8008,
} as const

export type ServiceName = keyof typeof SERVICE_PORTS

export const SERVICE_NAMES = Object.keys(SERVICE_PORTS) as readonly ServiceName[]
