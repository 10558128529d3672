import type { Express } from 'express'

/** Whether something is an Express application, by what Express itself goes by: two installed copies share no class. */
export function isExpress(value: unknown): value is Express {
  return typeof value === 'function' && 'handle' in value && 'set' in value
}
