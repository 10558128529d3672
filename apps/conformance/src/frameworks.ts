/*
 * Frameworks, as the types of their adapters know them.
 */
import { createRequire } from 'node:module'
import type { fromExpress, toExpress } from '@tsgi/express'
import type { fromKoa, toKoa } from '@tsgi/koa'

/** An application of Express. */
export type ExpressApp = Parameters<typeof fromExpress>[0]

/** A handler of Express. */
export type ExpressHandler = ReturnType<typeof toExpress>

/** An application of Koa. */
export type KoaApp = Parameters<typeof fromKoa>[0]

/** A middleware of Koa. */
export type KoaMiddleware = ReturnType<typeof toKoa>

const load = createRequire(import.meta.url)

/** Makes an application of Express. */
export const express = load('express') as () => ExpressApp

/** The class of Koa's applications. */
export const Koa = load('koa') as new () => KoaApp
