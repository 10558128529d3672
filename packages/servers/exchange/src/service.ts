import type { Application, ServerInfo, Service } from '@tsgi/spec'

/**
 * Starts what is to be served (SPEC LIFE-1): an application as it is, a service after its `start`.
 * @returns the application, and what to call once after the last exchange
 * @throws TypeError when it is neither; whatever `start` throws
 */
export async function startService(
  served: Application | Service,
  info: ServerInfo,
): Promise<{ application: Application; stop: () => Promise<void> }> {
  if (typeof served === 'function') return { application: served, stop: async () => {} }
  if (typeof served?.app !== 'function') {
    throw new TypeError(
      'Expected an application, a function from request to response, or { app, start?, stop? }',
    )
  }
  await served.start?.(info)
  return { application: served.app, stop: async () => served.stop?.() }
}
