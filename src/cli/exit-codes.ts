/** The contract of docs/cli.md. `partly`: what was left out is on stderr and in the JSON as `incomplete`. */
export const EXIT = { done: 0, failed: 1, usage: 2, partly: 3, interrupted: 130 } as const;
