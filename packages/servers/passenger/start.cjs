'use strict'

/*
 * The loaders of Passenger and LiteSpeed require() the start-up file, and with it this one. They wait for a server to
 * listen, so it may do that later: the rest is an ES module.
 */

/** See `start` in src/start.ts. */
exports.start = (load, options) => import('./dist/index.js').then((module) => module.start(load, options))
