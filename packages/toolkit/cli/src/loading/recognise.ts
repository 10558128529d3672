/*
 * What an export is, before it is served. Servers read nothing from an application (SPEC CALL-2); this is no server but
 * what decides whether there is one. Functions are applications unless much speaks against it.
 */
import { EventEmitter } from 'node:events'
import type { Application, Service } from '@tsgi/spec'
import { memberOf } from '../member.ts'
import type { Settings } from '../options/settings.ts'
import { importPackage } from './import-package.ts'

/** Applications of another interface. */
export interface Foreign {
  readonly interface: Exclude<Settings['interface'], 'auto' | 'tsgi'>
  /** In the words of messages: `an Express app`. */
  readonly what: string
  /** Package that turns it into an application. */
  readonly adapter: string
  readonly isIt: (value: unknown) => boolean
  readonly adapt: (value: unknown, why: string) => Promise<Application | Service>
}

type Value = never

const express: Foreign = {
  interface: 'express',
  what: 'an Express app',
  adapter: '@tsgi/express',
  isIt: (value) => typeof value === 'function' && has(value, 'handle', 'listen', 'set', 'render'),
  adapt: async (value, why) => (await importPackage('@tsgi/express', why)).fromExpress(value as Value),
}

const koa: Foreign = {
  interface: 'koa',
  what: 'a Koa app',
  adapter: '@tsgi/koa',
  isIt: (value) => typeof value === 'object' && has(value, 'callback', 'listen', 'use'),
  adapt: async (value, why) => (await importPackage('@tsgi/koa', why)).fromKoa(value as Value),
}

const fastify: Foreign = {
  interface: 'fastify',
  what: 'a Fastify instance',
  adapter: '@tsgi/fastify',
  isIt: (value) => typeof value === 'object' && has(value, 'routing', 'ready', 'inject', 'close'),
  adapt: async (value, why) => (await importPackage('@tsgi/fastify', why)).fromFastify(value as Value),
}

const adaptNode: Foreign['adapt'] = async (value, why) =>
  (await importPackage('@tsgi/node', why)).fromNode(value as Value)

const node: Foreign = {
  interface: 'node',
  what: 'a server of node:http',
  adapter: '@tsgi/node',
  isIt: (value) => value instanceof EventEmitter && has(value, 'listen', 'address', 'setTimeout'),
  adapt: adaptNode,
}

const connect: Foreign = {
  ...node,
  what: 'a Connect app',
  isIt: (value) => typeof value === 'function' && has(value, 'handle', 'listen', 'use'),
}

/** No application is called with two arguments. */
const listener: Foreign = {
  ...node,
  what: 'a listener (req, res) of node:http',
  isIt: (value) => typeof value === 'function' && value.length === 2,
}

const adaptFetch: Foreign['adapt'] = async (value, why) =>
  (await importPackage('@tsgi/fetch', why)).fromFetch(value as Value)

const hono: Foreign = {
  interface: 'fetch',
  what: 'a Hono app',
  adapter: '@tsgi/fetch',
  isIt: (value) => typeof value === 'object' && has(value, 'fetch', 'route', 'basePath', 'notFound'),
  adapt: adaptFetch,
}

const fetchHandler: Foreign = {
  ...hono,
  what: 'a fetch handler',
  isIt: (value) => typeof value === 'object' && has(value, 'fetch'),
}

/** Those that are more precise come first. */
const foreigners: readonly Foreign[] = [express, koa, fastify, node, connect, listener, hono, fetchHandler]

/** A listening server that was caught: its listeners answer. */
export const caughtServer: Foreign = node

/** What an application is of, if it is not of this interface. */
export function recognise(value: unknown): Foreign | undefined {
  return foreigners.find(({ isIt }) => isIt(value))
}

/** What the operator says that it is. */
export function foreignNamed(name: Foreign['interface']): Foreign {
  const named = name === 'fetch' ? fetchHandler : foreigners.find((one) => one.interface === name)
  return named ?? node
}

function has(value: unknown, ...names: string[]): boolean {
  return names.every((name) => typeof memberOf(value, name) === 'function')
}
