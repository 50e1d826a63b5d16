import { describe, expect, it } from 'vitest';
import { aRelease, factsOf } from '../../../../../support/aWorkspace';
import { speechFor, stepsOf, validationsOf } from '../../../../../support/speeches';

const { base } = aRelease;
const stack = (service: string, repository: string) =>
  `services:\n  ${service}:\n    image: ${repository}:\${TAG}\n    deploy: { update_config: { parallelism: 1 } }\n  redis: { image: "redis:7" }\n`;
const line = (file: string, name: string) => `docker stack deploy --with-registry-auth -c ${file} ${name}\n`;

describe('Docker Swarm speaks', () => {
  it.each([
    ['web', 'r.io/acme/web', 'stack.yml', 'shop'],
    ['api', 'ghcr.io/other/api', 'deploy/swarm.yml', 'apis'],
  ])('for the service %s of %s, from its stack file', (name, repository, file, stackName) => {
    const speech = speechFor(factsOf({ [file]: stack(name, repository), 'release.sh': line(file, stackName) }));
    const docker = 'docker --context {{blank:docker-context}}';
    const full = `${stackName}_${name}`;
    const image = `${repository}:{{blank:image-tag}}`;
    const live = '.[0].Spec.TaskTemplate.ContainerSpec.Image';
    const record = 'cc10x-2025-10-27-user-auth-image';
    const recorded = `image="$(${docker} config inspect ${record} | jq -enr 'input | .[0].Spec.Data | @base64d')"`;
    const settled = '(.[0].UpdateStatus.State // "completed") == "completed"';
    const back = `${recorded} && ${docker} service update --image "$image" --with-registry-auth --detach=false ${full}`;
    expect(stepsOf(speech).map(({ id, run }) => [id, run])).toEqual([
      ['docker-swarm-identity-swarm', `${docker} node ls`],
      ['docker-swarm-identity-stack', `${docker} stack services ${stackName}`],
      [
        'docker-swarm-record',
        `${docker} service inspect ${full} | jq -enr 'input | if (.[0].UpdateStatus.State // "completed") | IN("completed", "rollback_completed") then ${live} else error("an update is under way") end' | tr -d '\\n' | ${docker} config create ${record} -`,
      ],
      ['docker-swarm-promote', `${docker} service update --image ${image} --with-registry-auth --detach=false ${full}`],
      ['docker-swarm-abort', back],
      ['docker-swarm-rollback', back],
    ]);
    expect(validationsOf(speech).map(({ expr }) => expr)).toEqual([
      `${docker} service inspect ${full} | jq -en --arg image ${image} 'input | ${settled} and (${live} | sub("@.*$"; "")) == $image'`,
      `${recorded} && ${docker} service inspect ${full} | jq -en --arg image "$image" 'input | ${live} == $image'`,
    ]);
    expect(speech.blanks.map(({ id }) => id)).toEqual(['docker-context', 'image-tag']);
    expect(speech.platform).toEqual({ id: 'docker-swarm', trafficControl: 'none', granularityPercent: 100 });
  });

  it.each(['web', 'api'])('for %s, where the folder of the unit is called so', (unit) => {
    const deploy = '    deploy: { update_config: { parallelism: 1 } }\n';
    const service = (name: string): string => `  ${name}:\n    image: acme/shop-${name}:latest\n${deploy}`;
    const facts = factsOf({
      'docker-stack.yml': `services:\n  proxy:\n    image: traefik:v3\n${deploy}${service('web')}${service('api')}`,
      'web/package.json': '{ "name": "shop-web" }',
      'api/package.json': '{ "name": "shop-api" }',
    });
    const asked = speechFor(facts).blanks.find(({ id }) => id === 'swarm-service');
    expect(asked?.question).toContain('(the repository names web, api)');
    const speech = speechFor(facts, {}, 'v1.5.0', unit);
    expect(speech.blanks.map(({ id }) => id)).not.toContain('swarm-service');
    expect(speech.promote[0]?.run).toContain(`--image acme/shop-${unit}:{{blank:image-tag}} `);
  });

  it('brings a changed stack file out first, and the former one back', () => {
    const files = [{ path: 'stack.yml', status: 'modified', added: 1, deleted: 1 }] as const;
    const texts = { 'stack.yml': stack('web', 'r.io/acme/web'), 'release.sh': line('stack.yml', 'shop') };
    const speech = speechFor(factsOf(texts, { files }));
    const deploy = (file: string): string =>
      `docker --context {{blank:docker-context}} stack deploy --compose-file ${file} --with-registry-auth --detach=false shop`;
    expect(speech.promote[0]?.run).toBe(deploy('stack.yml'));
    expect(speech.abort[0]?.run).toBe(
      `old="$(mktemp)" && git show ${base.commit}:./stack.yml > "$old" && ${deploy('"$old"')}`,
    );
    expect(speech.caveats).toContain(
      'stack.yml takes TAG from the environment: set what production was last deployed with, or the stack gets empty values.',
    );
  });

  const merging = {
    'compose.yml':
      'services:\n  db: { image: "postgres:16" }\n  web: &web { image: "${IMAGE:-web}" }\n  jobs: { <<: *web, command: work }\n  files: { image: acme/nginx }\n',
    'stack.yml':
      'services:\n  web: { deploy: { update_config: { order: start-first } } }\n  jobs: { deploy: { mode: replicated } }\n',
    'compose-prod.yml':
      'services:\n  db: { ports: ["5432:5432"] }\n  backup: { image: acme/backup, deploy: { placement: { constraints: [a] } } }\n',
    '.github/workflows/ci.yml': [
      'name: CI',
      'on: { push: { branches: [main, "release*"] } }',
      'env: { DEV_STACK: shop-dev, STACK: shop, BASE: compose.yml, MORE: -f compose-prod.yml }',
      'jobs:',
      '  deploy_staging:',
      "    if: github.ref == 'refs/heads/main'",
      '    steps:',
      '      - run: docker compose -f ${{ env.BASE }} -f stack.yml config > ${{ env.FILE }}',
      '      - run: docker stack deploy -c /tmp/${{ env.FILE }} ${{ env.DEV_STACK }}',
      '  deploy_production:',
      "    if: startsWith(github.ref, 'refs/heads/release')",
      '    steps:',
      '      - run: docker compose -f ${{ env.BASE }} -f stack.yml ${{ env.MORE }} config | sed s/a/b/ > ${{ env.FILE }}',
      '      - run: docker stack deploy -c /tmp/${{ env.FILE }} ${{ env.STACK }}',
      '',
    ].join('\n'),
  };

  it('for all services of one image in a stack that is put together from several files, none of which is deployed alone', () => {
    const files = [{ path: 'compose-prod.yml', status: 'modified', added: 1, deleted: 1 }] as const;
    const speech = speechFor(factsOf(merging, { files }));
    const docker = 'docker --context {{blank:docker-context}}';
    const update = (name: string): string =>
      `${docker} service update --image "$image" --with-registry-auth --detach=false shop_${name}`;
    expect(speech.abort.map(({ run }) => run)).toEqual([
      `image="$(${docker} config inspect cc10x-2025-10-27-user-auth-image | jq -enr 'input | .[0].Spec.Data | @base64d')" && ${update('web')} && ${update('jobs')}`,
    ]);
    expect(speech.record.map(({ run }) => run)).toEqual([
      `${docker} service inspect shop_web shop_jobs | jq -enr 'input | if all(.[]; (.UpdateStatus.State // "completed") | IN("completed", "rollback_completed")) then (map(.Spec.TaskTemplate.ContainerSpec.Image) | unique | if length == 1 then .[0] else error("not exactly one image is running: \\(.)") end) else error("an update is under way") end' | tr -d '\\n' | ${docker} config create cc10x-2025-10-27-user-auth-image -`,
    ]);
    expect(JSON.stringify(stepsOf(speech))).not.toContain('stack deploy');
    expect(speech.caveats).toEqual(
      expect.arrayContaining([
        '.github/workflows/ci.yml:13 puts the stack together from compose.yml, stack.yml, compose-prod.yml: the commands here change the image alone, so never deploy one of these files by itself.',
        'The release changes compose-prod.yml: that goes out only where the stack is put together and deployed anew, and back only by doing so from the commit that ran before.',
      ]),
    );
  });

  it('for the service that the release names anew, and not for others’ software beside it', () => {
    const text =
      'services:\n  web: { image: "r.io/acme/web:${TAG}" }\n  agent: { image: "grafana/alloy:v1", deploy: { mode: global } }\n';
    const speech = speechFor(factsOf({ 'stack.yml': text, 'up.sh': line('stack.yml', 'shop') }));
    expect([speech.targetName, speech.blanks.map(({ id }) => id)]).toEqual([
      'service shop_web',
      ['docker-context', 'image-tag'],
    ]);
  });

  it('leaves the branch to a person where the job for production asks for a pattern', () => {
    const speech = speechFor(factsOf(merging));
    expect(speech.promote[0]?.run).toContain(':refs/heads/{{blank:deploy-branch}}');
    expect(speech.blanks.find(({ id }) => id === 'deploy-branch')?.question).toContain('release*');
  });

  it.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    ['the stack', { 'stack.yml': stack('web', 'r.io/a/web') }, ['docker-context', 'swarm-stack', 'image-tag']],
    [
      'the registry',
      { 'stack.yml': stack('web', 'web'), 'up.sh': line('stack.yml', 'shop') },
      ['docker-context', 'image-repository', 'image-tag'],
    ],
    [
      'the service',
      {
        'stack.yml': `${stack('web', 'r.io/a/web')}  worker: { image: "r.io/a/worker:1" }\n`,
        'up.sh': line('stack.yml', 'shop'),
      },
      ['docker-context', 'swarm-service', 'image-repository', 'image-tag'],
    ],
  ])('with a blank for %s', (_, texts, blanks) => {
    expect(speechFor(factsOf(texts)).blanks.map(({ id }) => id)).toEqual(blanks);
  });
});
