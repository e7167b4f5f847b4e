import type { DocumentContent } from '../../../src-shared/document/make.ts'

/** A 请示 of 石桥乡 with planted faults, in own words (domain.md §5, "Negative text pack"). */
export const faultyRequest: DocumentContent = {
  codes: { docType: '请示' },
  elements: {
    title: '石桥乡人民政府关于修建下湾排涝泵站以及增加水管员编制的请示。',
    mainTo: '青禾县人民政府、青禾县财政局、高县长：',
    attachmentNote: '附件：1.泵站选址图。\n3.资金测算表',
    issuer: '石桥乡人民政府',
    issuedOn: '二〇二六年七月九日',
    remark: '主题词：水利 泵站 请示',
    copyTo: '县水利局，下湾村村民委员会。',
  },
  paragraphs: [
    '按照《国家行政机关公文处理办法》和青政办[2025]第08号文件要求，现将下湾片区排涝有关情况请示如下：',
    '一、基本情况',
    '下湾片区地势低洼,二〇二六年六月三日的强降雨使稻田受淹1200亩，农户反映强烈。',
    '（一）、现有设施',
    '老泵站建于1986年，装机2台，已无法启动。',
    '三、资金需求',
    '1、新建泵站1座，需资金48万元。',
    '2、清淤渠道3.2公里，需资金9万元。',
    '恳请县政府拨付专项资金57万元予以支持。',
    '特此报告。',
  ],
}

/** Its faults: rule, level and the words they stand at. */
export const planted = [
  'E R-02 青禾县财政局、高县长',
  'E R-03 下湾村村民委员会',
  'E R-07 高县长',
  'E R-37 二〇二六年七月九日',
  'W R-04 以及',
  'W R-40 。',
  'W R-39 。',
  'W R-39 3',
  'W DR-15 《国家行政机关公文处理办法》',
  'W R-36 和青政办[2025]第08号',
  'W DR-14 ,',
  'W R-37 二〇二六年六月三日',
  'W R-38 （一）、',
  'W R-38 三、',
  'W R-38 1、',
  'W R-05 特此报告。',
  'W DR-15 主题词：水利 泵站 请示',
] as const
