import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { aRelease, factsOf } from '../../../../../support/aWorkspace';
import { filled, speechFor, stepsOf, validationsOf } from '../../../../../support/speeches';

const compose = (project: string, service: string, body: string) =>
  `name: ${project}\nservices:\n  ${service}:\n    ${body}\n    restart: always\n    ports: ["80:80"]\n  db:\n    image: postgres:16\n`;
const record = (service: string) => `cc10x-2025-10-27-user-auth-${service}:recorded`;

describe('Compose speaks', () => {
  it.each([
    ['shop', 'web', 'compose.yaml', 'build: .', '', 'build'],
    [
      'other',
      'api',
      'deploy/docker-compose.yml',
      'image: "ghcr.io/o/api:${API_TAG:-1}"',
      'API_TAG={{blank:compose-api-tag}} ',
      'pull',
    ],
  ])('for %s, from the repository', (project, service, file, body, variable, prepare) => {
    const speech = speechFor(factsOf({ [file]: compose(project, service, body) }));
    const plain = `docker compose --project-name ${project} --file ${file}`;
    const live = `${plain} ps --quiet ${service} | xargs docker inspect | jq -enr 'input | [.[].Image] | unique | if length == 1 then .[0] else error("not exactly one image is running: \\(.)") end'`;
    const same = (sign: string) =>
      `live="$(${live})" && before="$(docker image inspect ${record(service)} | jq -enr 'input | .[0].Id')" && test "$live" ${sign} "$before"`;
    const back = `override="$(mktemp)" && printf '%s\\n' 'services:' '  ${service}:' '    image: ${record(service)}' > "$override" && ${plain} --file "$override" up --detach --wait --no-build --no-deps --pull never ${service}`;
    expect(stepsOf(speech).map(({ id, run }) => [id, run])).toEqual([
      ['docker-compose-identity-host', 'hostname && docker context show'],
      ['docker-compose-identity-project', `${plain} ps`],
      [
        'docker-compose-record-live',
        `if docker image inspect ${record(service)} > /dev/null; then echo "recorded before: kept"; else live="$(${live})" && docker image tag "$live" ${record(service)}; fi`,
      ],
      [`docker-compose-${prepare}`, `${variable}${plain} ${prepare} ${service}`],
      ['docker-compose-promote', `${variable}${plain} up --detach --wait --no-build --no-deps ${service}`],
      ['docker-compose-abort', back],
      ['docker-compose-rollback', back],
    ]);
    expect(validationsOf(speech).map(({ expr }) => expr)).toEqual([same('!='), same('='), same('=')]);
    expect(speech.blanks.map(({ id }) => id)).toEqual(variable === '' ? [] : ['compose-api-tag']);
    expect(speech.platform).toEqual({ id: 'docker-compose', trafficControl: 'none', granularityPercent: 100 });
  });

  it('writes an override that Compose can read', () => {
    const speech = speechFor(factsOf({ 'compose.yaml': compose('shop', 'web', 'build: .') }));
    const [, printf = ''] = filled(speech, speech.abort[0]?.run ?? '').split(' && ');
    const { stdout } = spawnSync('bash', ['-c', printf.replace(/ > .*$/u, '')], { encoding: 'utf8' });
    expect(stdout).toBe(`services:\n  web:\n    image: ${record('web')}\n`);
  });

  it('goes back with the old Compose file when the release changes it', () => {
    const files = [{ path: 'deploy/compose.yaml', status: 'modified', added: 1, deleted: 1 }] as const;
    const speech = speechFor(factsOf({ 'deploy/compose.yaml': compose('shop', 'web', 'build: .') }, { files }));
    expect(speech.abort[0]?.run).toContain(
      `old="$(mktemp)" && git show ${aRelease.base.commit}:./deploy/compose.yaml > "$old" && docker compose --project-name shop --project-directory deploy --file "$old" --file "$override" up`,
    );
  });

  it('gives every file that the pipeline gives, and what the later ones say of a service', () => {
    const texts = {
      'compose.yml': 'name: shop\nservices:\n  web:\n    image: shop:latest\n  cache:\n    image: redis:7\n',
      'compose.server.yml': 'services:\n  web:\n    build: web\n  mailer:\n    build: mailer\n',
      '.github/workflows/deploy.yml':
        'jobs:\n  ship:\n    steps:\n      - run: docker compose -f compose.yml -f compose.server.yml up -d\n',
    };
    const speech = (files: (typeof aRelease)['files']) =>
      speechFor({
        ...factsOf(texts, { files }),
        platforms: factsOf(texts).platforms.filter(({ id }) => id === 'docker-compose'),
      });
    const plain = 'docker compose --project-name shop --file compose.yml --file compose.server.yml';
    const { prepare, record, abort } = speech([]);
    expect(prepare.kind === 'steps' && prepare.steps.map(({ run }) => run)).toEqual([`${plain} build web mailer`]);
    expect(record[0]?.run).toContain(`${plain} ps --quiet "$service"`);
    expect(abort[0]?.run).toContain(`${plain} --file "$override" up`);
    const changed = speech([{ path: 'compose.server.yml', status: 'modified', added: 1, deleted: 1 }]);
    expect(changed.abort[0]?.run).toContain(
      `old="$(mktemp)" && git show ${aRelease.base.commit}:./compose.server.yml > "$old" && docker compose --project-name shop --project-directory . --file compose.yml --file "$old" --file "$override" up`,
    );
  });

  it.each([
    ['api', 'api worker'],
    ['--no-deps api', 'api'],
    ['--no-deps --scale api=2 api\n      - run: docker compose up -d mailer', 'api worker mailer'],
    ['--no-deps api\n      - run: docker compose up -d', 'api worker mailer board'],
    ['--no-deps $SERVICE', 'api worker mailer board'],
  ])('deploys what the pipeline starts by name: %s', (given, built) => {
    const texts = {
      'compose.yml':
        'name: shop\nservices:\n  api: { build: api, depends_on: [worker] }\n  worker: { build: worker }\n  mailer: { build: mailer, depends_on: { worker: {} } }\n  board: { build: board }\n',
      '.github/workflows/deploy.yml': `jobs:\n  ship:\n    steps:\n      - run: docker compose up -d ${given}\n`,
    };
    const { platforms } = factsOf(texts);
    const { prepare } = speechFor({
      ...factsOf(texts),
      platforms: platforms.filter(({ id }) => id === 'docker-compose'),
    });
    expect(prepare.kind === 'steps' && prepare.steps[0]?.run).toBe(
      `docker compose --project-name shop --file compose.yml build ${built}`,
    );
  });

  it('deploys the services whose images are called as units of the repository, which Maven builds', () => {
    const module = (name: string) =>
      `<project><artifactId>${name}</artifactId><build><plugins><plugin><artifactId>spring-boot-maven-plugin</artifactId></plugin></plugins></build></project>\n`;
    const texts = {
      'pom.xml': '<project><modules><module>shop-orders</module><module>shop-api</module></modules></project>\n',
      'shop-orders/pom.xml': module('shop-orders'),
      'shop-api/pom.xml': module('shop-api'),
      'compose.yaml':
        'name: shop\nservices:\n  orders:\n    image: acme/shop-orders\n  api:\n    image: acme/shop-api:2\n  board:\n    build: docker/board\n  tracing:\n    image: openzipkin/zipkin\n',
    };
    const facts = factsOf(texts);
    expect(facts.units.map(({ id }) => id)).toEqual(['.', 'shop-api', 'shop-orders']);
    const { prepare } = speechFor(facts);
    const plain = 'docker compose --project-name shop --file compose.yaml';
    expect(prepare.kind === 'steps' && prepare.steps.map(({ run }) => run)).toEqual([
      `${plain} build board`,
      `${plain} pull orders api`,
    ]);
  });

  it('says it in one line for several services', () => {
    const text = 'name: shop\nservices:\n  web: { build: . }\n  worker: { build: . }\n';
    const [record] = speechFor(factsOf({ 'compose.yaml': text })).record;
    expect(record?.run).toMatch(
      /^\( for service in web worker; do if docker image inspect cc10x-2025-10-27-user-auth-"\$service":recorded > .*; fi \|\| exit 1; done \)$/u,
    );
  });

  it.each([
    ['compose.yml', 'compose.production.yml', '--file compose.yml --file compose.production.yml'],
    ['compose.yml', 'compose.ci.yml', '--file compose.yml'],
  ])('merges %s with %s as a script of the project does, where it is for production', (base, over, expected) => {
    const start = `docker compose -f ${base} -f ${over} up -d`;
    const speech = speechFor(
      factsOf({
        [base]: compose('shop', 'web', 'build: .'),
        [over]: 'services:\n  web:\n    environment: { LEVEL: info }\n',
        'package.json': JSON.stringify({ scripts: { start } }),
      }),
    );
    expect(speech.promote[0]?.run).toContain(`${expected} up `);
  });

  it('gives the files of variables that the pipeline gives, and asks for those that only the host has', () => {
    const speech = (given: string, texts: Readonly<Record<string, string>> = {}) =>
      speechFor(
        factsOf({
          'deploy/compose.prod.yml': compose('shop', 'web', 'build: .'),
          '.gitlab-ci.yml': `deploy:\n  script:\n    - docker compose -p live ${given} -f deploy/compose.prod.yml up -d\n`,
          ...texts,
        }),
      );
    const promote = (spoken: ReturnType<typeof speech>) => spoken.promote[0]?.run;
    const asked = speech('--env-file deploy/.env.prod');
    expect(promote(asked)).toBe(
      'docker compose --project-name live --env-file {{blank:compose-env-file}} --file deploy/compose.prod.yml up --detach --wait --no-build --no-deps web',
    );
    expect(asked.blanks.map(({ question }) => question)).toEqual([
      'Which file of variables does production start with on its host (.gitlab-ci.yml:3 gives deploy/.env.prod, which is not in the repository)?',
    ]);
    const known = speech('--env-file deploy/prod.env', { 'deploy/prod.env': 'LEVEL=info\n' });
    expect(promote(known)).toContain(' --project-name live --env-file deploy/prod.env --file ');
    expect(known.blanks).toEqual([]);
    // What Compose reads without being told.
    expect(promote(speech('--env-file deploy/.env'))).not.toContain('--env-file');
  });

  it('runs to its end what others wait for, and looks at no container of it', () => {
    const waits = 'depends_on: { init: { condition: service_completed_successfully } }';
    const text = `name: shop\nservices:\n  init: { build: ., command: ./init.sh }\n  web: { build: ., ${waits} }\n`;
    const { prepare, promote, record, abort } = speechFor(factsOf({ 'compose.yaml': text }));
    const plain = 'docker compose --project-name shop --file compose.yaml';
    expect(prepare.kind === 'steps' && prepare.steps.map(({ run }) => run)).toEqual([`${plain} build init web`]);
    expect(promote.map(({ run }) => run)).toEqual([
      `${plain} run --rm --no-deps init`,
      `${plain} up --detach --wait --no-build --no-deps web`,
    ]);
    for (const { run } of [...record, ...abort]) expect(run).not.toContain('init');
  });

  it('takes what is there for migrating, and kept running by nothing, for one of those', () => {
    const text = (more: string) =>
      `name: shop\nservices:\n  db_migrate: { build: .${more} }\n  web: { build: ., restart: always, depends_on: [db_migrate] }\n`;
    const promote = (more: string) => speechFor(factsOf({ 'compose.yaml': text(more) })).promote.map(({ run }) => run);
    expect(promote('')).toEqual([
      'docker compose --project-name shop --file compose.yaml run --rm --no-deps db_migrate',
      'docker compose --project-name shop --file compose.yaml up --detach --wait --no-build --no-deps web',
    ]);
    expect(promote(', restart: always')).toHaveLength(1);
  });

  it('asks which of several images carries the release', () => {
    const text =
      'name: shop\nservices:\n  web:\n    image: r.io/o/web:1\n  job:\n    image: r.io/o/web:1\n  mail:\n    image: r.io/x/smtp\n';
    expect(speechFor(factsOf({ 'compose.yaml': text })).blanks.map(({ question }) => question)).toEqual([
      'Which service of that file runs this repository’s code (the repository names web, job, mail)?',
    ]);
    const told = speechFor(factsOf({ 'compose.yaml': text }), { platform: { composeService: 'web' } });
    expect([told.targetName, told.blanks]).toEqual(['services web, job', []]);
  });

  it('asks for what the repository does not tell', () => {
    const blanks = (texts: Readonly<Record<string, string>>) => speechFor(factsOf(texts)).blanks.map(({ id }) => id);
    const text = compose('shop', 'web', 'build: .');
    expect(blanks({ 'compose.yaml': text.replace('name: shop\n', '') })).toEqual(['compose-project']);
    expect(blanks({ 'eu/compose.yaml': text, 'us/compose.yaml': compose('us', 'app', 'build: .') })).toEqual([
      'compose-file',
      'compose-project',
      'compose-service',
    ]);
    expect(blanks({ 'compose.yaml': text, 'compose.tls.yaml': text })).toEqual([]);
    expect(speechFor(factsOf({ 'compose.yaml': text, 'compose.prod.yaml': text })).promote[0]?.run).toContain(
      '--file compose.prod.yaml',
    );
  });
});
