import type { Application } from '@tsgi/spec'
import { andThen, closeBody, isFallThrough, notFound } from '@tsgi/message'

/**
 * An application that asks several in order and gives the first answer that is no fall-through (SPEC CALL-6); when all
 * say "not mine", the last one's 404. An ordinary 404 is an answer.
 *
 * Content of a request is there once: an application that reads it and then falls through leaves none to the next.
 */
export function cascade(...applications: readonly Application[]): Application {
  if (applications.length === 0) return notFound
  return applications.reduceRight((rest, application) => otherwise(application, rest))
}

function otherwise(application: Application, rest: Application): Application {
  return (request) =>
    andThen(application(request), (response) => {
      if (!isFallThrough(response)) return response
      closeBody(response.body)
      return rest(request)
    })
}
