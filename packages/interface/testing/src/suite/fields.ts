/** Names the case, in requests whose target has no room for it. */
export const CASE_FIELD = 'conformance-case'

/** Names the run, so that two runs of one case have each their own journal. */
export const RUN_FIELD = 'conformance-run'
