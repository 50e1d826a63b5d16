import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../support/aWorkspace';

type Texts = Readonly<Record<string, string>>;
const units = (texts: Texts): readonly string[] => factsOf(texts).units.map(({ id, name }) => `${id} ${name}`);
const app = (more: object): string => JSON.stringify({ private: true, ...more });

describe('units', () => {
  it.each<[string, Texts]>([
    [
      'images',
      { 'api/Dockerfile': '', 'worker/src/Dockerfile': '', 'docker/Dockerfile': '', 'packaging/deb/Dockerfile': '' },
    ],
    [
      'Compose builds',
      {
        'compose.yaml': 'services:\n  api: { build: ./api }\n  w: { build: { context: worker/src } }\n',
        'api/a.py': '',
        'worker/src/a.py': '',
      },
    ],
    [
      'SAM templates',
      {
        'api/template.yaml': 'Transform: AWS::Serverless-2016-10-31\n',
        'worker/src/template.yml': 'Transform: AWS::Serverless-2016-10-31\n',
        'network/template.yaml': 'AWSTemplateFormatVersion: 2010-09-09\n',
      },
    ],
    ['platform files', { 'api/fly.toml': '', 'worker/src/Procfile': '' }],
  ])('are folders with %s', (_, texts) => {
    expect(units(texts)).toEqual(['. shop', 'api api', 'worker/src worker']);
  });

  it('are packages that a framework serves or that start a server, not libraries', () => {
    expect(
      units({
        'package.json': '{ "name": "mono", "workspaces": ["*/*"] }',
        'apps/web/package.json': app({ scripts: { build: 'next build' } }),
        'apps/docs/package.json': app({ scripts: { dev: 'astro dev' } }),
        'apps/e2e/package.json': app({ scripts: { dev: 'playwright test' } }),
        'packages/api/package.json': app({ scripts: { start: 'node dist' }, dependencies: { fastify: '5' } }),
        'packages/ui/package.json': app({ scripts: { build: 'tsup', dev: 'storybook dev' } }),
        'packages/sdk/package.json': JSON.stringify({
          exports: {},
          scripts: { start: 'node x' },
          dependencies: { express: '5' },
        }),
      }),
    ).toEqual(['. mono', 'apps/docs docs', 'apps/web web', 'packages/api api']);
  });

  it('are the programs of Go modules', () => {
    expect(
      units({
        'go.mod': 'module example.com/shop\n',
        'cmd/api/main.go': '',
        'cmd/worker/main.go': '',
        'cmd/docgen/main.go': '',
        'pkg/x/main.go': '',
        'gateway/go.mod': 'module example.com/gateway/v2\n',
        'gateway/cmd/gateway/main.go': '',
      }),
    ).toEqual(['. shop', 'cmd/api api', 'cmd/worker worker', 'gateway gateway']);
    expect(units({ 'go.mod': 'module example.com/shop\n', 'cmd/shop/main.go': '' })).toEqual(['. shop']);
  });

  it('are the programs of a module that have a folder of services each', () => {
    const main = 'package main\n\nfunc main() {}\n';
    expect(
      units({
        'go.mod': 'module example.com/shop\n',
        'services/orders/orders.go': main,
        'services/stock/main.go': main,
        'services/tools/tools.go': main,
        'services/money/money.go': 'package money\n',
        'internal/x/x.go': main,
      }),
    ).toEqual(['. shop', 'services/orders orders', 'services/stock stock']);
  });

  it.each<readonly [string, string, boolean]>([
    ['sets up a database', 'FROM postgis/postgis:15-3.4-alpine\nCOPY init /docker-entrypoint-initdb.d\n', false],
    ['waits for people', 'FROM python:3\nCOPY move.sh .\nENTRYPOINT ["tail", "-f", "/dev/null"]\n', false],
    ['starts a program beside a database', 'FROM postgres:15\nCOPY app /app\nCMD ["/app"]\n', true],
  ])('tell an image that %s', (_, image, isUnit) => {
    const texts = { 'db/Dockerfile': image, 'compose.yaml': 'services: { db: { build: db } }\n', 'api/Dockerfile': '' };
    expect(units(texts).includes('db db')).toBe(isUnit);
  });

  it('are programs of Python that ask for a server, beside others', () => {
    const texts = {
      'frontend/netlify.toml': '[build]\n',
      'backend/pyproject.toml': '[project]\nname = "api"\ndependencies = ["fastapi>=0.115"]\n',
      'jobs/requirements.txt': 'gunicorn==23.0.0\n',
      'model/pyproject.toml': '[project]\nname = "model"\ndependencies = ["numpy"]\n',
      'docs/requirements.txt': 'flask\n',
    };
    expect(units(texts)).toEqual(['. shop', 'backend api', 'frontend frontend', 'jobs jobs']);
    // The only program of a repository is the root's own.
    expect(units({ 'backend/requirements.txt': 'django\n' })).toEqual(['. shop']);
  });

  it('are the binaries of Cargo that an image carries', () => {
    const crate = (name: string): string => `[package]\nname = "${name}"\n`;
    const texts = {
      'Cargo.toml': '[workspace]\n',
      'crates/api/Cargo.toml': crate('shop-api'),
      'crates/api/src/main.rs': '',
      'crates/cli/Cargo.toml': crate('shop-cli'),
      'crates/cli/src/main.rs': '',
      'crates/core/Cargo.toml': crate('shop-core'),
      'crates/core/src/lib.rs': '',
    };
    expect(units(texts)).toEqual(['. shop', 'crates/api shop-api', 'crates/cli shop-cli']);
    expect(
      units({
        ...texts,
        'crates/job/Cargo.toml': crate('job'),
        'crates/job/src/bin/run.rs': '',
        Dockerfile: 'FROM x\nRUN cargo build --bin shop-api\nCOPY --from=0 /target/release/job /job\n',
      }),
    ).toEqual(['. shop', 'crates/api shop-api', 'crates/job job']);
  });

  it('are the applications of Gradle, Maven and .NET builds', () => {
    expect(
      units({
        'settings.gradle.kts': '',
        'api/build.gradle.kts': 'plugins {\n  id("org.springframework.boot")\n}\n',
        'lib/build.gradle.kts': 'dependencies { implementation("org.springframework.boot:spring-boot") }\n',
        'base/build.gradle': "plugins { id 'org.springframework.boot' version '3' apply false }\n",
        'web/pom.xml': '<project><artifactId>shop-web</artifactId><packaging>war</packaging></project>',
        'jobs/pom.xml': '<project><artifactId>shop-jobs</artifactId></project>',
        'jobs/src/main/java/shop/JobsApplication.java': '',
        'model/pom.xml': '<project/>',
        'src/Cart/Cart.csproj': '<Project Sdk="Microsoft.NET.Sdk.Web"/>',
        'src/Core/Core.csproj': '<Project Sdk="Microsoft.NET.Sdk"/>',
      }),
    ).toEqual(['. shop', 'api api', 'jobs shop-jobs', 'src/Cart Cart', 'web shop-web']);
  });

  it('are not examples, fixtures or templates', () => {
    expect(
      units({
        'examples/a/Dockerfile': '',
        'test/b/Dockerfile': '',
        'templates/c/Dockerfile': '',
        'vendor/d/Dockerfile': '',
      }),
    ).toEqual(['. shop']);
  });

  it('are charts where there is nothing else', () => {
    const charts = { 'charts/a/Chart.yaml': '', 'charts/b/Chart.yaml': '', 'charts/b/charts/c/Chart.yaml': '' };
    expect(units(charts)).toEqual(['. shop', 'charts/a a', 'charts/b b']);
    expect(units({ ...charts, 'api/Dockerfile': '' })).toEqual(['. shop', 'api api']);
  });
});
