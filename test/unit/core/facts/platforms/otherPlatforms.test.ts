import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../../support/aWorkspace';

type Texts = Readonly<Record<string, string>>;
const found = (texts: Texts) =>
  factsOf(texts).otherPlatforms.map(({ name, names, evidence }) => [
    name,
    names.join(' '),
    ...evidence.map(({ file, line }) => `${file}:${String(line)}`),
  ]);
const workflow = (step: string): Texts => ({
  '.github/workflows/ship.yml': `on: push\njobs:\n  ship:\n    steps:\n      - ${step}\n`,
});
const step = '.github/workflows/ship.yml:5';

describe('platforms without an id', () => {
  it.each(['orders', 'parcel-api'])('are told from their own files, with the name %s', (name) => {
    expect(
      found({
        '.elasticbeanstalk/config.yml': `branch-defaults:\n  main: { environment: ${name} }\n  next: { environment: ${name}-staging }\n`,
        'manifest.yml': `---\napplications:\n- name: ${name}\n  memory: 1G\n`,
        'templates/app.yml': `kind: Template\nmetadata: { name: ${name} }\nobjects: [{ kind: DeploymentConfig }]\n`,
        'render.yaml': `services:\n  - type: web\n    name: ${name}\n`,
        'railway.json': '{ "build": {},\n  "deploy": {} }\n',
        '.do/app.yaml': `name: ${name}\nservices: [{ name: web }]\n`,
        'app.json': '{ "scripts": {\n  "dokku": {} } }\n',
        'firebase.json': '{\n  "functions": [] }\n',
        '.firebaserc': `{ "projects": { "default": "${name}-dev", "live": "${name}" } }\n`,
        'infra/cdk.json': '{\n  "app": "npx tsx bin/app.ts" }\n',
        'conf/riff-raff.yaml': `stacks: [web]\ndeployments:\n  ${name}: { type: autoscaling }\n`,
        'clevercloud/python.json': '{ "deploy": { "module": "shop.wsgi" } }\n',
        '.clever.json': `{ "apps": [\n  { "app_id": "app_1", "name": "${name}" }] }\n`,
        '.aptible.yml': 'before_release:\n  - rake db:migrate\n',
        'azure/template.json': `{\n  "$schema": "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json" }\n`,
        'mail/template.json': '{ "$schema": "https://example.com/mail.json" }\n',
        'wrangler.toml': `main = "a.js"\nname = "${name}"\n`,
      }),
    ).toEqual([
      ['AWS Elastic Beanstalk', name, '.elasticbeanstalk/config.yml:1'],
      ['Cloud Foundry', name, 'manifest.yml:2'],
      ['OpenShift', name, 'templates/app.yml:1'],
      ['Render', name, 'render.yaml:1'],
      ['Railway', '', 'railway.json:2'],
      ['Firebase', name, 'firebase.json:2'],
      ['DigitalOcean App Platform', name, '.do/app.yaml:1'],
      ['Dokku', '', 'app.json:2'],
      ['Aptible', '', '.aptible.yml:1'],
      ['Azure Resource Manager', '', 'azure/template.json:2'],
      ['AWS CDK', '', 'infra/cdk.json:2'],
      ['Riff-Raff', name, 'conf/riff-raff.yaml:2'],
      ['Clever Cloud', name, 'clevercloud/python.json:1', '.clever.json:1'],
      ['Cloudflare Workers', name, 'wrangler.toml:2'],
    ]);
  });

  it('is Render where services stand in the environments of a project, too', () => {
    const service = '{ type: web, name: shop, runtime: docker }';
    const blueprint = `projects:\n- name: a\n  environments:\n  - name: production\n    services: [${service}]\n`;
    expect(found({ 'render.yaml': `version: "1"\n${blueprint}` })).toEqual([['Render', 'shop', 'render.yaml:2']]);
    expect(found({ 'render.yaml': 'projects:\n- name: a\n' })).toEqual([]);
  });

  it('has no name where one of them is filled in only later', () => {
    const manifest = (name: string): string => `applications:\n- name: ${name}\n  memory: 1G\n`;
    const texts = { 'manifest.yml': manifest('shop-((env))'), 'failover/manifest.yml': manifest('shop-down') };
    expect(found(texts)).toEqual([['Cloud Foundry', '', 'manifest.yml:1', 'failover/manifest.yml:1']]);
  });

  it.each([
    ['uses: azure/webapps-deploy@v3\n        with: { app-name: orders }', 'Azure App Service', 'orders'],
    ['uses: azure/functions-action@v1\n        with: { app-name: orders }', 'Azure Functions', 'orders'],
    ['run: git push git@beta.aptible.com:shop-prod/orders.git HEAD:master', 'Aptible', 'orders'],
    ['run: aptible deploy --app orders --docker-image shop', 'Aptible', 'orders'],
    ['run: az containerapp update -n orders -g shop', 'Azure Container Apps', 'orders'],
    ['run: gcloud functions deploy on-order --gen2', 'Google Cloud Functions', 'on-order'],
    ['run: aws lambda update-function-code --function-name on-order', 'AWS Lambda', 'on-order'],
    ['run: npx firebase deploy --only hosting --project live', 'Firebase', ''],
    ['uses: FirebaseExtended/action-hosting-deploy@v0\n        with: { projectId: orders }', 'Firebase', 'orders'],
    ['run: eb deploy orders-live', 'AWS Elastic Beanstalk', 'orders-live'],
    ['run: oc rollout latest dc/orders', 'OpenShift', ''],
    ['run: oc -n shop rollout restart deployment/orders', 'OpenShift', ''],
    ['run: cf push orders -f manifest.yml', 'Cloud Foundry', 'orders'],
    ['run: cf push "$APP"', 'Cloud Foundry', ''],
    ['run: git push dokku@host.test:orders main', 'Dokku', 'orders'],
    ['run: ssh -o Port=22 "dokku@$HOST" git:from-image orders "$DIGEST"', 'Dokku', 'orders'],
    [
      'uses: webfactory/create-aws-codedeploy-deployment@v1\n        with: { application: orders }',
      'AWS CodeDeploy',
      'orders',
    ],
    ['run: aws deploy create-deployment --application-name orders', 'AWS CodeDeploy', 'orders'],
    ['run: fab deploy:production', 'Fabric', ''],
    ['uses: guardian/actions-riff-raff@v4', 'Riff-Raff', ''],
    ['run: npx cdk deploy Orders --require-approval never', 'AWS CDK', 'Orders'],
    [
      'run: gcloud deploy releases create "r-$SHA" --delivery-pipeline=orders --region=us-east1',
      'Google Cloud Deploy',
      'orders',
    ],
  ])('are told from a line of a pipeline: %s', (line, name, names) => {
    expect(found(workflow(line))).toEqual([[name, names, step]]);
  });

  it('are none where a file only looks like theirs, or belongs to an example', () => {
    expect(
      found({
        'manifest.yml': 'applications: [mail, calendar]\n',
        'charts/render.yaml': 'services: 3\n',
        'openshift/rights.yml': 'kind: Template\nobjects: [{ kind: RoleBinding }]\n',
        'railway.toml': '[stations]\n',
        'Dockerrun.aws.json': '{}\n',
        'examples/cdk.json': '{ "app": "x" }\n',
        'app.json': '{ "name": "shop", "scripts": { "postdeploy": "x" } }\n',
        '.do/deploy.template.yaml': 'spec: { services: [{ name: web }] }\n',
      }),
    ).toEqual([]);
    expect(found(workflow('run: az webapp list'))).toEqual([]);
  });

  it('are told from the pipelines that push to Scalingo, which reads the files of Heroku, too', () => {
    const texts = {
      Procfile: 'web: gunicorn shop.wsgi\n',
      '.slugignore': '/docs\n',
      ...workflow('{ uses: acme/deploy-to-scalingo@v1, with: { app-name: shop-live } }'),
    };
    expect(found(texts)).toEqual([['Scalingo', 'shop-live', step]]);
    expect(factsOf(texts).platforms.map(({ id }) => id)).not.toContain('heroku');
    expect(found(workflow('run: git push git@ssh.osc-fr1.scalingo.com:shop.git HEAD:main'))).toEqual([
      ['Scalingo', 'shop', step],
    ]);
  });

  it('are pages and stacks where nothing else is told', () => {
    const pages = workflow('uses: actions/deploy-pages@v4');
    const stack = workflow('run: aws cloudformation deploy --stack-name shop-live --template-file packaged.yml');
    expect(found(pages)).toEqual([['GitHub Pages', '', step]]);
    expect(found(stack)).toEqual([['AWS CloudFormation', 'shop-live', step]]);
    const fly = { 'fly.toml': 'app = "shop"\n[http_service]\ninternal_port = 8080\n' };
    expect([found({ ...pages, ...fly }), found({ ...stack, ...fly })]).toEqual([[], []]);
    expect(found({ ...pages, Dockerfile: 'FROM php:8\nCOPY . .\nCMD ["./serve"]\n' })).toEqual([]);
  });

  it('are none that somebody looks for an error with', () => {
    const worker = (name: string) => `name = "${name}"\n`;
    expect(found({ 'wrangler.toml': worker('shop'), 'scripts/debug/wrangler.toml': worker('shop-debug') })).toEqual([
      ['Cloudflare Workers', 'shop', 'wrangler.toml:1'],
    ]);
  });

  it('are told from the specification of an app under another name, by what only that calls so', () => {
    const spec = (key: string) => ({ 'spec.yaml': `name: orders\nservices:\n  - name: web\n    ${key}: a\n` });
    expect(found(spec('instance_size_slug'))).toEqual([['DigitalOcean App Platform', 'orders', 'spec.yaml:1']]);
    expect(found(spec('image'))).toEqual([]);
  });

  it('are not the deployment jobs of Azure Pipelines, which stand apart', () => {
    const facts = factsOf({
      'azure-pipelines.yml':
        'stages:\n  - stage: Live\n    jobs:\n      - job: Build\n      - deployment: NugetPush\n        environment: live\n      - deployment: ShipOrders\n        environment: live\n',
      'pipeline-templates/job/ship.yml': 'jobs:\n  - deployment: ship-staging\n    environment: staging\n',
    });
    expect([facts.otherPlatforms, facts.otherPipelines]).toEqual([
      [],
      [
        {
          name: 'Azure Pipelines',
          things: 'deployment jobs',
          names: ['ShipOrders'],
          evidence: [{ file: 'azure-pipelines.yml', line: 7 }],
        },
      ],
    ]);
  });

  it('are not the pipelines that run the templates of another repository to release', () => {
    const pipeline = (template: string) =>
      `trigger: { tags: { include: ["v*"] } }\nextends:\n  template: ${template}\n`;
    const told = (texts: Texts) =>
      factsOf(texts).otherPipelines.map(({ things, names, evidence: [place] }) => [things, ...names, place?.line]);
    expect(told({ 'pipelines/orders-release.yml': pipeline('orders/release.yml@shipping') })).toEqual([
      ['templates of', 'shipping', 2],
    ]);
    expect(told({ 'pipelines/orders-review.yml': pipeline('orders/review.yml@shipping') })).toEqual([]);
    expect(told({ 'pipelines/orders-release.yml': pipeline('release.yml') })).toEqual([]);
  });

  it('are not the pipelines of other projects that GitLab starts either', () => {
    const told = (job: string) =>
      factsOf({ '.gitlab-ci.yml': `test:\n  script: [make test]\n${job}` }).otherPipelines.map(
        ({ name, things, names, evidence: [place] }) => [name, things, ...names, place?.line],
      );
    const job = (name: string, trigger: string): string => `${name}:\n  stage: last\n  trigger: ${trigger}\n`;
    expect(told(job('deploy', '{ project: shop/infra, branch: main }'))).toEqual([
      ['GitLab CI', 'pipelines of', 'shop/infra', 3],
    ]);
    expect(told(job('deploy', 'shop/infra'))).toEqual([['GitLab CI', 'pipelines of', 'shop/infra', 3]]);
    expect(told(job('deploy-staging', 'shop/infra'))).toEqual([]);
    expect(told(job('docs', 'shop/docs'))).toEqual([]);
    expect(told(job('deploy', '{ include: child.yml }'))).toEqual([]);
  });

  it('are not the pipelines of GoCD either, whatever they are rendered from', () => {
    const told = (texts: Texts) =>
      factsOf(texts).otherPipelines.map(({ name, names, evidence: [place] }) => [name, ...names, place?.line]);
    const yaml = (name: string, stage: string) =>
      `format_version: 10\npipelines:\n  ${name}:\n    group: shop\n    stages:\n      - ${stage}:\n          jobs: {}\n`;
    expect(told({ 'orders.gocd.yaml': yaml('orders', 'deploy-primary') })).toEqual([['GoCD', 'orders', 3]]);
    expect(told({ 'orders.gocd.yaml': yaml('orders', 'compile') })).toEqual([]);
    expect(told({ 'orders.gocd.yaml': yaml('orders-staging', 'deploy') })).toEqual([]);
    const jsonnet = "local deploy = import './deploy.libsonnet';\ndeploy('orders')\n";
    expect(
      told({ 'gocd/templates/orders.jsonnet': jsonnet, 'gocd/templates/deploy.libsonnet': 'function(n) n\n' }),
    ).toEqual([['GoCD', 1]]);
    expect(told({ 'dashboards/orders.jsonnet': jsonnet })).toEqual([]);
  });

  it('tell what runs the service behind them', () => {
    const target = (name: string, to: string) =>
      `---\napiVersion: deploy.cloud.google.com/v1\nkind: Target\nmetadata: { name: ${name} }\n${to}: { location: x }\n`;
    const facts = factsOf({
      'clouddeploy.yaml': `apiVersion: deploy.cloud.google.com/v1\nkind: DeliveryPipeline\nmetadata: { name: orders }\n${target('orders-staging', 'run')}${target('orders-production', 'run')}`,
    });
    expect(facts.platforms.map(({ id, role, evidence }) => [id, role, evidence[0]?.line])).toEqual([
      ['cloud-run', undefined, 13],
      ['cloud-run', 'development', 8],
    ]);
    expect(facts.otherPlatforms.map(({ name, names }) => [name, names])).toEqual([['Google Cloud Deploy', ['orders']]]);
    expect(factsOf({ 'clouddeploy.yaml': target('orders', 'gke') }).platforms).toEqual([]);
  });

  it('leave the platforms with an id as they are', () => {
    const facts = factsOf({ 'manifest.yml': 'applications: [{ name: orders, memory: 1G }]\n' });
    expect(facts.platforms).toEqual([]);
  });
});
