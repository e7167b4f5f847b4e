import type { ColumnType } from 'kysely'
import type { ImportedYear } from '../../src-shared/calendar/calendar-year.ts'
import type { BodyJson } from '../../src-shared/document/body-json.ts'
import type { Post, RouteStep } from '../../src-shared/workflow/directory.ts'

/** The tables of administration (migrations 0008 and 0014 to 0016). Times are epoch ms. */
export type OrganisationTables = {
  /** an account, or a post of one, that gives no right before 安全保密员 confirms it */
  grant_request: {
    id: string
    kind: 'account' | 'post'
    /** id of the account or of the post */
    subject: string
    user_id: string
    post: ColumnType<Omit<Post, 'name'> | null, string | null, string | null>
    /** where the post stands in the address book */
    ord: number
    asked_by: string
    asked_at: number
    status: 'waiting' | 'confirmed' | 'refused' | 'withdrawn'
    decided_by: string | null
    decided_at: number | null
  }
  /** a year of holidays the county imported */
  holiday_year: {
    year: number
    notice: ColumnType<ImportedYear, string, string>
    imported_by: string
    imported_at: number
  }
  /** 常用语 of an organ, in the order they are offered */
  phrase_list: { unit_id: string; phrases: ColumnType<string[], string, string>; changed_by: string; changed_at: number }
  /** a version of a route template that another one replaced */
  route_template_former: {
    id: string
    version: number
    name: string
    steps: ColumnType<RouteStep[], string, string>
    replaced_by: string
    replaced_at: number
  }
  /** 本机关范本 */
  unit_template: {
    id: string
    unit_id: string
    name: string
    doc_type: string
    body: ColumnType<BodyJson, string, string>
    kept_by: string
    kept_at: number
  }
}
