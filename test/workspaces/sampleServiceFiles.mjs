// @ts-check
// The files of the sample service "checkout", as plain text. `sampleService.mjs` makes a history of them.

/** @typedef {Readonly<Record<string, string>>} Files */

/** @param {string} version */
const packageJson = (version) => `{
  "name": "checkout",
  "version": "${version}",
  "description": "Takes orders for the shop.",
  "private": true,
  "type": "module",
  "engines": { "node": ">=20" },
  "scripts": {
    "start": "node src/server.js",
    "test": "node --test"
  }
}
`;

const README = `# checkout

Takes orders for the shop. \`npm start\` listens on port 8080 (\`PORT\`), \`npm test\` runs the tests.

| path | what |
|---|---|
| \`POST /orders\` | places an order |
| \`GET /healthz\` | ready to serve |
| \`GET /metrics\` | Prometheus metrics |

Runs in the namespace \`shop\`; see \`deploy/k8s\`.
`;

const SERVER = `import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';
import { countRequest, renderMetrics } from './metrics.js';
import { priceOf } from './pricing.js';

export function createCheckout() {
  return createServer((request, response) => {
    const answer = (status, body, type = 'application/json') => {
      countRequest(request.method, status);
      response.writeHead(status, { 'content-type': type }).end(type === 'application/json' ? JSON.stringify(body) : body);
    };
    if (request.url === '/healthz') {
      answer(200, { ok: true });
    } else if (request.url === '/metrics') {
      answer(200, renderMetrics(), 'text/plain; version=0.0.4');
    } else if (request.url === '/orders' && request.method === 'POST') {
      let text = '';
      request.on('data', (chunk) => (text += chunk));
      request.on('end', () => {
        try {
          answer(201, { total: priceOf(JSON.parse(text)) });
        } catch {
          answer(400, { error: 'not an order' });
        }
      });
    } else {
      answer(404, { error: 'not found' });
    }
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  createCheckout().listen(Number(process.env.PORT ?? 8080));
}
`;

const METRICS = `const requests = new Map();

export function countRequest(method, status) {
  const labels = \`method="\${method}",status="\${status}"\`;
  requests.set(labels, (requests.get(labels) ?? 0) + 1);
}

export function renderMetrics() {
  const samples = [...requests].map(([labels, count]) => \`http_requests_total{\${labels}} \${count}\`);
  return ['# TYPE http_requests_total counter', ...samples, ''].join('\\n');
}
`;

const PRICING = `/** Total of an order in cents. */
export function priceOf({ items }) {
  return items.reduce((total, { cents, count }) => total + cents * count, 0);
}
`;

const PRICING_WITH_EXPRESS = `import { isEnabled } from './features.js';

const EXPRESS_CENTS = 490;

/** Total of an order in cents. */
export function priceOf({ items, express = false }) {
  const goods = items.reduce((total, { cents, count }) => total + cents * count, 0);
  return express && isEnabled('EXPRESS_CHECKOUT') ? goods + EXPRESS_CENTS : goods;
}
`;

const FEATURES = `/** A feature is on when FEATURE_<NAME> is "true" in the environment. */
export function isEnabled(name) {
  return process.env[\`FEATURE_\${name}\`] === 'true';
}
`;

const PRICING_TEST = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { priceOf } from '../src/pricing.js';

test('adds up the items', () => {
  assert.equal(priceOf({ items: [{ cents: 250, count: 2 }, { cents: 99, count: 1 }] }), 599);
});
`;

/** @param {number} total */
const expressTest = (total) => `
test('express delivery costs extra when the feature is on', () => {
  process.env.FEATURE_EXPRESS_CHECKOUT = 'true';
  assert.equal(priceOf({ items: [{ cents: 1000, count: 1 }], express: true }), ${total});
  delete process.env.FEATURE_EXPRESS_CHECKOUT;
  assert.equal(priceOf({ items: [{ cents: 1000, count: 1 }], express: true }), 1000);
});
`;

const SERVER_TEST = `import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { createCheckout } from '../src/server.js';

test('takes an order', async () => {
  const server = createCheckout().listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const response = await fetch(\`http://127.0.0.1:\${server.address().port}/orders\`, {
      method: 'POST',
      body: JSON.stringify({ items: [{ cents: 250, count: 2 }] }),
    });
    assert.equal(response.status, 201);
    assert.deepEqual(await response.json(), { total: 500 });
  } finally {
    server.close();
  }
});
`;

/** @param {string} version */
const deployment = (version) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: checkout
  namespace: shop
  labels:
    app.kubernetes.io/name: checkout
spec:
  replicas: 10
  selector:
    matchLabels:
      app.kubernetes.io/name: checkout
  strategy:
    rollingUpdate:
      maxSurge: 1
      maxUnavailable: 0
  template:
    metadata:
      labels:
        app.kubernetes.io/name: checkout
        app.kubernetes.io/version: "${version}"
      annotations:
        prometheus.io/scrape: "true"
        prometheus.io/port: "8080"
    spec:
      containers:
        - name: checkout
          image: images.shop.example/checkout:${version}
          ports:
            - name: http
              containerPort: 8080
          env:
            - name: FEATURE_EXPRESS_CHECKOUT
              value: "false"
          readinessProbe:
            httpGet:
              path: /healthz
              port: http
          resources:
            requests:
              cpu: 100m
              memory: 128Mi
            limits:
              memory: 256Mi
`;

const SERVICE = `apiVersion: v1
kind: Service
metadata:
  name: checkout
  namespace: shop
spec:
  selector:
    app.kubernetes.io/name: checkout
  ports:
    - name: http
      port: 80
      targetPort: http
`;

const DOCKERFILE = `FROM node:20-slim
WORKDIR /app
COPY package.json ./
COPY src ./src
USER node
CMD ["node", "src/server.js"]
`;

const MIGRATION_OLD = `CREATE TABLE orders (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_email text NOT NULL,
  total_cents integer NOT NULL CHECK (total_cents >= 0),
  created_at timestamptz NOT NULL DEFAULT now()
);
`;

const MIGRATION_NEW = `ALTER TABLE orders ADD COLUMN delivery_slot timestamptz;
CREATE INDEX CONCURRENTLY orders_delivery_slot ON orders (delivery_slot);
`;

const EXPRESS_DOCS = `# Express checkout

A customer may pick a delivery slot for 4.90 extra. The feature is on when \`FEATURE_EXPRESS_CHECKOUT\` is \`true\`.
Orders keep the slot in \`orders.delivery_slot\`, which is empty for all older orders.
`;

/** @type {Files} */
export const FIRST_VERSION = {
  '.gitignore': 'node_modules/\n',
  '.github/CODEOWNERS': '* @shop/checkout\n/migrations/ @shop/databases\n',
  'README.md': README,
  'package.json': packageJson('1.3.0'),
  'src/metrics.js': METRICS,
  'src/pricing.js': PRICING,
  'src/server.js': SERVER,
  'test/pricing.test.js': PRICING_TEST,
  'test/server.test.js': SERVER_TEST,
};

/** @type {Files} */
export const ON_KUBERNETES = {
  Dockerfile: DOCKERFILE,
  'deploy/k8s/deployment.yaml': deployment('1.3.0'),
  'deploy/k8s/service.yaml': SERVICE,
};

/** @type {Files} */
export const WITH_DATABASE = { 'migrations/001_create_orders.sql': MIGRATION_OLD };

/**
 * @param {string} version
 * @returns {Files}
 */
export const ofVersion = (version) => ({
  'package.json': packageJson(version),
  'deploy/k8s/deployment.yaml': deployment(version),
});

/** @type {Files} */
export const WITH_DELIVERY_SLOTS = { 'migrations/002_add_delivery_slot.sql': MIGRATION_NEW };

/** @type {Files} */
export const WITH_EXPRESS = {
  'src/features.js': FEATURES,
  'src/pricing.js': PRICING_WITH_EXPRESS,
  'test/pricing.test.js': PRICING_TEST + expressTest(1490),
};

/** @type {Files} */
export const EXPRESS_DOCUMENTED = {
  'README.md': `${README}\nExpress checkout: see [docs/express-checkout.md](docs/express-checkout.md).\n`,
  'docs/express-checkout.md': EXPRESS_DOCS,
};

/** The price in the test is raised, and the one in the code forgotten. @type {Files} */
export const WITH_FAILING_TEST = { 'test/pricing.test.js': PRICING_TEST + expressTest(1590) };
