// Who may import whom: the table of ARCHITECTURE.md as rules. Own folder is always allowed; what is not listed is not.

/** Folders of ours that each folder may import. `*` in a name stands for one folder. */
const MAY_IMPORT = {
  'src/base': [],
  'src/model': ['src/base'],
  'src/query': ['src/base', 'src/model'],
  'src/formats': ['src/base', 'src/model', 'src/query'],
  'src/contract': ['src/base', 'src/model'],
  'src/carrier': ['src/base', 'src/contract'],
  'src/ports': ['src/base', 'src/model', 'src/query'],
  'src/investigate': ['src/base', 'src/model', 'src/ports'],
  // A driver fulfils ports and knows its own client, and no other driver.
  'src/drivers/*': ['src/base', 'src/model', 'src/ports'],
  'src/bundle': ['src/base', 'src/model', 'src/query', 'src/formats', 'src/ports'],
  'src/agent': ['src/base', 'src/model', 'src/query', 'src/formats', 'src/ports'],
  'src/indexer': ['src/base', 'src/model', 'src/query', 'src/formats', 'src/ports'],
  'src/workspace/embedded': [
    'src/base',
    'src/model',
    'src/query',
    'src/formats',
    'src/ports',
    'src/drivers/sqlite',
    'src/drivers/node',
  ],
  'src/workspace/cluster': [
    'src/base',
    'src/model',
    'src/query',
    'src/formats',
    'src/ports',
    'src/drivers/kafka',
    'src/drivers/zookeeper',
    'src/drivers/elasticsearch',
    'src/drivers/node',
  ],
  'src/console': ['src/base', 'src/model', 'src/query', 'src/contract', 'src/ports', 'src/investigate', 'src/bundle'],
  'src/host': ['src/(?!cli/|host/)[^/]+'],
  'src/cli': ['src/(?!cli/)[^/]+'],
  main: ['src/base', 'src/model', 'src/contract', 'src/carrier', 'src/host'],
  renderer: ['src/base', 'src/model', 'src/query', 'src/contract', 'src/carrier'],
};

/** Packages each folder may import; node: means Node's own modules. The rest of the tree may import none. */
const MAY_USE = {
  'src/contract': ['zod'],
  'src/carrier': ['zod'],
  'src/model': ['zod', 're2js'],
  'src/query': ['re2js'],
  'src/formats': ['zod', 're2js'],
  'src/agent': [
    'node:',
    're2js',
    'picomatch',
    'yaml',
    'zod',
    'yauzl',
    'tar-stream',
    'xz-decompress',
    'unbzip2-stream',
    'fzstd',
  ],
  'src/indexer': ['node:', 'zod'],
  'src/bundle': ['node:', 'yazl', 'yauzl', 'zod'],
  'src/workspace': ['node:', 'yaml', 'zod'],
  'src/drivers/node': ['node:', 'yauzl', 'unbzip2-stream', 'tar-stream'],
  'src/drivers/sqlite': ['node:', 'libsql'],
  'src/drivers/kafka': ['node:', 'kafkajs', 'fzstd'],
  'src/drivers/zookeeper': ['node:', 'node-zookeeper-client'],
  'src/drivers/elasticsearch': ['node:', '@elastic/elasticsearch'],
  'src/host': ['node:', 'ws', 'yaml', 'pino', 'zod'],
  'src/cli': ['node:', 'commander'],
  main: ['node:', 'electron'],
  renderer: [
    'react',
    'react-dom',
    'zustand',
    'lucide-react',
    'i18next',
    'react-i18next',
    'uplot',
    'dockview-react',
    '@xterm/[^/]+',
    'yaml',
    'zod',
    '@codemirror/[^/]+',
    '@lezer/[^/]+',
    '@fontsource-variable/[^/]+',
  ],
};

/** Files and sockets belong to drivers and to the composition; everything else reaches them through ports. */
const IO_MODULES = '^(node:)?(fs|fs/promises|net|tls|http|https|http2|dgram|dns|child_process|worker_threads)$';
const MAY_DO_IO = ['src/drivers', 'src/host', 'src/cli', 'src/workspace', 'src/bundle', 'main'];

const asPattern = (folder) => folder.replace('*', '[^/]+');
const anyOf = (folders) => `^(${folders.map(asPattern).join('|')})/`;

const layerRules = Object.entries(MAY_IMPORT).map(([folder, allowed]) => {
  // A starred folder is many folders: the one the import comes from is `$1`.
  const from = `^(${asPattern(folder)})/`;
  return {
    name: `imports-of-${folder.replaceAll('/', '-').replace('*', 'each')}`,
    severity: 'error',
    comment: `${folder} may import only: ${allowed.join(', ') || 'nothing of ours'}.`,
    from: { path: from },
    to: {
      path: '^(src|main|renderer|test|tools|examples)/',
      pathNot: ['^$1/', ...(allowed.length > 0 ? [anyOf(allowed)] : [])],
    },
  };
});

const packageOf = (name) => (name === 'node:' ? [] : [`^node_modules/(@types/)?${name}/`, `^${name}$`]);
const PACKAGE_TYPES = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown'];
const usedIn = Object.keys(MAY_USE);
const packageRules = [
  ...Object.entries(MAY_USE).map(([folder, packages]) => ({
    name: `packages-of-${folder.replaceAll('/', '-')}`,
    severity: 'error',
    comment: `${folder} may use only these packages: ${packages.join(', ')}.`,
    from: { path: `^${folder}/` },
    to: {
      dependencyTypes: PACKAGE_TYPES,
      pathNot: packages.flatMap(packageOf).concat('^(src|main|renderer)/'),
    },
  })),
  {
    name: 'packages-elsewhere',
    severity: 'error',
    comment: 'A folder without packages of its own may use none.',
    from: { path: '^(src|main|renderer)/', pathNot: usedIn.map((folder) => `^${folder}/`) },
    to: { dependencyTypes: PACKAGE_TYPES },
  },
];

const withNode = usedIn.filter((folder) => MAY_USE[folder].includes('node:')).concat('src/console');

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...layerRules,
    ...packageRules,
    {
      name: 'no-node-in-pure',
      severity: 'error',
      comment: 'Pure folders and the renderer run without Node.',
      from: { path: '^(src|main|renderer)/', pathNot: withNode.map((folder) => `^${folder}/`) },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'io-through-ports',
      severity: 'error',
      comment: 'Files, sockets, processes and workers are reached through ports, so that faults can be put in.',
      from: { path: '^(src|main)/', pathNot: MAY_DO_IO.map((folder) => `^${folder}/`) },
      to: { path: IO_MODULES },
    },
    {
      name: 'no-other-feature',
      severity: 'error',
      comment: 'A feature does not know the others: what they share lies in ui, rows or platform.',
      from: { path: '^renderer/features/([^/]+)/' },
      to: { path: '^renderer/features/', pathNot: '^renderer/features/($1|detail)/' },
    },
    {
      name: 'nothing-knows-a-feature',
      severity: 'error',
      comment: 'ui, rows and platform are below the features.',
      from: { path: '^renderer/(ui|rows|platform)/' },
      to: { path: '^renderer/(features|app)/' },
    },
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'A cycle cannot be read, or loaded, in any order. Types alone may know each other.',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'not-unresolved',
      severity: 'error',
      comment: 'An import that leads nowhere.',
      from: { path: '^(src|main|renderer)/' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.css', '.svg', '.d.ts'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
