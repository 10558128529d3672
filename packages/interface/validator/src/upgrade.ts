import type { ByteDuplex, Connection, HttpResponse } from '@tsgi/spec'
import { isStackAtWork } from './call.ts'
import type { Call } from './call.ts'
import type { CheckTable } from './check.ts'
import { show } from './show.ts'

/** What shows while the protocol of a connection is changed. */
export const upgradeChecks: CheckTable<'once' | 'time' | 'connection' | 'accept' | 'write'> = {
  once: {
    id: 'upgrade-once',
    rule: 'UPGR-3',
    side: 'server',
    level: 'must',
    description: '`upgrade` of a response is called once',
  },
  time: {
    id: 'upgrade-time',
    rule: 'UPGR-3',
    side: 'server',
    level: 'must',
    description: '`upgrade` of a response is called when the whole stack has returned',
  },
  connection: {
    id: 'upgrade-connection',
    rule: 'UPGR-3',
    side: 'server',
    level: 'must',
    description: '`upgrade` of a response is given a connection',
  },
  accept: {
    id: 'upgrade-accept',
    rule: 'UPGR-3',
    side: 'application',
    level: 'must',
    description: '`accept` of a connection is called once',
  },
  write: {
    id: 'upgrade-write',
    rule: 'UPGR-3',
    side: 'application',
    level: 'must',
    description: 'an accepted connection is given `Uint8Array`s, and none after its end',
  },
}

type Upgrade = NonNullable<HttpResponse['upgrade']>

/** Wraps the callback that takes a connection over. */
export function watchUpgrade(upgrade: Upgrade, call: Call): Upgrade {
  const { reporter } = call
  let isCalled = false
  return (connection) => {
    if (isCalled) reporter.violate(upgradeChecks.once, 'response.upgrade was called again, expected once')
    isCalled = true
    if (isStackAtWork(call)) {
      reporter.violate(
        upgradeChecks.time,
        'response.upgrade was called before all middleware had returned: leave it to the server',
      )
    }
    if (typeof (connection as Partial<Connection> | undefined)?.accept !== 'function') {
      reporter.violate(
        upgradeChecks.connection,
        `response.upgrade was given ${show(connection)}, expected a connection with accept()`,
      )
    }
    return upgrade(watchConnection(connection, call))
  }
}

/** Derived by prototype, so extensions of the connection keep working. */
function watchConnection(connection: Connection, call: Call): Connection {
  let isAccepted = false
  const accept = (): ByteDuplex => {
    if (isAccepted) {
      call.reporter.violate(
        upgradeChecks.accept,
        'connection.accept was called again: keep what the first call gave',
      )
    }
    isAccepted = true
    return watchDuplex(connection.accept(), call)
  }
  return Object.create(connection, { accept: { value: accept, enumerable: true } }) as Connection
}

function watchDuplex(duplex: ByteDuplex, call: Call): ByteDuplex {
  let hasEnded = false
  return {
    readable: duplex.readable,
    write(chunk) {
      if (hasEnded) {
        call.reporter.violate(upgradeChecks.write, 'a connection was written to after its end: stop writing')
      }
      if (!(chunk instanceof Uint8Array)) {
        call.reporter.violate(
          upgradeChecks.write,
          `a connection was given ${show(chunk)}, expected a Uint8Array: encode text`,
        )
      }
      return duplex.write(chunk)
    },
    end() {
      hasEnded = true
      return duplex.end()
    },
    destroy(error) {
      hasEnded = true
      duplex.destroy(error)
    },
  }
}
