import { describe, expect, it } from 'vitest';
import { choosePlatform } from '../../../../../src/core/facts/platforms/platforms';
import { factsOf } from '../../../../support/aWorkspace';
import { found } from '../../../../support/foundPlatforms';

type Texts = Readonly<Record<string, string>>;

describe('Compose', () => {
  const web = (more: string): string => `services:\n  web:\n    build: .\n    ports: ["8080:8080"]\n${more}`;
  const database = '  db:\n    image: postgres:16\n    ports: ["5432:5432"]\n';

  it.each<[string, Texts, string]>([
    ['dependencies alone', { 'compose.yaml': `services:\n${database}` }, 'docker-compose development'],
    [
      'its own image',
      { 'docker-compose.yml': 'services:\n  web:\n    image: ghcr.io/acme/shop:1\n' },
      'docker-compose',
    ],
    ['built and restarted', { 'docker-compose.yml': web('    restart: always\n') + database }, 'docker-compose'],
    [
      'an emulator of a cloud',
      { 'docker-compose.yml': `${web('    restart: always\n')}  store:\n    image: r.io/acme/datastore-emulator:1\n` },
      'docker-compose development',
    ],
    [
      'what stands for the services of others, whoever else restarts',
      {
        'docker-compose.yml': `${web('    restart: always\n')}  wiremock:\n    extends: { file: mocks/compose.yml, service: wiremock }\n`,
      },
      'docker-compose development',
    ],
    [
      'a program that reaches for one',
      {
        'docker-compose.yml': web('    restart: always\n    environment: { PUBSUB_EMULATOR_HOST: "pubsub:8085" }\n'),
      },
      'docker-compose development',
    ],
    [
      'users who come to the machine itself',
      {
        'docker-compose.yml': web(
          '    restart: always\n    environment: { WEB_EXTERNAL_URL: "http://localhost:8080/" }\n',
        ),
      },
      'docker-compose development',
    ],
    [
      'users who come where the host says',
      {
        'docker-compose.yml': web(
          '    restart: always\n    environment: { WEB_EXTERNAL_URL: "${URL:-http://localhost:8080/}" }\n',
        ),
      },
      'docker-compose',
    ],
    ['a database for tools', { 'docker-compose.yml': web('') + database }, 'docker-compose development'],
    [
      'a file in a folder for them',
      { 'deploy/docker-compose/blue.yml': web('    restart: always\n'), 'deploy/docker-compose/notes.yml': 'a: 1\n' },
      'docker-compose',
    ],
    [
      'a file that a script builds and pushes with',
      {
        'docker-compose.prod.yml': web(''),
        'build_and_push.sh': 'docker compose -f ${FILE:-docker-compose.prod.yml} build\ndocker push acme/shop\n',
      },
      'docker-compose development',
    ],
    [
      'a file that a script builds and starts with',
      {
        'docker-compose.prod.yml': web(''),
        'again.sh':
          'docker compose -f docker-compose.prod.yml build\ndocker compose -f docker-compose.prod.yml up -d\n',
      },
      'docker-compose',
    ],
    ['built alone', { 'docker-compose.yml': web('') }, 'docker-compose'],
    [
      'built from another checkout',
      { 'compose.yaml': 'services:\n  stacks:\n    build: ../stacks\n' },
      'docker-compose development',
    ],
    [
      'a published image that serves its users with the framework’s server',
      {
        'docker-compose.yml':
          'services:\n  web:\n    image: acme/shop\n    command: [bin/rails, server]\n    environment: { RAILS_ENV: "${RAILS_ENV:-production}" }\n',
      },
      'docker-compose',
    ],
    [
      'an environment that is development unless told otherwise',
      {
        'docker-compose.yml':
          'services:\n  web:\n    image: acme/shop\n    environment: { APP_ENV: "${APP_ENV:-local}" }\n',
      },
      'docker-compose development',
    ],
    [
      'a file that a pipeline runs its checks with',
      { 'docker-compose.run-format-checks.yaml': web('') },
      'docker-compose development',
    ],
    ['kept for pipelines', { '.ci/compose.yaml': web('') }, 'docker-compose development'],
    [
      'mounted source',
      { 'docker-compose.yml': web('    restart: always\n    volumes: [".:/app"]\n') },
      'docker-compose development',
    ],
    [
      'mounted source of a folder',
      { 'docker-compose.yml': web('    restart: always\n    volumes: ["./src:/app/src"]\n'), 'src/a.ts': '' },
      'docker-compose development',
    ],
    [
      'mounted settings',
      { 'docker-compose.yml': web('    restart: always\n    volumes: ["./conf:/etc/shop"]\n'), 'conf/a.py': '' },
      'docker-compose',
    ],
    ['a development server', { 'compose.yml': web('    command: npm run dev\n') }, 'docker-compose development'],
    [
      'a development environment',
      { 'compose.yml': web('    environment: [NODE_ENV=development]\n') },
      'docker-compose development',
    ],
    [
      'a mail catcher',
      { 'compose.yml': web('') + '  mail:\n    image: axllent/mailpit\n' },
      'docker-compose development',
    ],
    [
      'only profiles for developers',
      { 'compose.yml': 'services:\n  a:\n    image: ghcr.io/o/a:1\n    profiles: [dev]\n' },
      'docker-compose development',
    ],
    [
      'images of others and no restart',
      { 'compose.yml': `services:\n  api:\n    image: acme/other-api:latest\n${database}` },
      'docker-compose development',
    ],
    [
      'a comment that says so',
      { 'compose.yml': `# Runs the app locally.\n# Not for production.\n${web('    restart: always\n')}` },
      'docker-compose development',
    ],
    [
      'an image that is called like a tool of others',
      { 'compose.yml': 'services:\n  a:\n    image: ghcr.io/acme/all-in-one\n    restart: always\n' },
      'docker-compose',
    ],
    [
      'a file to try the service with',
      { 'docker-compose.quickstart.yml': web('    restart: always\n') },
      'docker-compose example',
    ],
    [
      'a folder to try the service with',
      { 'quick-start/compose.yaml': web('    restart: always\n') },
      'docker-compose example',
    ],
    [
      'a viewer of traces for developers',
      { 'otel/compose.yaml': web('  traces:\n    image: jaegertracing/all-in-one:1.57.0\n') },
      'docker-compose development',
    ],
    [
      'dashboards that anybody may change',
      {
        'compose.yaml': web(
          '  boards:\n    image: grafana/grafana\n    environment: ["GF_AUTH_ANONYMOUS_ORG_ROLE=Admin"]\n',
        ),
      },
      'docker-compose development',
    ],
    [
      'a database that asks for no password',
      {
        'compose.yaml': web('  db:\n    image: mysql:8\n    environment: { MYSQL_ALLOW_EMPTY_PASSWORD: 1 }\n'),
      },
      'docker-compose development',
    ],
    [
      'tests that a pipeline runs',
      { 'compose.yml': 'services:\n  smoke_test_api:\n    build: ./smoke\n' },
      'docker-compose development',
    ],
    [
      'a service that runs the tests, by its name and its command',
      { 'compose.gcb.yml': 'services:\n  shop-test:\n    image: $IMAGE\n    command: [python, -m, pytest]\n' },
      'docker-compose development',
    ],
    [
      'images that are tagged for tests unless told otherwise',
      { 'compose.yml': 'services:\n  api:\n    image: acme/api:${CONTAINER_TAG:-test}\n    build: .\n' },
      'docker-compose development',
    ],
    ['what others contributed', { 'contrib/compose.yaml': web('    restart: always\n') }, 'docker-compose example'],
    ['a name that says production', { 'compose.prod.yml': web(database) }, 'docker-compose'],
    ['a name that says test', { 'compose.test.yml': web('') }, 'docker-compose development'],
    ['a development container', { '.devcontainer/docker-compose.yml': web('') }, 'docker-compose development'],
    ['an example', { 'examples/compose.yml': web('') }, 'docker-compose example'],
    [
      'placement',
      { 'compose.yml': web('    deploy:\n      placement:\n        constraints: [node.role == worker]\n') },
      'docker-swarm',
    ],
    ['a stack by its name', { 'docker-stack.yml': web('    deploy:\n      replicas: 2\n') }, 'docker-swarm'],
    ['resources alone', { 'compose.yml': web('    deploy:\n      resources: {}\n') }, 'docker-compose'],
    ['an overlay network', { 'compose.yml': `${web('')}networks:\n  n:\n    driver: overlay\n` }, 'docker-swarm'],
  ])('%s', (_, texts, expected) => {
    expect(found(texts).map(([id]) => id)).toEqual([expected]);
  });

  it('a file that only changes services serves the purpose of the file beside it', () => {
    const override = 'services:\n  web:\n    environment: { SIZE: "2" }\n';
    expect(found({ 'docker-compose.yml': web('') + database, 'docker-compose.next.yml': override })).toEqual([
      ['docker-compose development', 'docker-compose.yml:1', 'docker-compose.next.yml:1'],
    ]);
    expect(found({ 'docker-compose.yml': web('    restart: always\n'), 'docker-compose.next.yml': override })).toEqual([
      ['docker-compose', 'docker-compose.yml:1', 'docker-compose.next.yml:1'],
    ]);
    const monitor = 'services:\n  board:\n    image: acme/rq-dashboard\n';
    expect(found({ 'docker-compose.yml': web('') + database, 'docker-compose-monitor.yml': monitor })).toEqual([
      ['docker-compose development', 'docker-compose.yml:1', 'docker-compose-monitor.yml:1'],
    ]);
    expect(found({ 'docker-compose.yml': web('') + database, 'docker-compose.prod.yml': override })).toEqual([
      ['docker-compose', 'docker-compose.prod.yml:1'],
      ['docker-compose development', 'docker-compose.yml:1'],
    ]);
  });

  it('a file whose services are those of another one, for whom that one is', () => {
    const extending = 'services:\n  web:\n    extends: { file: docker-compose.apps.yml, service: web }\n';
    const texts = (more: string) => ({
      'docker-compose.yml': extending,
      'docker-compose.apps.yml': web(more),
    });
    expect(found(texts('    command: npm run dev\n'))).toEqual([
      ['docker-compose development', 'docker-compose.yml:1', 'docker-compose.apps.yml:1'],
    ]);
    expect(found(texts('    restart: always\n'))).toEqual([
      ['docker-compose', 'docker-compose.yml:1', 'docker-compose.apps.yml:1'],
    ]);
  });

  it('a file that pipelines only run together with one for tests', () => {
    const texts = (restart: string, line: string) => ({
      'docker-compose.yml': web(restart),
      'docker-compose.ci.yml': 'services:\n  browser:\n    build: ./browser\n',
      Jenkinsfile: `node {\n  sh "TAG=1 docker-compose -f docker-compose.yml -f docker-compose.ci.yml up -d"\n  sh "${line}"\n}\n`,
    });
    const role = (restart: string, line: string) => found(texts(restart, line)).map(([id]) => id)[0];
    expect(role('', 'docker-compose -f docker-compose.yml -f docker-compose.ci.yml run web')).toBe(
      'docker-compose development',
    );
    expect(role('', 'docker-compose -f docker-compose.yml up -d')).toBe('docker-compose');
    expect(role('    restart: always\n', 'true')).toBe('docker-compose');
  });

  it('a file that `docker stack deploy` is run with', () => {
    expect(
      found({ 'compose.yml': web(''), Makefile: 'up:\n\tdocker stack deploy --compose-file compose.yml shop\n' }),
    ).toEqual([['docker-swarm', 'compose.yml:1', 'Makefile:2']]);
  });

  it('a file whose services take what only a swarm obeys from an anchor', () => {
    const text =
      'x-deploy: &deploy\n  update_config: { order: start-first }\nservices:\n  web:\n    image: acme/web:1\n    deploy:\n      <<: *deploy\n      replicas: 2\n';
    expect(found({ 'compose.production.yml': text })).toEqual([['docker-swarm', 'compose.production.yml:6']]);
  });

  it('reads a file with many aliases', () => {
    const services = Array.from(
      { length: 80 },
      (_, at) => `  s${String(at)}:\n    <<: *all\n    image: acme/s${String(at)}\n`,
    );
    const text = `x-log: &log { driver: local }\nx-all: &all\n  logging: *log\n  restart: always\nservices:\n${services.join('')}`;
    expect(found({ 'docker-compose.yml': text })).toEqual([['docker-compose', 'docker-compose.yml:5']]);
  });

  describe('that a pipeline starts', () => {
    const tools = 'services:\n  web:\n    image: shop:latest\n  adminer:\n    image: adminer\n';
    const override = 'services:\n  web:\n    volumes: [".:/app"]\n    command: flask run --reload\n';
    const live = 'services:\n  web:\n    build: web\n';
    const deployedBy = (run: string, job = 'deploy') =>
      factsOf({
        'compose.yml': tools,
        'compose.override.yml': override,
        'compose.server.yml': live,
        '.github/workflows/pipeline.yml': `jobs:\n  ${job}:\n    steps:\n      - run: ${run}\n`,
      })
        .platforms.filter(({ id, role }) => id === 'docker-compose' && role === undefined)
        .flatMap(({ evidence }) => evidence.map(({ file }) => file))
        .filter((file) => !file.startsWith('.github/'));

    it.each([
      ['docker compose -f compose.yml -f compose.server.yml up -d', ['compose.yml', 'compose.server.yml']],
      [
        'docker compose --env-file .env --file=./compose.yml -f "compose.server.yml" up --build --detach',
        ['compose.yml', 'compose.server.yml'],
      ],
      [
        'docker compose pull && docker compose -f compose.yml -f compose.server.yml up -d',
        ['compose.yml', 'compose.server.yml'],
      ],
      [
        "ssh host 'cd /srv && docker compose -f compose.yml -f compose.server.yml up -d'",
        ['compose.yml', 'compose.server.yml'],
      ],
      ['docker-compose up -d web', ['compose.yml', 'compose.override.yml', 'compose.server.yml']],
    ])('is deployed: %s', (run, deployed) => {
      expect(deployedBy(run)).toEqual(deployed);
    });

    it.each([
      ['only waited for', 'docker compose up', 'deploy'],
      ['tested against', 'docker compose up -d', 'test'],
      ['another file', 'docker compose -f compose.yml -f elsewhere.yml up -d', 'deploy'],
      ['started by nobody', 'npm ci', 'deploy'],
    ])('is not deployed when it is %s', (_, run, job) => {
      expect(deployedBy(run, job)).toEqual(['compose.server.yml']);
    });

    it('is where a script that nobody starts speaks of a swarm', () => {
      const facts = factsOf({
        'compose.yml': tools.replace('latest', '${TAG}'),
        'scripts/deploy.sh': 'docker compose config > stack.yml\ndocker stack deploy -c stack.yml shop\n',
        '.github/workflows/release.yml':
          'jobs:\n  deploy:\n    steps:\n      - run: docker compose -f compose.yml --project-name ${{ secrets.STACK }} up --detach\n',
      });
      expect(choosePlatform(facts, '.', undefined)?.evidence).toContainEqual({
        file: '.github/workflows/release.yml',
        line: 4,
      });
    });

    it('is the one for production that a pipeline of many stages names', () => {
      const stage = (name: string, file: string) =>
        `    stage('${name}') { steps { sh '''\n      docker compose --env-file deploy/.env.${name} -f "$${file}" up -d --build web\n    ''' } }\n`;
      const facts = factsOf({
        'deploy/compose.dev.yml': live,
        'deploy/compose.prod.yml': live,
        Jenkinsfile: `pipeline {\n  environment {\n    DEV_FILE = 'deploy/compose.dev.yml'\n    PROD_FILE = 'deploy/compose.prod.yml'\n  }\n  stages {\n${stage('dev', 'DEV_FILE')}${stage('prod', 'PROD_FILE')}  }\n}\n`,
      });
      const [finding] = facts.platforms.filter(({ id, role }) => id === 'docker-compose' && role === undefined);
      expect(finding?.targets?.map(({ id }) => id)).toEqual(['deploy/compose.prod.yml']);
      expect(finding?.evidence).toContainEqual({ file: 'Jenkinsfile', line: 11 });
    });
  });
});
