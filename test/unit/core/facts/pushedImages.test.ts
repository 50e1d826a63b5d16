import { describe, expect, it } from 'vitest';
import { aRelease, aWorkspace, factsOf, webManifests } from '../../../support/aWorkspace';
import { at, pushed, workflow } from '../../../support/githubWorkflows';
import { speechFor } from '../../../support/speeches';
import { pushedImages } from '../../../../src/core/facts/pushedImages';

const file = '.github/workflows/build.yml';
const run = (lines: string, env = ''): string =>
  `on: push\n${env}jobs:\n  build:\n    steps:\n      - run: |\n${lines.replaceAll(/^/gmu, '          ')}\n`;
const uses = (steps: string): string => `on: push\njobs:\n  build:\n    steps:\n${steps}`;

describe('pushedImages', () => {
  it.each<readonly [string, string, string, readonly string[]]>([
    ['the commit', run('docker push ghcr.io/acme/shop:${{ github.sha }}'), 'ghcr.io/acme/shop', ['{commit}']],
    ['its first digits', run('docker push ghcr.io/acme/shop:${GITHUB_SHA::7}'), 'ghcr.io/acme/shop', ['{commit:7}']],
    [
      'a name of the environment',
      run('docker push $IMAGE', 'env: { IMAGE: "${{ secrets.REGISTRY }}/shop:${{ github.sha }}" }\n'),
      '${{ secrets.REGISTRY }}/shop',
      ['{commit}'],
    ],
    [
      'what a step hands on',
      run('echo "tag=v-${GITHUB_SHA::8}" >> $GITHUB_OUTPUT\ndocker push acme/shop:${{ steps.t.outputs.tag }}'),
      'acme/shop',
      ['v-{commit:8}'],
    ],
    ['one tag for all', run('docker push acme/shop'), 'acme/shop', ['latest']],
    ['what cannot be read', run('docker push acme/shop:$(date +%s)'), 'acme/shop', ['?']],
    [
      'every tag that was built',
      run('docker build -t acme/shop:latest -t acme/shop:$GITHUB_SHA .\ndocker push --all-tags acme/shop'),
      'acme/shop',
      ['latest', '{commit}'],
    ],
    [
      "the tags of Docker's actions",
      uses(
        '      - uses: docker/metadata-action@v5\n        with:\n          images: acme/shop\n          tags: |\n            type=sha,format=long\n            type=semver,pattern={{version}}\n            type=ref,event=branch\n            type=ref,event=pr\n      - uses: docker/build-push-action@v6\n        with: { tags: "${{ steps.meta.outputs.tags }}" }\n',
      ),
      'acme/shop',
      ['sha-{commit}', '{version}', '{branch}'],
    ],
  ])('reads %s', (_, text, repository, tags) => {
    expect(pushedImages(aWorkspace({ [file]: text }))).toEqual([
      { repository, tags, evidence: [expect.objectContaining({ file })] },
    ]);
  });

  it.each([
    ['load: true', 0],
    ['push: false', 0],
    ['push: false, outputs: "type=image,push=true"', 1],
    ['load: true, push: true', 1],
  ])('goes by what leaves the runner: %s', (inputs, count) => {
    const step = `      - uses: docker/build-push-action@v6\n        with: { tags: shop, ${inputs} }\n`;
    expect(pushedImages(aWorkspace({ [file]: uses(step) }))).toHaveLength(count);
  });

  it('reads what Compose pushes, and goes by no variable of a loop over it', () => {
    const compose =
      'services:\n  web:\n    build: .\n    image: ghcr.io/acme/web:${TAG:-latest}\n  db:\n    image: postgres:16\n';
    const loop = 'docker compose config --images | while read -r ref; do\n  docker push "${ref%:*}:latest"\ndone';
    const pushed = (env: string) =>
      pushedImages(aWorkspace({ 'compose.yaml': compose, [file]: run(`docker compose push\n${loop}`, env) })).map(
        ({ repository, tags }) => [repository, tags],
      );
    expect(pushed('env: { TAG: "${{ github.sha }}" }\n')).toEqual([['ghcr.io/acme/web', ['{commit}']]]);
    expect(pushed('')).toEqual([['ghcr.io/acme/web', ['latest']]]);
  });

  it('knows no single tag where the same job pushes what could not be read, too', () => {
    const tags = (pushes: string) => pushedImages(aWorkspace({ [file]: run(pushes) })).map((each) => each.tags);
    expect(tags('docker push $IMAGE_NAME\ndocker push r.io/acme/shop:latest')).toEqual([['latest', '?']]);
    expect(tags('docker push r.io/acme/shop:latest')).toEqual([['latest']]);
  });

  it('reads names that CircleCI puts together', () => {
    const circle = `jobs:\n  build:\n    steps:\n      - run: |\n          docker push r.io/acme/<<parameters.app>>:$VERSION\n          docker push r.io/acme/<< parameters.app >>:latest\n`;
    expect(
      pushedImages(aWorkspace({ '.circleci/config.yml': circle })).map(({ repository, tags }) => [repository, tags]),
    ).toEqual([['r.io/acme/${parameters_app}', ['?', 'latest']]]);
  });

  it('leaves out what is no image of production', () => {
    expect(
      pushedImages(
        aWorkspace({
          '.github/workflows/staging.yml': run('docker push acme/shop:1'),
          [file]: run('docker push $IMAGE_ID\nnpm test'),
        }),
      ),
    ).toEqual([]);
  });
});

describe('The image of a plan', () => {
  const manifests = { 'k8s/web.yaml': webManifests({ image: 'registry.example.com/acme/checkout:1.4.0' }) };
  const of = (pushes: string, files: Readonly<Record<string, string>> = manifests) =>
    speechFor(factsOf({ ...files, [file]: run(pushes) }));

  it('has the tag that the pipeline gives the head, and says who pushes it', () => {
    const speech = of('docker push registry.example.com/acme/checkout:${{ github.sha }}');
    expect(speech.promote[0]?.run).toContain(`registry.example.com/acme/checkout:${aRelease.head.commit}`);
    expect(speech.blanks.map(({ id }) => id)).not.toContain('image-tag');
    expect(speech.caveats).toContain(
      `${file}:6 pushes the image of a commit by the tag that the commands name, ${aRelease.head.commit}: see that its run for this commit has ended.`,
    );
  });

  it('is asked for without the word that a pipeline replaces in the manifest', () => {
    const question = (image: string) =>
      speechFor(factsOf({ 'k8s/web.yaml': webManifests({ image }) })).blanks.find(({ id }) => id === 'image-repository')
        ?.question;
    expect([question('IMAGE_NAME'), question('shop-web')]).toEqual([
      'Which image repository, registry included, does CI push this service to?',
      'Which image repository, registry included, does CI push shop-web to?',
    ]);
  });

  it('is the one that bears its name where another could', () => {
    const speech = of(
      'docker push registry.example.com/acme/checkout:${{ github.sha }}\ndocker push registry.example.com/acme/$NAME:1',
    );
    expect(speech.promote[0]?.run).toContain(`registry.example.com/acme/checkout:${aRelease.head.commit}`);
  });

  it('is not there before everybody has it where the same run deploys', () => {
    const push = 'docker push registry.example.com/acme/checkout:$GITHUB_SHA';
    for (const apply of ['kubectl apply -f k8s/web.yaml', 'kubectl apply -k ./k8s/'])
      expect(of(`${push}\n${apply}`).caveats.at(-1)).toBe(
        `${file}:6 pushes the image that the commands name, ${aRelease.head.commit}, and its run goes on to deploy it to everybody (${file}:7): for the shares of this plan, build and push that image without this run.`,
      );
    expect(of(`${push}\nkubectl apply -f https://example.com/web.yaml`).caveats.at(-1)).toContain('has ended');
  });

  it('needs no watch of its own where the plan starts the run that pushes it', () => {
    const ship = `docker push registry.example.com/acme/checkout:$GITHUB_SHA && aws ecs update-service --cluster live --service checkout`;
    const speech = speechFor(factsOf({ [at('deploy.yml')]: workflow('', '', ship) }));
    expect(speech.promote[0]?.run).toContain('gh workflow run');
    expect(speech.caveats.filter((each) => each.includes('pushes the image'))).toEqual([]);
  });

  it.each(['other', 'checkout-worker'])('is not that of %s', (name) => {
    expect(of(`docker push registry.example.com/acme/${name}:$GITHUB_SHA`).blanks.map(({ id }) => id)).toContain(
      'image-tag',
    );
  });

  it('goes by its digest where every build moves one tag', () => {
    const speech = of('docker push registry.example.com/acme/checkout:latest');
    expect(speech.promote[0]?.run).toContain('registry.example.com/acme/checkout@{{blank:image-digest}}');
    expect(speech.blanks.find(({ id }) => id === 'image-digest')?.question).toContain(
      `${file}:6 pushes every build by the tag latest alone`,
    );
  });

  const chart = {
    'chart/Chart.yaml': 'name: shop\n',
    'chart/values.yaml': 'image: { repository: acme/shop, tag: latest }\n',
    'chart/templates/web.yaml': 'image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"\n',
  };

  it('tells that a recorded revision of Helm starts what the tag means by then', () => {
    expect(of('docker push acme/shop:latest', chart).movingTag).toEqual({
      tag: 'latest',
      evidence: { file, line: 6 },
    });
    expect(of('docker push acme/shop:$GITHUB_SHA', chart).movingTag).toBeUndefined();
  });

  it('is built again for the way back where a workflow deploys a tag that every build moves', () => {
    const upgrade = 'docker push acme/shop:latest && helm upgrade shop ./chart';
    const speech = speechFor(factsOf({ ...chart, [at('deploy.yml')]: workflow('', '', upgrade) }));
    expect([speech.platform.id, speech.abort[0]?.run]).toEqual([
      'github-workflow',
      'gh workflow run deploy.yml --repo {{blank:github-repository}} --ref v1.4.0',
    ]);
    expect(speech.caveats.at(-1)).toBe(
      `${at('deploy.yml')}:7 pushes every build by the tag latest alone: going back to what the platform recorded would start the image that the tag means by then, so going back builds the recorded version again.`,
    );
  });

  it('is built again, too, where the command gives the same moving tag on every run', () => {
    const upgrade = (tag: string) =>
      `|\n          docker push acme/shop:$GITHUB_SHA\n          docker push acme/shop:live\n          helm upgrade shop ./chart --set image.tag=${tag}`;
    const speech = (tag: string) =>
      speechFor(factsOf({ ...chart, [at('deploy.yml')]: workflow('', '', upgrade(tag)) }));
    expect(speech('live').caveats.at(-1)).toBe(
      `${at('deploy.yml')}:10 deploys every build by the tag live: going back to what the platform recorded would start the image that the tag means by then, so going back builds the recorded version again.`,
    );
    expect(speech('$GITHUB_SHA').platform.id).toBe('helm');
    expect(speech('1.4.0').platform.id).toBe('helm');
  });

  it('is named only where commands bear its tag, and not by every image of the commit', () => {
    const pushes = 'docker push registry.example.com/acme/checkout:$GITHUB_SHA\ndocker push r.io/acme/mail:$GITHUB_SHA';
    const said = of(pushes).caveats.filter((each) => each.includes('pushes the image'));
    expect(said).toHaveLength(1);
    const away = speechFor(
      factsOf({
        [at('deploy.yml')]:
          `${pushed('branches: [main]')}  ship:\n    steps:\n      - run: docker push acme/shop:$GITHUB_SHA\n      - run: ssh web ./up\n`,
      }),
    );
    // `gh run list --commit` names the commit, and no image.
    expect(away.caveats.filter((each) => each.includes('pushes the image'))).toEqual([]);
  });

  it('are told from the steps of Jenkins', () => {
    const text =
      "pipeline {\n  environment {\n    REGISTRY = 'ecr.example.com'\n  }\n  stages {\n    stage('Push') {\n      steps {\n        sh \"docker push ${REGISTRY}/shop:latest\"\n        sh(script: 'docker push ecr.example.com/jobs:1.4', label: 'jobs')\n      }\n    }\n  }\n}\n";
    const found = pushedImages(aWorkspace({ Jenkinsfile: text }));
    expect(found.map(({ repository, tags }) => [repository, ...tags])).toEqual([
      ['ecr.example.com/shop', 'latest'],
      ['ecr.example.com/jobs', '1.4'],
    ]);
  });
});
