/** How many routes each application of the scenario `params` has. */
export const ROUTE_COUNT = 100

/** Its routes: 100 of them, each with two parameters. */
export const PATTERNS: readonly `/${string}/:id/items/:item`[] = Array.from(
  { length: ROUTE_COUNT },
  (_each, index) => `/resource-${index}/:id/items/:item` as const,
)

/** What is asked for: a route in the middle. */
export const ITEM_PATH = '/resource-57/4711/items/lamp'

/** What it answers, as JSON. */
export const ITEM: object = { id: '4711', item: 'lamp' }
