import path from 'node:path'
import { shippedFuses } from '../scripts/package/fuses.mjs'

/*
 * The configuration of electron-builder for every machine (docs/decisions/0035). Names of files and folders are ASCII: a
 * Chinese product name would be a folder of /opt and of every command line; what people read is Chinese.
 */
const here = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname)
const at = (...parts) => path.join(here, ...parts)
const words = '起草、修订、签发和报送公文'

/**
 * What the program needs of the system to start (`readelf -d` of the runtime), and openssl, which proves releases. t64: Debian 13, Ubuntu
 * 24.04 and newer.
 */
const depends = [
  'libasound2 | libasound2t64',
  'libatk-bridge2.0-0 | libatk-bridge2.0-0t64',
  'libatk1.0-0 | libatk1.0-0t64',
  'libatspi2.0-0 | libatspi2.0-0t64',
  'libc6 (>= 2.31)',
  'libcairo2',
  'libcups2 | libcups2t64',
  'libdbus-1-3',
  'libdrm2',
  'libexpat1',
  'libgbm1',
  'libgcc-s1',
  'libglib2.0-0 | libglib2.0-0t64',
  'libgtk-3-0 | libgtk-3-0t64',
  'libnspr4',
  'libnss3',
  'libpango-1.0-0',
  'libudev1',
  'libx11-6',
  'libx11-xcb1',
  'libxcb1',
  'libxcomposite1',
  'libxdamage1',
  'libxext6',
  'libxfixes3',
  'libxkbcommon0',
  'libxrandr2',
  'openssl',
]

/** What of the system installs a release as root when a desk hands one over. */
const units = {
  'liuhen-update.path': '/usr/lib/systemd/system',
  'liuhen-update.service': '/usr/lib/systemd/system',
  'liuhen-updates.conf': '/usr/lib/tmpfiles.d',
}

/** Loaded where they are there: the tray, notices, the keyring, other programs. apt installs them unless told not to. */
const recommends = ['libayatana-appindicator3-1', 'libnotify4', 'libsecret-1-0', 'xdg-utils']

/**
 * @param app folder with the program and nothing else; `output` where packages go; `licences` the text to ship;
 * `beside` a folder with what lies beside the program on Linux (beside.mjs); `electron` {version, dist}: without `dist` electron-builder downloads it; `e2e`: tests may attach; `afterExtract`: what is done
 * to the runtime before the program comes to it; `fast`: packed loosely.
 */
export const configuration = ({ app, output, licences, beside, electron, e2e, afterExtract, fast }) => ({
  appId: 'cn.liuhen.desk',
  productName: 'liuhen',
  copyright: '留痕',
  directories: { app, output, buildResources: here },
  electronVersion: electron.version,
  ...(electron.dist ? { electronDist: electron.dist } : {}),
  files: ['**/*'],
  asar: true,
  // the bundles need no node_modules; electron-builder would take those of the project
  beforeBuild: async () => false,
  publish: null,
  compression: fast ? 'store' : 'normal',
  electronLanguages: ['zh-CN', 'en-US'],
  extraFiles: [{ from: licences, to: 'THIRD-PARTY-LICENSES.txt' }],
  electronFuses: shippedFuses({ e2e }),
  afterExtract,
  artifactName: '${name}-${version}-${os}-${arch}.${ext}',
  fileAssociations: [
    {
      ext: 'lhcopy',
      name: 'LiuhenSafeCopy',
      description: '留痕安全副本',
      mimeType: 'application/x-liuhen-safe-copy',
      role: 'Viewer',
    },
  ],
  linux: {
    ...(beside ? { extraFiles: [{ from: beside, to: '.' }] } : {}),
    executableName: 'liuhen',
    syncDesktopName: true,
    icon: at('icons'),
    category: 'Office',
    maintainer: 'Liuhen <liuhen@localhost>',
    vendor: 'Liuhen',
    synopsis: e2e ? '留痕：测试用，不发给任何人' : '留痕：县级公文办理',
    description: words,
    desktop: {
      entry: {
        Name: 'Liuhen',
        'Name[zh_CN]': '留痕',
        'GenericName[zh_CN]': '公文办理',
        'Keywords[zh_CN]': '公文;办公;修订;签发;gongwen;liuhen;',
        StartupNotify: 'true',
      },
    },
    target: ['dir'],
  },
  deb: {
    packageName: 'liuhen',
    artifactName: '${name}_${version}_${arch}.${ext}',
    packageCategory: 'editors',
    priority: 'optional',
    compression: fast ? 'gz' : 'xz',
    depends,
    recommends,
    fpm: Object.entries(units).map(([name, folder]) => `${at('linux', name)}=${folder}/${name}`),
    afterInstall: at('linux', 'after-install.sh'),
    afterRemove: at('linux', 'after-remove.sh'),
  },
  win: {
    executableName: 'liuhen',
    icon: at('icons', 'liuhen.ico'),
    legalTrademarks: '留痕',
    requestedExecutionLevel: 'asInvoker',
    // nobody gets an unsigned installer by oversight (certificate: WIN_CSC_LINK, WIN_CSC_KEY_PASSWORD); --fast is for trials
    forceCodeSigning: !fast,
    signtoolOptions: { signingHashAlgorithms: ['sha256'] },
    target: ['nsis', 'msi'],
  },
  // for one person, without an administrator and without questions; what they wrote stays when it is taken away
  nsis: {
    oneClick: true,
    perMachine: false,
    runAfterFinish: true,
    deleteAppDataOnUninstall: false,
    createDesktopShortcut: true,
    createStartMenuShortcut: true,
    shortcutName: '留痕',
    uninstallDisplayName: '留痕 ${version}',
    installerIcon: at('icons', 'liuhen.ico'),
    uninstallerIcon: at('icons', 'liuhen.ico'),
    unicode: true,
    installerLanguages: ['zh_CN'],
    language: '2052',
    differentialPackage: true,
    artifactName: '${name}-${version}-${arch}-setup.${ext}',
  },
  // for IT, to be given out by group policy: for everybody on the machine, under Program Files
  msi: {
    oneClick: true,
    perMachine: true,
    runAfterFinish: false,
    createDesktopShortcut: true,
    createStartMenuShortcut: true,
    shortcutName: '留痕',
    menuCategory: false,
    // never to be changed: by it Windows knows the next version as the same program
    upgradeCode: '7C5E1B0A-6E0B-4E0F-9E57-4C1D0B7F2A36',
    artifactName: '${name}-${version}-${arch}.${ext}',
  },
})
