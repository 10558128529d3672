import type { Application } from '@tsgi/spec'
import type { Limitations } from '@tsgi/testing'

/** An adapter in both directions: an application inside something else, which is an application again. */
export interface Bridge extends Limitations {
  /** Names it in test reports. */
  readonly name: string
  /** Whether the protocol can be changed, where there is a socket. */
  readonly upgrades: boolean
  /** Puts an application into what the adapter is for, and makes an application of that. */
  readonly thereAndBack: (application: Application) => Application
}
