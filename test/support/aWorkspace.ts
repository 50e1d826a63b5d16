import { detectFacts, pathsToRead } from '../../src/core/facts/detectFacts';
import { furtherReading, lastTexts } from '../../src/core/facts/furtherReading';
import { isSource } from '../../src/core/facts/sources';
import type { ParseSql } from '../../src/core/facts/migrations/sql/syntax';
import type { Facts, Patches, Release } from '../../src/core/facts/schema';
import { openWorkspace, type WorkspaceFiles } from '../../src/core/facts/workspaceFiles';

/** An empty range from v1.4.0 to v1.5.0. */
export const aRelease: Release = {
  base: { ref: 'v1.4.0', commit: '1111111111111111111111111111111111111111' },
  head: { ref: 'v1.5.0', commit: '2222222222222222222222222222222222222222' },
  commits: [],
  files: [],
};

/** A workspace whose files are all loaded. */
export function aWorkspace(texts: Readonly<Record<string, string>>): WorkspaceFiles {
  return openWorkspace(Object.keys(texts), new Map(Object.entries(texts)));
}

/** The facts of a workspace, reading only what the detectors ask for, as an adapter does. `base` are the former files. */
export function factsOf(
  texts: Readonly<Record<string, string>>,
  given: Partial<Release> = {},
  patches: Patches = new Map(),
  base: Readonly<Record<string, string>> = {},
  parseSql?: ParseSql,
): Facts {
  const paths = Object.keys(texts);
  const release = { ...aRelease, ...given };
  const contents = new Map(pathsToRead(paths, release.files).map((path) => [path, texts[path] ?? '']));
  const further = furtherReading({ paths, contents, release, patches });
  for (const path of [...further.paths, ...found(texts, further.texts)]) contents.set(path, texts[path] ?? '');
  for (const path of found(texts, lastTexts(paths, contents))) contents.set(path, texts[path] ?? '');
  const former = new Map(
    [...further.formerPaths, ...found(base, further.formerTexts)].flatMap((path) => {
      const text = base[path];
      return text === undefined ? [] : [[path, text] as const];
    }),
  );
  return detectFacts({ paths, contents, release, patches, former, folderName: 'shop', parseSql });
}

/** As the git adapter searches. */
function found(texts: Readonly<Record<string, string>>, parts: readonly string[]): readonly string[] {
  return Object.entries(texts)
    .filter(([path, text]) => isSource(path) && parts.some((part) => text.includes(part)))
    .map(([path]) => path);
}

/** Plain manifests of a web Deployment behind a Service. Each option replaces or leaves out one input. */
export function webManifests({
  name = 'checkout',
  namespace = 'shop',
  image = `registry.example.com/acme/${name}:1.4.0`,
  replicas = '4',
  kind = 'Deployment',
  service = true,
  pod = '',
  spec = '',
}: {
  readonly name?: string;
  readonly namespace?: string;
  readonly image?: string;
  readonly replicas?: string;
  readonly kind?: string;
  readonly service?: boolean;
  /** More lines of the pod's spec, at its indentation. */
  readonly pod?: string;
  /** More lines of the workload's spec, at its indentation. */
  readonly spec?: string;
} = {}): string {
  const place = namespace === '' ? '' : `\n  namespace: ${namespace}`;
  const workload = `apiVersion: apps/v1
kind: ${kind}
metadata:
  name: ${name}${place}
spec:${replicas === '' ? '' : `\n  replicas: ${replicas}`}${spec}
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:${pod}
      containers:
        - name: ${name}
          image: ${image}
          readinessProbe: { httpGet: { path: /ready, port: 8080 } }
`;
  const behind = `---
apiVersion: v1
kind: Service
metadata:
  name: ${name}${place}
spec:
  selector:
    app: ${name}
  ports:
    - name: http
      port: 80
`;
  return service ? workload + behind : workload;
}

/** A Rollout of Argo. Each option replaces or leaves out one input. */
export function aRollout({
  name = 'checkout',
  namespace = 'shop',
  image = `registry.example.com/acme/${name}:1.4.0`,
  replicas = '4',
  steps = '[]',
  router = '',
  strategy = `canary: { ${router === '' ? '' : `trafficRouting: { ${router}: {} }, `}steps: ${steps} }`,
}: {
  readonly name?: string;
  readonly namespace?: string;
  readonly image?: string;
  readonly replicas?: string;
  /** As a YAML flow sequence. */
  readonly steps?: string;
  readonly router?: string;
  readonly strategy?: string;
} = {}): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata:
  name: ${name}${namespace === '' ? '' : `\n  namespace: ${namespace}`}
spec:
  replicas: ${replicas}
  strategy: { ${strategy} }
  template:
    spec:
      containers:
        - name: ${name}
          image: ${image}
`;
}
