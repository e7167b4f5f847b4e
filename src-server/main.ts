#!/usr/bin/env node
import { codeOf } from './errors.ts'
import { cli } from './admin/cli.ts'

/** The county server as a program: settings from the environment, `serve` unless another command is named. */
cli(process.argv.slice(2)).catch((error: unknown) => {
  console.error(
    JSON.stringify({ failed: codeOf(error) || 'ERROR', message: error instanceof Error ? error.message : String(error) }),
  )
  process.exitCode = 1
})
