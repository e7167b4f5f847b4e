import { keepTemplateRequest, removeTemplateRequest, templatesQuery, templatesResponse } from '../templates/messages.ts'

/** 本机关范本, asked of the county server. Errors beside those named: NET-OFFLINE, NET-BUSY, SE-NO-SESSION, TP-NOT-YOURS, TP-STALE. */
export const templateCalls = {
  'templates.list': { input: templatesQuery, output: templatesResponse },
  /** errors: RV-SCHEMA, WF-SECRET, TP-LARGE, TP-MANY, ORG-NO-ORGAN */
  'templates.keep': { input: keepTemplateRequest, output: templatesResponse },
  'templates.remove': { input: removeTemplateRequest, output: templatesResponse },
} as const
