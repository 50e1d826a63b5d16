import { describe, expect, it } from 'vitest';
import { usualBands } from '../../../../../../src/core/facts/platforms/platform';
import { speakPlatform } from '../../../../../../src/core/facts/platforms/platforms';
import { aRelease, factsOf } from '../../../../../support/aWorkspace';
import { speechFor, stepsOf, validationsOf } from '../../../../../support/speeches';

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: { name: {{ .Release.Name }} }
spec:
  template:
    spec:
      containers:
        - name: app
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
`;

function aChart(name: string, folder: string): Readonly<Record<string, string>> {
  return {
    [`${folder}/Chart.yaml`]: `apiVersion: v2\nname: ${name}\nversion: 0.1.0\n`,
    [`${folder}/values.yaml`]: `image:\n  repository: registry.example.com/acme/${name}\n  tag: 1.4.0\n`,
    [`${folder}/templates/web.yaml`]: deployment,
  };
}

function workflow(run: string): string {
  return `on: push\njobs:\n  deploy:\n    runs-on: x\n    steps:\n      - run: ${run}\n`;
}

it('Helm speaks for the chart that a script finds from its own place', () => {
  const script =
    '#!/bin/bash\nROOT=$(dirname "$0")\nCHART="$ROOT/../charts/shop/"\nhelm upgrade shop \\\n  $CHART \\\n  --namespace=live --set image.tag=$TAG\n';
  const { promote } = speechFor(
    factsOf({ ...aChart('shop', 'charts/shop'), ...aChart('jobs', 'charts/jobs'), 'bin/live_deploy.sh': script }),
  );
  expect(promote[0]?.run).toContain('--namespace live upgrade shop ./charts/shop ');
});

describe('Helm leaves out', () => {
  it('what only Helmfile can read, and images of others beside its own', () => {
    const speech = speechFor(
      factsOf({
        ...aChart('shop', 'charts/shop'),
        'charts/shop/values.yaml':
          'image: { repository: registry.example.com/acme/store, tag: 1 }\ndb: { image: { repository: bitnami/postgresql, tag: 16 } }\n',
        'charts/shop/templates/db.yaml': deployment.replaceAll('.Values.image', '.Values.db.image'),
        'helmfile.yaml': 'releases: [{ name: live, chart: ./charts/shop, values: [values/live.yaml.gotmpl] }]\n',
        'values/live.yaml.gotmpl': 'a: {{ .Values.b }}\n',
      }),
    );
    expect(speech.promote[0]?.run).toContain(
      'upgrade live ./charts/shop --reset-then-reuse-values --set-string image.tag={{blank:image-tag}}',
    );
  });
});

describe('Helm speaks', () => {
  it.each([
    [
      'argocd',
      'Argo CD',
      'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: shop-prod, namespace: argocd }\nspec: { source: { path: charts/shop, helm: { releaseName: shop } }, destination: { namespace: live } }\n',
      'get applications.argoproj.io/shop-prod',
      'argocd',
    ],
    [
      'flux',
      'Flux',
      'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: shop, namespace: live }\nspec: { chart: { spec: { chart: ./charts/shop } } }\n',
      'get helmreleases.helm.toolkit.fluxcd.io/shop',
      'live',
    ],
    [
      'flux',
      'Flux',
      'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: store, namespace: flux-system }\nspec: { releaseName: shop, targetNamespace: live, chart: { spec: { chart: shop, version: 1.2.3, sourceRef: { kind: HelmRepository, name: acme } } } }\n',
      'get helmreleases.helm.toolkit.fluxcd.io/store',
      'flux-system',
    ],
  ])('in commits where %s deploys, and reads what runs from its object', (id, controller, object, get, namespace) => {
    const speech = speechFor(factsOf({ ...aChart('shop', 'charts/shop'), 'clusters/shop.yaml': object }));
    expect(speech.platform.gitops).toBe(id);
    expect(stepsOf(speech).map(({ run }) => run)).toEqual([
      expect.stringMatching(/^kubectl .* config view /u),
      expect.stringMatching(/^kubectl .* auth whoami$/u),
      expect.stringContaining(`--namespace ${namespace} ${get} --output json`),
      '{{blank:gitops-deploy}}',
      '{{blank:gitops-rollback}}',
      '{{blank:gitops-rollback}}',
    ]);
    expect(validationsOf(speech).flatMap(({ expr }) => expr ?? [])).toEqual([
      expect.stringContaining(get),
      expect.stringContaining(get),
    ]);
    expect(speech.targetName).toBe('release shop');
    expect(speech.identity[0]?.run).toContain('--namespace live ');
    expect(speech.caveats.join(' ')).toContain(`${controller} (clusters/shop.yaml:2) deploys release shop`);
    expect(speech.blanks.map((blank) => blank.id)).toEqual(['kubernetes-context', 'gitops-rollback', 'gitops-deploy']);
  });

  it('asks how what runs is written down where no object of the repository installs the chart', () => {
    const other =
      'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: a }\nspec: { source: { path: other } }\n';
    const speech = speechFor(factsOf({ ...aChart('shop', 'charts/shop'), 'clusters/a.yaml': other }));
    expect(speech.blanks.map((blank) => blank.id)).toEqual([
      'kubernetes-context',
      'kubernetes-namespace',
      'gitops-record',
      'gitops-rollback',
      'gitops-deploy',
    ]);
  });

  it.each(['uat', 'staging'])("for production's values, where only those of %s are written out", (elsewhere) => {
    const files = {
      ...aChart('shop', 'chart'),
      [`chart/values-${elsewhere}.yaml`]: 'replicas: 1\n',
      'chart/values-production.yaml': 'replicas: 3\n',
      'bin/deploy': `#!/bin/sh\nhelm upgrade try-it ./chart -f chart/values-${elsewhere}.yaml\nhelm upgrade shop ./chart -f chart/values-"$1".yaml\n`,
    };
    const promote = stepsOf(speechFor(factsOf(files))).find(({ id }) => id === 'helm-promote');
    expect(promote?.run).toContain(' --values chart/values-production.yaml ');
  });

  it.each([
    ['shop', 'charts/shop', 'web', 'store'],
    ['other-api', 'deploy/helm', 'api-live', 'apis'],
  ])('for the chart %s in %s', (chart, folder, release, namespace) => {
    const values = `${folder}/values-production.yaml`;
    const speech = speechFor(
      factsOf({
        ...aChart(chart, folder),
        [values]: 'replicas: 3\n',
        '.github/workflows/release.yml': workflow(
          `helm upgrade --install ${release} ./${folder} -f ${values} -n ${namespace} --timeout 10m --set image.tag=\${{ github.sha }}`,
        ),
      }),
    );
    const place = `{{blank:kubernetes-context}} --namespace ${namespace}`;
    const helm = `helm --kube-context ${place}`;
    const kubectl = `kubectl --context ${place}`;
    const record = 'cc10x-2025-10-27-user-auth-helm';
    const upgrade = `${helm} upgrade ${release} ./${folder} --reset-then-reuse-values --values ${values} --set-string image.tag=${aRelease.head.commit}`;
    const recorded = `revision="$(${kubectl} get configmap ${record} --output json | jq -enr 'input | .data.revision')"`;
    const rollback = `${recorded} && ${helm} rollback ${release} "$revision" --wait --timeout 10m`;
    expect(stepsOf(speech).map(({ id, run }) => [id, run])).toEqual([
      [
        'helm-identity-cluster',
        `${kubectl} config view --minify --output jsonpath='{.clusters[0].cluster.server}{"\\n"}'`,
      ],
      ['helm-identity-user', `${kubectl} auth whoami`],
      ['helm-identity-release', `helm version --short && ${helm} status ${release}`],
      [
        'helm-record-revision',
        `revision="$(${helm} history ${release} --output json | jq -enr 'input | [.[] | select(.status == "deployed") | .revision] | if length == 1 then .[0] | tostring else error("not exactly one revision is deployed: \\(.)") end')" && ${helm} history ${release} --output json | jq -en --arg revision "$revision" 'input | {apiVersion: "v1", kind: "ConfigMap", metadata: {name: "${record}", labels: {"cc10x-deployment": "2025-10-27-user-auth"}}, immutable: true, data: {revision: $revision}}' | ${kubectl} create --filename -`,
      ],
      ['helm-dry-run', `${upgrade} --dry-run=server --hide-secret --output json | jq -enr 'input | .manifest'`],
      ['helm-promote', `${upgrade} --wait --timeout 10m`],
      ['helm-abort', rollback],
      ['helm-rollback', rollback],
    ]);
    expect(validationsOf(speech).map(({ expr }) => expr)).toEqual([
      `${helm} history ${release} --output json | jq -en 'input | .[-1].status == "deployed"'`,
      `${helm} get manifest ${release} | grep --fixed-strings :${aRelease.head.commit}`,
      `${upgrade} --dry-run=server --hide-secret --output json | jq -enr 'input | .manifest' | grep --fixed-strings :${aRelease.head.commit}`,
      `${recorded} && ${helm} history ${release} --output json | jq -en --arg revision "$revision" 'input | .[-1] | .status == "deployed" and .description == "Rollback to \\($revision)"'`,
    ]);
    expect(speech.blanks.map(({ id }) => id)).toEqual(['kubernetes-context']);
    expect([speech.platform, speech.configRollback.kind, speech.traffic.canary]).toEqual([
      { id: 'helm', trafficControl: 'none', granularityPercent: 100 },
      'unavailable',
      {
        kind: 'skipped',
        reason: `Helm upgrades release ${release} as a whole: the pods of both versions change places in one rolling update, and no template of the chart divides traffic.`,
      },
    ]);
  });

  it.each([
    ['the command', { '.github/workflows/release.yml': '' }, ['kubernetes-namespace', 'helm-release']],
    ['the key', { 'chart/values.yaml': '', 'chart/templates/web.yaml': 'kind: x\n' }, ['helm-image-key']],
  ])('with a blank for what %s would tell', (_, without, missing) => {
    const told = workflow('helm upgrade --install web chart --namespace store');
    const texts = { ...aChart('shop', 'chart'), '.github/workflows/release.yml': told, ...without };
    expect(speechFor(factsOf(texts)).blanks.map(({ id }) => id)).toEqual([
      'kubernetes-context',
      ...missing.filter((id) => id !== 'helm-image-key'),
      ...missing.filter((id) => id === 'helm-image-key'),
      'image-tag',
    ]);
  });

  it('gives the image of the unit where the chart brings several out', () => {
    const image = (name: string) => `${name}:\n  image:\n    repository: ghcr.io/acme/${name}\n    tag: "1"\n`;
    const pkg = (name: string) =>
      `{"name":"${name}","scripts":{"start":"node ."},"dependencies":{"express":"5.0.0"}}\n`;
    const texts = {
      ...aChart('shop', 'chart'),
      'chart/values.yaml': image('webApp') + image('worker'),
      'chart/templates/web.yaml':
        'image: "{{ .Values.webApp.image.repository }}:{{ .Values.webApp.image.tag }}"\nimage: "{{ .Values.worker.image.repository }}:{{ .Values.worker.image.tag }}"\n',
      'package.json': '{"workspaces":["apps/*"]}\n',
      'apps/web-app/package.json': pkg('web-app'),
      'apps/worker/package.json': pkg('worker'),
    };
    const asked = { deployment: 'd', baselineVersion: 'v1', newVersion: 'v2', profile: {}, bands: usualBands };
    const promoted = (unit: string) => {
      const choice = speakPlatform(factsOf(texts), unit, asked);
      return choice.kind === 'spoken' ? choice.speech.promote[0]?.run : undefined;
    };
    expect(promoted('apps/web-app')).toContain(' --set-string webApp.image.tag=');
    expect(promoted('apps/worker')).toContain(' --set-string worker.image.tag=');
    expect(promoted('.')).toContain(' --set-string {{blank:helm-image-key}}=');
  });

  it('gives the image the tag that the command of the repository gives it, and says what that rests on', () => {
    const of = (script: string) =>
      speechFor(factsOf({ ...aChart('shop', 'chart'), 'bin/deploy.sh': script }))
        .promote[0]?.run.split(' ')
        .at(-2);
    const live = 'helm upgrade shop ./chart --set image.repository="$ECR" --set image.tag="main-$GITHUB_SHA"\n';
    const trial = 'helm upgrade "$BRANCH" ./chart --set image.tag="branch-$GITHUB_SHA"\n';
    expect(of(live)).toBe(`image.tag=main-${aRelease.head.commit}`);
    expect(of(trial + live)).toBe(`image.tag=main-${aRelease.head.commit}`);
    expect(of(live + live.replace('main', 'eu'))).toBe('image.tag={{blank:image-tag}}');
    expect(of('helm upgrade shop ./chart --set image.tag="$(date +%s)"\n')).toBe('image.tag={{blank:image-tag}}');
    const workflow = (push: string) =>
      speechFor(
        factsOf({
          ...aChart('shop', 'chart'),
          '.github/workflows/ship.yml': `env: { TAG: "\${{ github.sha }}" }\njobs:\n  deploy:\n    steps:\n      - run: ${push}\n      - run: helm upgrade shop ./chart --set image.tag=\${{ env.TAG }}\n`,
        }),
      );
    const told = (push: string): readonly string[] =>
      workflow(push).caveats.filter((caveat) => caveat.includes(aRelease.head.commit));
    expect(told('make push')).toEqual([
      `.github/workflows/ship.yml:6 gives the image of a commit this tag: ${aRelease.head.commit}. What pushes it was not found: see that it is there.`,
    ]);
    expect(told('docker push acme/shop:${{ env.TAG }}').join(' ')).not.toContain('was not found');
  });

  it('asks which chart, which release and which values file', () => {
    const two = { ...aChart('a', 'charts/a'), ...aChart('b', 'charts/b') };
    const ask = (texts: Readonly<Record<string, string>>, id: string) =>
      speechFor(factsOf(texts)).blanks.find((blank) => blank.id === id)?.question;
    expect(ask(two, 'helm-chart')).toBe('Which chart is the release installed from (the repository names a, b)?');
    expect(speechFor(factsOf(two), { platform: { chart: 'b' } }).promote[0]?.run).toContain(' ./charts/b --reset');
    expect(speechFor(factsOf(two), { service: 'a' }).promote[0]?.run).toContain(' ./charts/a --reset');
    const chart = aChart('shop', 'chart');
    expect(ask({ ...chart, 'deploy.sh': 'helm upgrade eu chart\nhelm upgrade us chart\n' }, 'helm-release')).toBe(
      'What is the release called in production (the repository names eu, us) (see `helm list`)?',
    );
    expect(ask({ ...chart, 'chart/values-prod-eu.yaml': '', 'chart/values-prod-us.yaml': '' }, 'helm-values')).toBe(
      "Which values file is production's (the repository names chart/values-prod-eu.yaml, chart/values-prod-us.yaml)?",
    );
  });

  it('takes the release from Helmfile', () => {
    const speech = speechFor(
      factsOf({
        ...aChart('shop', 'charts/shop'),
        'helmfile.yaml': 'releases:\n  - name: live\n    namespace: store\n    chart: ./charts/shop\n',
      }),
    );
    expect(speech.promote[0]?.run).toMatch(/--namespace store upgrade live \.\/charts\/shop /u);
  });

  it('upgrades from a chart of elsewhere that a command gives an image', () => {
    const speech = speechFor(
      factsOf({
        'deploy/values.yaml': 'a: b\n',
        'deploy.sh':
          'helm upgrade web acme/generic --version 2.1.0 -n store -f deploy/values.yaml --set app.image.tag=$TAG\nhelm upgrade --install ingress nginx/ingress-nginx\n',
      }),
    );
    expect(speech.promote[0]?.run).toBe(
      'helm --kube-context {{blank:kubernetes-context}} --namespace store upgrade web acme/generic --version 2.1.0 --reset-then-reuse-values --values deploy/values.yaml --set-string app.image.tag={{blank:image-tag}} --wait',
    );
  });

  it('upgrades from a chart of a registry that only the pipeline names, which PowerShell starts', () => {
    const file = '.github/workflows/deploy.yml';
    const script = [
      '$registry="${{ vars.REGISTRY }}.example.com"',
      '$namespace="store"',
      'helm upgrade web oci://$registry/charts/generic `',
      '  --version 0.1.4 -n $namespace `',
      '  --set image.tag=${{ github.sha }} `',
      '  --install',
    ];
    const text = `jobs:\n  deploy:\n    steps:\n      - shell: pwsh\n        run: |\n${script.map((line) => `          ${line}\n`).join('')}`;
    const speech = speechFor(factsOf({ [file]: text, Dockerfile: 'FROM scratch\n' }));
    expect(stepsOf(speech).find(({ id }) => id === 'helm-promote')?.run).toContain(
      ' --namespace store upgrade web {{blank:helm-chart}} --version 0.1.4 ',
    );
    expect(speech.blanks.find(({ id }) => id === 'helm-chart')?.question).toBe(
      `Which chart is the release installed from, as oci://… (${file}:8 says oci://$registry/charts/generic)?`,
    );
  });

  it('brings back the recorded values alone when the release changes the values of production', () => {
    const file = 'charts/shop/values-prod.yaml';
    const files = [{ path: file, status: 'modified', added: 1, deleted: 1 }] as const;
    const speech = speechFor(factsOf({ ...aChart('shop', 'charts/shop'), [file]: 'a: b\n' }, { files }));
    expect(speech.configRollback.kind === 'steps' && speech.configRollback.steps[0]?.run).toMatch(
      /^revision="\$\(kubectl .*\)" && values="\$\(mktemp\)" && helm .* get values \S+ --revision "\$revision" --output yaml > "\$values" && helm .* --reset-values --values "\$values" --set-string image\.tag=\{\{blank:image-tag\}\} --wait && rm "\$values"$/u,
    );
  });

  it('knows hooks, definitions and missing dependencies', () => {
    const speech = speechFor(
      factsOf({
        ...aChart('shop', 'chart'),
        'chart/Chart.yaml':
          'name: shop\ndependencies:\n  - { name: redis, version: 1.0.0, repository: "https://x.example" }\n',
        'chart/templates/migrate.yaml': 'metadata:\n  annotations:\n    "helm.sh/hook": pre-upgrade,pre-install\n',
        'chart/templates/tests/x.yaml': 'metadata: { annotations: { "helm.sh/hook": test } }\n',
        'chart/crds/thing.yaml': 'kind: CustomResourceDefinition\n',
      }),
    );
    expect(speech.caveats.slice(0, 2)).toEqual([
      'Hooks run with the upgrade: pre-upgrade,pre-install (chart/templates/migrate.yaml:3). A failed hook fails the upgrade; what a hook has done, such as a migration, no rollback undoes. Hooks of kind pre-rollback and post-rollback run at the rollback.',
      'Helm installs the definitions in chart/crds once and never changes or removes them: apply changes there by hand, before the upgrade.',
    ]);
    expect(speech.prepare.kind === 'steps' && speech.prepare.steps[0]?.run).toBe('helm dependency build ./chart');
  });
});

describe('Helm is detected', () => {
  const ids = (texts: Readonly<Record<string, string>>) =>
    factsOf(texts).platforms.map(({ id, role, evidence }) => [id, role, evidence]);

  const brings = 'name: shop\ndependencies: [{ name: generic, version: 1.0.0, repository: https://charts.example }]\n';

  it.each([
    ['a library', { 'lib/Chart.yaml': 'name: lib\ntype: library\n' }],
    ['vendored charts', { 'vendor/x/Chart.yaml': 'name: x\n' }],
    ['the install of others’ software', { 'setup.sh': 'helm install cert-manager jetstack/cert-manager --set x=$Y\n' }],
    [
      'a chart that only brings charts of others',
      { 'ingress/Chart.yaml': brings, 'ingress/values.yaml': 'a: 1\n', Dockerfile: 'FROM a\n' },
    ],
  ])('but not in %s', (_, texts) => {
    expect(ids(texts).filter(([id]) => id === 'helm')).toEqual([]);
  });

  it.each([
    ['with a template', { 'shop/templates/a.yaml': 'kind: ConfigMap\n' }],
    ['with an image', { 'shop/values.yaml': 'generic:\n  image:\n    repository: acme/shop\n' }],
    ['with an image that a command sets', { 'ship.sh': 'helm upgrade shop ./shop --set generic.image.tag=$TAG\n' }],
    [
      'with a chart of this repository',
      { 'shop/Chart.yaml': brings.replace('https://charts.example', 'file://../web') },
    ],
  ])('in a chart that brings others %s', (_, texts) => {
    expect(ids({ 'shop/Chart.yaml': brings, Dockerfile: 'FROM a\n', ...texts }).map(([id]) => id)).toContain('helm');
  });

  it('in charts of others where the repository builds nothing', () => {
    expect(ids({ 'ingress/Chart.yaml': brings }).map(([id]) => id)).toEqual(['helm']);
  });

  it('without the charts inside a chart', () => {
    expect(ids({ 'c/Chart.yaml': 'name: c\n', 'c/charts/sub/Chart.yaml': 'name: sub\n' })).toEqual([
      ['helm', undefined, [{ file: 'c/Chart.yaml' }]],
    ]);
  });

  it('with keys that templates take through a helper, and keys of a dependency', () => {
    const key = (texts: Readonly<Record<string, string>>) =>
      speechFor(factsOf(texts)).promote[0]?.run.split(' ').at(-2);
    const values = 'api:\n  image:\n    registry: ghcr.io\n    repository: acme/shop\n    tag: 1\n';
    const chart = { 'c/Chart.yaml': 'name: shop\n', 'c/values.yaml': values };
    expect(
      key({
        ...chart,
        'c/templates/_helpers.tpl':
          '{{- define "x.image" -}}{{ .Values.api.image.repository }}:{{ .Values.api.image.tag }}{{- end -}}',
        'c/templates/web.yaml': 'image: {{ include "x.image" . }}\n',
      }),
    ).toBe('api.image.tag={{blank:image-tag}}');
    expect(key(chart)).toBe('api.image.tag={{blank:image-tag}}');
    expect(
      key({
        'c/Chart.yaml': 'name: shop\n',
        'c/values.yaml': 'image: acme/shop:1\n',
        'c/templates/a.yaml': 'image: {{ .Values.image }}\n',
      }),
    ).toBe('image=acme/shop:{{blank:image-tag}}');
    // The templates of a dependency take the reference as a whole; what others make is not it.
    expect(
      key({
        'c/Chart.yaml': 'name: shop\n',
        'c/values.yaml':
          'java:\n  image: registry.example/acme/shop:latest\n  logo_image: /shop.png\ncache:\n  image: docker.io/library/redis:7\n',
      }),
    ).toBe('java.image=registry.example/acme/shop:{{blank:image-tag}}');
  });
});
