import { roleCodes, type RoleCode } from '../workflow/directory.ts'

/** The three tables an organisation is written as: one sheet of a workbook each, or one CSV file each. */
export const tableNames = ['units', 'people', 'posts'] as const
export type TableName = (typeof tableNames)[number]

/** A column: `needed`, the table is not known without it; `filled`, no cell of it may be empty. */
export type Column = { key: string; title: string; needed?: true; filled?: true }

/** How the tables and their columns are called in files; a column that is no `needed` one may be left out and then stays as it is. */
export const tables: Readonly<Record<TableName, { title: string; columns: readonly Column[] }>> = {
  units: {
    title: '单位',
    columns: [
      { key: 'id', title: '单位编号', needed: true, filled: true },
      { key: 'name', title: '单位名称', needed: true, filled: true },
      { key: 'parentId', title: '上级单位编号', needed: true },
      { key: 'shortName', title: '规范化简称' },
      { key: 'category', title: '类别' },
      { key: 'prefixes', title: '机关代字' },
      { key: 'inner', title: '内设机构' },
    ],
  },
  people: {
    title: '人员',
    columns: [
      { key: 'login', title: '登录名', needed: true, filled: true },
      { key: 'name', title: '姓名', needed: true, filled: true },
    ],
  },
  posts: {
    title: '岗位',
    columns: [
      { key: 'id', title: '岗位编号' },
      { key: 'login', title: '登录名', needed: true, filled: true },
      { key: 'unitId', title: '单位编号', needed: true, filled: true },
      { key: 'role', title: '角色', needed: true, filled: true },
      { key: 'title', title: '职务' },
    ],
  },
}

/** What roles are called in files and on the page (domain.md §4.5). */
export const roleNames: Readonly<Record<RoleCode, string>> = {
  drafter: '拟稿人',
  sectionHead: '科室负责人',
  officeChecker: '核稿人',
  deputyLeader: '分管领导',
  leader: '主要领导',
  clerk: '机要文印',
  sealKeeper: '用印员',
  registrar: '收文登记员',
  proposer: '拟办人',
  supervisor: '督办员',
  archivist: '档案员',
  sysadmin: '系统管理员',
  secadmin: '安全保密员',
  auditor: '安全审计员',
}

/** A role by its Chinese name or its code. */
export const roleOf = (text: string): RoleCode | undefined => roleCodes.find((role) => role === text || roleNames[role] === text)

/** 三员: nobody is two of them, and none of them works on documents (domain.md §2.8, §4.5). */
export const adminRoles = ['sysadmin', 'secadmin', 'auditor'] as const satisfies readonly RoleCode[]
export type AdminRole = (typeof adminRoles)[number]
export const isAdminRole = (role: RoleCode): role is AdminRole => (adminRoles as readonly RoleCode[]).includes(role)

/** A sheet of a workbook or a CSV file: cells as text, the first row the names of the columns. */
export type Sheet = { file: string; name: string; rows: readonly (readonly string[])[] }

/** Between several 机关代字 of one unit; commas and semicolons are read as well. */
export const PREFIX_MARK = '、'
