import type { ThemeConfig } from 'antd'

/** The palette of the desk (docs: look and manners). CSS reads the same values from `tokens.css`. */
export const palette = {
  ink: '#1f2329',
  ink2: '#5b616b',
  ink3: '#8f959e',
  paper: '#ffffff',
  desk: '#f6f5f1',
  line: '#e4e1da',
  action: '#1f5c7a',
  actionHover: '#17475f',
  tint: '#e8f0f4',
  red: '#b3261e',
  amber: '#a15c00',
  green: '#2f6f4f',
} as const

export const uiFonts = '"Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei","PingFang SC",sans-serif'

/** antd drawn with the desk's tokens: 13 px type, 28 px controls, 2 px corners, no bounce. */
export const theme: ThemeConfig = {
  token: {
    colorPrimary: palette.action,
    colorPrimaryHover: palette.actionHover,
    colorLink: palette.action,
    colorLinkHover: palette.actionHover,
    colorInfo: palette.action,
    colorError: palette.red,
    colorWarning: palette.amber,
    colorSuccess: palette.green,
    colorText: palette.ink,
    colorTextSecondary: palette.ink2,
    colorTextTertiary: palette.ink2,
    colorTextPlaceholder: palette.ink3,
    colorBorder: '#cfcbc2',
    colorBorderSecondary: palette.line,
    colorBgLayout: palette.desk,
    controlItemBgActive: palette.tint,
    controlItemBgHover: '#f1efe9',
    borderRadius: 2,
    borderRadiusLG: 2,
    borderRadiusSM: 2,
    fontSize: 13,
    lineHeight: 20 / 13,
    controlHeight: 28,
    controlHeightSM: 28,
    fontFamily: uiFonts,
    motionDurationSlow: '0.12s',
    motionDurationMid: '0.1s',
    motionDurationFast: '0.06s',
    boxShadow: '0 2px 12px rgba(31,35,41,0.14)',
    boxShadowSecondary: '0 2px 12px rgba(31,35,41,0.14)',
  },
  components: {
    Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none', paddingInlineSM: 12, contentFontSizeSM: 13 },
    Modal: { titleFontSize: 15 },
    Form: { itemMarginBottom: 12, verticalLabelPadding: '0 0 2px' },
    Segmented: { trackBg: '#eceae3', itemSelectedBg: palette.paper },
    Tooltip: { colorBgSpotlight: palette.ink },
  },
}
