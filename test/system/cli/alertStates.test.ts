import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { askOverHttp } from '../../../src/adapters/httpServer';
import { secretCredentials } from '../../../src/adapters/secretCredentials';
import type { RuleStates } from '../../../src/core/alerts/ruleStates';
import { planDirectory } from '../../support/alertPlan';
import { openPorts } from '../../../src/engine';
import { cc10xOn } from '../../support/commandLine';
import { temporaryFolders } from '../../support/gitRepository';

const hasServers =
  spawnSync('prometheus', ['--version']).status === 0 &&
  spawnSync('prometheus-alertmanager', ['--version']).status === 0;
const makeFolder = temporaryFolders();
const ending: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of ending.splice(0).toReversed()) await end();
});

/** The four states of every rule as texts, e.g. `logic yes, series no, loaded not verified, routed yes`, each once. */
function told(states: readonly RuleStates[], of: (state: RuleStates) => boolean = () => true): readonly string[] {
  const texts = states
    .filter(of)
    .map(
      ({ logic, series, loaded, routed }) =>
        `logic ${logic.verdict}, series ${series.verdict}, loaded ${loaded.verdict}, routed ${routed.verdict}`,
    );
  return [...new Set(texts)];
}

test.skipIf(!hasServers)('asks a real Prometheus and a real Alertmanager about every rule', async () => {
  // What promtool says is another matter, and takes long.
  const ports = {
    ...openPorts({}),
    promtool: { test: () => Promise.resolve({ kind: 'passed', output: '' } as const) },
  };
  const folder = await makeFolder('states');
  const metrics = await listen((_request, response) => response.end(exposition));
  const [prometheusPort, alertmanagerPort] = [await freePort(), await freePort()];
  const prometheus = `http://127.0.0.1:${String(prometheusPort)}`;
  const alertmanager = `http://127.0.0.1:${String(alertmanagerPort)}`;
  const planFile = await planDirectory(folder, { url: `${prometheus}/`, alertmanager });
  const rules = async (): Promise<readonly RuleStates[]> => {
    const { stdout } = await cc10xOn(ports, 'rules', planFile, '--out', join(folder, 'rules'), '--json');
    return (JSON.parse(stdout) as { readonly states: readonly RuleStates[] }).states;
  };

  // Nobody answers yet.
  const before = await rules();
  expect(told(before, ({ alert }) => alert !== 'Watchdog')).toEqual([
    'logic yes, series not verified, loaded not verified, routed not verified',
  ]);
  expect(before[0]?.loaded.reason).toBe(`${prometheus} cannot be reached.`);

  await writeFile(join(folder, 'alertmanager.yml'), stringify(routes));
  await startAlertmanager(folder, alertmanagerPort);
  await writeFile(
    join(folder, 'prometheus.yml'),
    stringify({
      global: { scrape_interval: '1s', evaluation_interval: '1s' },
      rule_files: ['rules/*.rules.yml'],
      scrape_configs: [
        { job_name: 'shop-api', static_configs: [{ targets: [new URL(metrics).host] }], honor_labels: true },
      ],
    }),
  );
  await startPrometheus(folder, prometheusPort);
  await until(async () => {
    const answer = await fetch(`${prometheus}/api/v1/query?query=count(http_requests_total)`);
    return (await answer.text()).includes('"value"');
  });

  // Loaded and routed; the new version's rules as well, before it runs. Sign-ins are not exposed.
  const states = await rules();
  expect(told(states, ({ labels }) => labels['metric'] !== 'sign-ins' && labels['severity'] !== 'warning')).toEqual([
    'logic yes, series yes, loaded yes, routed yes',
  ]);
  expect(told(states, ({ labels }) => labels['metric'] === 'sign-ins')).toEqual([
    'logic yes, series no, loaded yes, routed no',
  ]);
  expect(states.find(({ labels }) => labels['metric'] === 'sign-ins')).toMatchObject({
    series: { verdict: 'no', reason: 'Prometheus has no series sign_ins_total{}.' },
    routed: { verdict: 'no', reason: 'nobody sends it to nobody.' },
  });

  // The plan changes: what is loaded is another rule.
  await planDirectory(folder, { url: prometheus, alertmanager }, 7);
  const changed = await rules();
  expect(changed.filter(({ alert }) => alert === 'ErrorRateCritical').map(({ loaded }) => loaded)).toEqual([
    { verdict: 'no', reason: 'Another version of it is loaded.' },
  ]);
  expect(told(changed, ({ alert }) => alert === 'Watchdog')).toEqual(['logic yes, series yes, loaded yes, routed yes']);
});

test.skipIf(!hasServers)(
  'asks a real Prometheus that wants a password, with what was stored for its origin',
  async () => {
    const folder = await makeFolder('password');
    const port = await freePort();
    const address = `http://127.0.0.1:${String(port)}`;
    // bcrypt of `correct-horse`, cost 4.
    const hash = '$2b$04$HdLB4yYume2Ec8ri/Y8YDuuGxxXTTnAQLRJnZzwSL4b/1L.SFqO76';
    await writeFile(join(folder, 'web.yml'), stringify({ basic_auth_users: { ada: hash } }));
    await writeFile(join(folder, 'prometheus.yml'), '{}');
    await startPrometheus(folder, port, '--web.config.file=web.yml');
    const kept = new Map<string, string>();
    const credentials = secretCredentials({
      get: (key) => Promise.resolve(kept.get(key)),
      store: (key, value) => Promise.resolve(void kept.set(key, value)),
      delete: (key) => Promise.resolve(void kept.delete(key)),
    });
    const ask = (path: string, origin = address) =>
      askOverHttp(credentials.read)(`${origin}${path}`, new AbortController().signal);
    const refused = { kind: 'silent', reason: `${address} answered 401: it wants other credentials.` };

    expect(await ask('/api/v1/rules')).toEqual(refused);
    await credentials.store(address, 'ada', 'correct-horse');
    // It asks for the password before it is ready.
    await until(async () => (await ask('/api/v1/rules')).kind === 'answered');
    expect(await ask('/api/v1/rules')).toEqual({
      kind: 'answered',
      value: { status: 'success', data: { groups: [] } },
    });
    // Another origin, though it leads to the same server.
    const other = `http://localhost:${String(port)}`;
    expect(await ask('/api/v1/rules', other)).toEqual({ ...refused, reason: refused.reason.replace(address, other) });
    await credentials.store(address, '', 'a-token');
    expect([...kept.values()]).toEqual(['Bearer a-token']);
    await credentials.forget(address);
    expect(await ask('/api/v1/rules')).toEqual(refused);
  },
);

const routes = {
  route: {
    receiver: 'on-call',
    routes: [{ matchers: ['severity="warning"', 'metric=~"sign-.+"'], receiver: 'nobody' }],
  },
  receivers: [{ name: 'on-call', webhook_configs: [{ url: 'http://127.0.0.1:9/' }] }, { name: 'nobody' }],
};

const sample = (name: string, labels: string): string => `${name}{app="shop-api",version="2.4.0",${labels}} 5\n`;
const exposition = [
  sample('http_requests_total', 'code="200"'),
  sample('http_request_duration_seconds_bucket', 'le="1"'),
  sample('http_request_duration_seconds_bucket', 'le="+Inf"'),
  'cpu_used{app="shop-api"} 0.1\nmemory_used{app="shop-api"} 0.1\ndatabase_query_seconds{app="shop-api"} 0.1\norders_total 1\n',
].join('');

function listen(answer: RequestListener): Promise<string> {
  return new Promise((resolve) => {
    const server: Server = createServer(answer);
    ending.push(
      () =>
        new Promise((done) =>
          server.close(() => {
            done();
          }),
        ),
    );
    server.listen(0, '127.0.0.1', () => {
      resolve(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
    });
  });
}

async function freePort(): Promise<number> {
  const address = await listen(() => undefined);
  await ending.pop()?.();
  return Number(new URL(address).port);
}

function start(program: string, args: readonly string[], cwd: string): void {
  const child: ChildProcess = spawn(program, args, { cwd, stdio: 'ignore' });
  const exited = new Promise<void>((resolve) =>
    child.once('exit', () => {
      resolve();
    }),
  );
  ending.push(async () => {
    child.kill('SIGKILL');
    await exited;
  });
}

async function startPrometheus(folder: string, port: number, ...more: readonly string[]): Promise<void> {
  const data = join(folder, 'prometheus-data');
  await mkdir(data);
  start(
    'prometheus',
    [
      '--config.file=prometheus.yml',
      `--storage.tsdb.path=${data}`,
      `--web.listen-address=127.0.0.1:${String(port)}`,
      '--log.level=error',
      ...more,
    ],
    folder,
  );
  await until(async () => [200, 401].includes((await fetch(`http://127.0.0.1:${String(port)}/-/ready`)).status));
}

async function startAlertmanager(folder: string, port: number): Promise<void> {
  const data = join(folder, 'alertmanager-data');
  await mkdir(data);
  start(
    'prometheus-alertmanager',
    [
      '--config.file=alertmanager.yml',
      `--storage.path=${data}`,
      `--web.listen-address=127.0.0.1:${String(port)}`,
      '--cluster.listen-address=',
      '--log.level=error',
    ],
    folder,
  );
  await until(async () => (await fetch(`http://127.0.0.1:${String(port)}/-/ready`)).ok);
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (await holds().catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('It did not come to be.');
}
