import { expect, it } from 'vitest'
import { exitCodes } from '../exit-codes.ts'
import { importAny, missing } from './import-package.ts'

it('finds nothing where nothing is installed', async () => {
  expect(await importAny('@tsgi/there-is-no-such-package')).toBeUndefined()
})

it('says what to install', () => {
  expect(() => missing('@tsgi/koa', 'app.js exports a Koa app')).toThrow(
    expect.objectContaining({
      exitCode: exitCodes.configuration,
      message:
        'app.js exports a Koa app, which needs @tsgi/koa, and that is not installed: npm install @tsgi/koa',
    }),
  )
})
