import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../support/aWorkspace';

type Texts = Readonly<Record<string, string>>;

/** The platforms with their roles. */
function platforms(texts: Texts): readonly (readonly [string, string | undefined])[] {
  return factsOf(texts).platforms.map(({ id, role }) => [id, role]);
}

const workload = (image: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: store\nspec:\n  template:\n    spec:\n      containers:\n        - name: store\n          image: ${image}\n`;

describe("what runs on a developer's machine", () => {
  const compose = (service: string, name = 'docker-compose.yml') =>
    platforms({ Dockerfile: 'FROM scratch\n', [name]: `services:\n  shop:\n    build: .\n${service}` }).find(
      ([id]) => id === 'docker-compose',
    );

  it('is a Compose file whose services wait for a debugger or lean on the machine itself', () => {
    expect(compose('')).toEqual(['docker-compose', undefined]);
    expect(compose('', 'docker-compose.debug.yml')).toEqual(['docker-compose', 'development']);
    expect(compose('    environment:\n      JAVA_TOOL_OPTIONS: -agentlib:jdwp=transport=dt_socket,server=y\n')).toEqual(
      ['docker-compose', 'development'],
    );
    const peer = '    environment:\n      PEER_URI: http://host.docker.internal:3006/api\n';
    expect(compose(peer)).toEqual(['docker-compose', 'development']);
    // On a server, Docker is told how to reach the host, or the service is kept running.
    expect(compose(`${peer}    extra_hosts: ["host.docker.internal:host-gateway"]\n`)).toEqual([
      'docker-compose',
      undefined,
    ]);
    expect(compose(`${peer}    restart: always\n`)).toEqual(['docker-compose', undefined]);
  });

  it("is a Compose file with others' tools only", () => {
    expect(
      platforms({ 'broker-compose.yml': 'services:\n  broker:\n    image: pactfoundation/pact-broker\n' }),
    ).toEqual([['docker-compose', 'development']]);
  });

  it('is a manifest in a folder that sets up development', () => {
    expect(platforms({ 'deployment/k8s-dev-setup/app.yaml': workload('registry.example.com/shop/api:1') })).toEqual([
      ['kubernetes', 'development'],
    ]);
    const compose = 'services:\n  web:\n    build: .\n    restart: always\n';
    expect(platforms({ 'local-dev/docker-compose.yml': compose })).toEqual([['docker-compose', 'development']]);
    expect(platforms({ 'deployment/app.yaml': workload('registry.example.com/shop/api:1') })).toEqual([
      ['kubernetes', undefined],
    ]);
  });

  it('leaves a database that manifests run beside the service to itself', () => {
    const targets = (image: string) =>
      factsOf({ 'pom.xml': '<project/>', 'deployment/store.yaml': workload(image) }).platforms[0]?.targets?.map(
        ({ name }) => name,
      );
    expect(targets('postgres:16')).toEqual([]);
    expect(targets('shop')).toEqual(['store']);
  });

  it('is watched by a Prometheus that asks only the services of its Compose file', () => {
    const watched = (target: string) =>
      factsOf({
        'docker-compose.yml': 'services:\n  web:\n    build: .\n    environment:\n      NODE_ENV: development\n',
        'docker/prometheus.yml': `scrape_configs:\n  - job_name: web\n    static_configs:\n      - targets: ["${target}"]\n`,
      }).observability.map(({ id, role }) => [id, role]);
    expect(watched('web:3000')).toEqual([['prometheus', 'development']]);
    expect(watched('shop.example.com:443')).toEqual([['prometheus', undefined]]);
  });
});

describe('what is left of an agent', () => {
  it('watches nothing where the bundle does not hold it', () => {
    const watched = (gemfile: string) =>
      factsOf({ Gemfile: gemfile, 'config/newrelic.yml': 'common:\n  app_name: shop\n' }).observability.map(
        ({ id }) => id,
      );
    expect(watched('gem "puma"\n')).toEqual([]);
    expect(watched('gem "newrelic_rpm"\n')).toEqual(['newrelic']);
  });
});

describe('keys that are named like switches', () => {
  it('are none where they hold a date or a text', () => {
    const keys = (texts: Texts) => factsOf(texts).flags.map(({ key }) => key);
    expect(
      keys({
        'app/config.js':
          "const enabled = process.env.FEATURE_CHECKS_ENABLED === 'true'; const start = process.env.FEATURE_CHECKS_START;\n",
      }),
    ).toEqual(['FEATURE_CHECKS_ENABLED']);
    expect(
      keys({
        'src/main/resources/application.yaml':
          'a: ${ENABLE_CACHE:caffeine}\nb: ${SHOP_FLAG_ENABLE:}\nc: ${ENABLE_SEARCH:true}\nd: ${ENABLE_EXPORT}\n',
      }),
    ).toEqual(['ENABLE_EXPORT', 'ENABLE_SEARCH']);
  });
});
