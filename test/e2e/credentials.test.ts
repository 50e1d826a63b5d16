import { readdir, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DeploymentFiles } from './support/deploymentFiles';
import { useWorkbench } from './support/useWorkbench';

const TITLE = 'Store Credentials of Prometheus';

/** A server that answers nothing, and remembers who asked. */
interface Asked {
  readonly origin: string;
  /** The `Authorization` headers that came since this was last looked at, each once. */
  readonly authorizations: () => readonly string[];
}

const servers: Server[] = [];
async function serve(): Promise<Asked> {
  let seen: string[] = [];
  const server = createServer(({ headers }, response) => {
    seen.push(headers.authorization ?? 'none');
    response.statusCode = 401;
    response.end();
  });
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    origin: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    authorizations: () => {
      const told = [...new Set(seen)];
      seen = [];
      return told;
    },
  };
}

let prometheus: Asked;
let alertmanager: Asked;
let folder: string;
beforeAll(async () => {
  prometheus = await serve();
  alertmanager = await serve();
});
const workbench = useWorkbench({
  prepare: async (service) => {
    folder = service;
    const files = new DeploymentFiles(folder);
    await files.run('plan', folder, '--feature', 'Express checkout', '--write');
    await files.edit('.deployment-plan.json', (text) => {
      const plan = JSON.parse(text) as { monitoring: Record<string, unknown> };
      plan.monitoring['prometheus'] = {
        url: `${prometheus.origin}/prometheus`,
        alertmanager: alertmanager.origin,
        requests: 'http_requests_total',
        errors: 'code=~"5.."',
        durations: 'http_request_duration_seconds',
        labels: { service: 'service', version: 'version' },
        service: 'checkout',
        baselineVersion: 'v1.4.0',
        newVersion: 'v1.5.0',
      };
      return JSON.stringify(plan, null, 2);
    });
  },
  viewport: { width: 1400, height: 1000 },
});

afterAll(async () => {
  for (const server of servers) {
    const closed = new Promise((resolve) => {
      server.close(resolve);
    });
    server.closeAllConnections();
    await closed;
  }
});

/** Walks through the dialogs as a person does. */
async function store(user: string, secret: string): Promise<void> {
  const { quickInput } = workbench();
  await workbench().palette('CC10x: Store Credentials of Prometheus…');
  await quickInput.waitForStep(`${TITLE} (1/3)`);
  expect(await quickInput.items()).toEqual([prometheus.origin, alertmanager.origin]);
  await quickInput.pick(prometheus.origin);
  await quickInput.waitForStep(`${TITLE} (2/3)`);
  await quickInput.fill(user);
  await quickInput.accept();
  await expect.poll(() => quickInput.message()).toContain(user === '' ? 'Token' : 'Password');
  expect(await quickInput.input.getAttribute('type')).toBe('password');
  await quickInput.fill(secret);
  await workbench().screenshot('credentials');
  await quickInput.accept();
  await quickInput.waitUntilClosed();
}

/** What each server was sent while the alert rules were written and asked for. */
async function asked() {
  await workbench().palette('View: Close All Editors');
  expect([prometheus.authorizations(), alertmanager.authorizations()]).toEqual([[], []]);
  await workbench().palette('CC10x: Write Alert Rules');
  // It ends by showing them.
  await workbench().editors.waitUntilActive('express-checkout.rules.yml');
  await workbench().editors.waitUntilFocused();
  return { prometheus: prometheus.authorizations(), alertmanager: alertmanager.authorizations() };
}

/** The files below these folders that hold a text, as it is or in Base64. */
async function holding(text: string, folders: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const parent of folders) {
    for (const entry of await readdir(parent, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = path.join(entry.parentPath, entry.name);
      const content = await readFile(file, 'latin1').catch(() => '');
      if (content.includes(text) || content.includes(Buffer.from(`ada:${text}`).toString('base64'))) found.push(file);
    }
  }
  return found;
}

/** Each test begins where the one before it ended. */
describe('credentials of Prometheus', () => {
  test('are sent to nobody before a person stores them', async () => {
    await workbench().showViewContainer('CC10x');
    await workbench()
      .tree.item(/Express checkout/)
      .waitFor();
    expect(await asked()).toEqual({ prometheus: ['none'], alertmanager: ['none'] });
  });

  test('are sent to the origin they were stored for, and to no other', async () => {
    await store('ada', 'correct-horse');
    const basic = `Basic ${Buffer.from('ada:correct-horse').toString('base64')}`;
    expect(await asked()).toEqual({ prometheus: [basic], alertmanager: ['none'] });
  });

  test('are a bearer token where the user is left blank', async () => {
    await store('', 'battery-staple');
    expect(await asked()).toEqual({ prometheus: ['Bearer battery-staple'], alertmanager: ['none'] });
  });

  test('stand in no file of the workspace, no setting and no log', async () => {
    const written = [path.dirname(folder), workbench().userDataDir];
    expect(await holding('correct-horse', written)).toEqual([]);
    expect(await holding('battery-staple', written)).toEqual([]);
    // The search finds what is there.
    expect((await holding('Express checkout', written)).length).toBeGreaterThan(0);
  });

  test('change nothing when a person escapes, and are forgotten when the token is left blank', async () => {
    const { quickInput } = workbench();
    await workbench().palette('CC10x: Store Credentials of Prometheus…');
    await quickInput.waitForStep(`${TITLE} (1/3)`);
    await quickInput.escape();
    expect(await asked()).toEqual({ prometheus: ['Bearer battery-staple'], alertmanager: ['none'] });
    await store('', '');
    expect(await asked()).toEqual({ prometheus: ['none'], alertmanager: ['none'] });
  });
});
