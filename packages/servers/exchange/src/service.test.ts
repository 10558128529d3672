import type { Application } from '@tsgi/spec'
import { describe, expect, it } from 'vitest'
import { INFO } from '../test/run.ts'
import { startService } from './service.ts'

const app: Application = () => ({ status: 200, headers: {}, body: null })

describe('startService (LIFE-1)', () => {
  it('takes an application as it is', async () => {
    const { application, stop } = await startService(app, INFO)
    expect(application).toBe(app)
    await expect(stop()).resolves.toBeUndefined()
  })

  it('starts a service with what is known of the server, and stops it', async () => {
    const calls: unknown[] = []
    const service = {
      app,
      name: 'service',
      start(info: unknown) {
        calls.push(this.name, info)
      },
      stop() {
        calls.push(this.name)
      },
    }
    const { application, stop } = await startService(service, INFO)
    expect(application).toBe(app)
    await stop()
    expect(calls).toEqual(['service', INFO, 'service'])
  })

  it('needs neither start nor stop', async () => {
    const { application, stop } = await startService({ app }, INFO)
    expect(application).toBe(app)
    await stop()
  })

  it('fails as start does', async () => {
    const start = (): never => {
      throw new Error('no database')
    }
    await expect(startService({ app, start }, INFO)).rejects.toThrow('no database')
  })

  it.each([undefined, null, {}, 'app', { app: 'app' }, { fetch: app }])('refuses %o', async (served) => {
    await expect(startService(served as never, INFO)).rejects.toThrow(TypeError)
  })
})
