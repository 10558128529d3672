import type { ManagedSettings } from '../manager/index.ts'
import { entryUrl } from '../plan.ts'
import { listenAddresses, parseAddress, permissionBits } from './addresses.ts'
import type { Settings } from './settings.ts'

/** What the manager of processes is to be told. */
export function managedSettings(settings: Settings): ManagedSettings {
  const { workers, user, group, umask, pidfile, control, metrics, healthPath, quiet, verbose } = settings
  return {
    workers,
    entry: entryUrl,
    application: { settings, isDevelopment: false, isFirst: true },
    listen: listenAddresses(settings),
    workerTimeoutMs: settings.workerTimeout * 1000,
    startTimeoutMs: settings.startTimeout * 1000,
    maxRequests: settings.maxRequests,
    maxRequestsJitter: settings.maxRequestsJitter,
    maxRssBytes: settings.maxRss,
    maxLifetimeMs: settings.maxLifetime * 1000,
    graceMs: settings.grace * 1000,
    drainDelayMs: settings.drainDelay * 1000,
    user,
    group,
    umask: umask === undefined ? undefined : permissionBits(umask),
    pidfile,
    controlSocket: control,
    metrics: metrics === undefined ? undefined : parseAddress(metrics, 'metrics'),
    healthPath,
    quiet,
    verbose,
  }
}
