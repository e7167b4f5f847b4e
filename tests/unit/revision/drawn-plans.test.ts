import { describe, it } from 'vitest'
import { runMerge } from '../../support/revision/merge.ts'
import { runRemote, runSession } from '../../support/revision/session.ts'
import { parsePlan } from '../../support/revision/shrink.ts'
import { runWild } from '../../support/revision/wild.ts'

/** Plans that wide random runs drew and that broke an invariant once; what was wrong is told in their names. */
const merges: Readonly<Record<string, string>> = {
  'RV-10 a rejected split of a struck block, joined before the split was decided':
    'merge/L6/3/923791015/760122735/518657395,118519758,1340992596,319649020,35850290,1424918137,738618730,1101324233,1193896320,585650787,1443356601/',
  'RV-15 a table is squared by the shape that is left, not by a row that is rejected':
    'merge/L7/3/1849495173/1212528234/1174488496,1171221187,1606597571,491377938,823357468,519416750,1904799703,1624915634,1752856865,417794306,372698103/5,4,3,2',
  'RV-07 a write that changes nothing any more hands its base value on to the next':
    'merge/L6/3/1513665098/527049330/802359408,1034895763,377724958,557139388,1262780871,1397101257,7382200,1686894550/',
  'RV-06 a boundary struck over an inserted block that was split since':
    'merge/L6/2/26768531/1986910618/108981499,669491772,1077172112,1602553314,814781913,1928894257,1158774689,323856042,422744712/1,2,3,4',
  'RV-06 a paragraph put between two tables of a split':
    'merge/L7/3/812934792/1841402378/1156900939,1234513665,1439484143,699601857,1103816119,75843560,819914290,1987905153,1487176851,54044390,95614046,1934476931/',
  'RV-06 RV-22 a table that stays between the halves of a rejected split':
    'merge/L7/3/1016661488/1756122523/1462053723,262646917,237502300,651164538,1387143165,869234993,1641901188,598629782,741837676,70638322,982726767,742942842/0,1,2,3',
  'RV-06 RV-22 a split within an inserted paragraph, with a table pasted into it':
    'merge/L7/3/1054432530/1588140732/1471977572,1533051861,1942339508,1647158850,876756291,1839458103,429416359,454240933,920120519,1518650334,232262952/',
}

const commands: Readonly<Record<string, string>> = {
  'RV-11 cells stay selected in a table that is recorded block by block':
    'wild/L7/2/1010094661/1512804249/939544975,1786756815/5,4,3,2,1,0',
  'RV-15 an inserted column in a struck run of columns that stays for the text of another cell':
    'wild/L7/2/18066236/837068870/299134338,363728846,103747658/5,4,3,0',
  'RV-37 a row in a row, as addRow makes it on a ragged table': 'wild/L7/2/924955232/316543356/1880746654,1581115589/5,4,3',
  'RV-15 merged cells that are open when a table is squared': 'wild/L7/2/1583988877/922758957/1083384974,1460476903/5,4,2,1,0',
  'RV-11 text for a struck cell goes to a place before it while blocks are still compared':
    'wild/L7/2/1209663185/933848120/544849474,1288933779,1252991067/5,4,1',
}

const sessions: Readonly<Record<string, string>> = {
  'RV-09 an undo of sent words that went by the difference of two texts struck a letter and put the same one in again':
    'session/L1/1/1511269150/1299623388/428898096,733721512,1327665904,1653301422/5,4',
  'RV-09 an edit that left the text as it was took an undo of its own':
    'session/L6/1/1022649327/1011921945/1385742303,1435230853/5,4,3,2,1,0',
}

const remote: Readonly<Record<string, string>> = {
  'UI-24 a deletion that undo left standing once a newer body had come':
    'remote/L2/2/1710472324/201961752/379169734,1359709617,503002569/5,4,3,2',
  'UI-24 an undo that was recorded as an edit, over a newer body':
    'remote/L6/2/1358256317/1727702820/655088954,1850965065/5,4,3,2,1,0',
}

describe('plans that broke once', () => {
  it.each(Object.entries(merges))('%s', (_what, plan) => void runMerge(parsePlan(plan)), 60_000)
  it.each(Object.entries(sessions))('%s', (_what, plan) => void runSession(parsePlan(plan)), 60_000)
  it.each(Object.entries(remote))('%s', (_what, plan) => void runRemote(parsePlan(plan)), 60_000)
  it.each(Object.entries(commands))('%s', (_what, plan) => void runWild(parsePlan(plan)), 60_000)
})
