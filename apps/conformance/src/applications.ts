import type { Application } from '@tsgi/spec'

/**
 * What ways in serve, by name: those that have processes started for them import it there, since an application is no
 * text that could be handed over.
 */
export type ApplicationName = 'conformance' | 'express' | 'koa'

const APPLICATIONS: Readonly<Record<ApplicationName, () => Promise<Application>>> = {
  conformance: async () => (await import('@tsgi/testing')).conformanceApplication(),
  express: async () => (await import('./applications/express.ts')).expressApplication(),
  koa: async () => (await import('./applications/koa.ts')).koaApplication(),
}

/** Makes an application. */
export function makeApplication(name: ApplicationName): Promise<Application> {
  return APPLICATIONS[name]()
}
