import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { onTestFinished } from 'vitest'

/** Lets an instance listen on a port of this machine until the test has finished. */
export async function listen(instance: FastifyInstance): Promise<number> {
  await instance.listen({ port: 0, host: '127.0.0.1' })
  onTestFinished(() => {
    instance.server.closeAllConnections()
    return instance.close()
  })
  return (instance.server.address() as AddressInfo).port
}
