import { describe, expect, it } from 'vitest';
import { factsOf } from '../../../../support/aWorkspace';
import { found } from '../../../../support/foundPlatforms';
import { speechFor, stepsOf } from '../../../../support/speeches';

type Texts = Readonly<Record<string, string>>;

const blanksOf = (texts: Texts): readonly string[] => speechFor(factsOf(texts)).blanks.map(({ id }) => id);
const workflow = (on: string, step: string): string =>
  `on:\n${on}jobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - ${step}\n`;
const push = (branch: string): string => `  push:\n    branches: [${branch}]\n`;

it('what is left of a host is no deployment beside the one that a pipeline brings the code to', () => {
  const left = { 'app.yaml': 'runtime: nodejs20\n', Procfile: 'web: npm start\n' };
  const ship = (run: string) => ({
    '.github/workflows/ship.yml': `on: push\njobs:\n  ship:\n    steps:\n      - run: ${run}\n`,
  });
  const roles = (texts: Readonly<Record<string, string>>) =>
    factsOf(texts).platforms.flatMap(({ id, role }) => (id === 'app-engine' ? [role ?? 'deploy'] : []));
  const heroku = ship('git push https://git.heroku.com/shop.git HEAD:main');
  expect(roles({ ...left, ...heroku })).toEqual(['development']);
  expect(roles(left)).toEqual(['deploy']);
  expect(roles({ ...left, ...heroku, 'scripts/up.sh': 'gcloud app deploy app.yaml\n' })).toEqual(['deploy']);
  expect(roles({ 'api/app.yaml': 'runtime: nodejs20\n', Procfile: 'web: npm start\n', ...heroku })).toEqual(['deploy']);
});

it('a stack that is only told of is no application of SAM', () => {
  const stack = (resource: string) => ({
    'data/content/stack.yml': `Transform: AWS::Serverless-2016-10-31\nResources:\n  It:\n${resource}`,
  });
  const ids = (texts: Readonly<Record<string, string>>) => factsOf(texts).platforms.map(({ id }) => id);
  const inline = stack('    Type: AWS::Lambda::Function\n    Properties: { Code: { ZipFile: "x" } }\n');
  const others = stack('    Type: AWS::Serverless::Application\n    Properties: { Location: { ApplicationId: x } }\n');
  const own = stack('    Type: AWS::Serverless::Function\n    Properties: { CodeUri: ./web }\n');
  expect([ids(inline), ids(others), ids(own)]).toEqual([[], [], ['aws-sam']]);
  expect(ids({ ...inline, 'deploy.sh': 'sam deploy --stack-name shop\n' })).toContain('aws-sam');
});

describe('a second platform of one service', () => {
  const kamal = 'service: shop\nimage: acme/shop\nservers:\n  web:\n    - 192.0.2.1\nregistry:\n  username: acme\n';
  const texts: Texts = { 'config/deploy.yml': kamal, 'fly.toml': 'app = "shop"\n[http_service]\ninternal_port = 80\n' };

  it('is told of beside the one with servers that somebody named', () => {
    const speech = speechFor(factsOf(texts));
    expect(speech.platform.id).toBe('kamal');
    expect(speech.caveats).toContain(
      'The repository describes fly, too (fly.toml:1): no command of this plan deploys there. Where that is what runs production, put "fly" into .cc10x/service.json (platform.id) and update the plan.',
    );
  });

  it('is not told of once somebody has decided', () => {
    const { caveats } = speechFor(factsOf(texts), { platform: { id: 'fly' } });
    expect(caveats.some((each) => each.startsWith('The repository describes'))).toBe(false);
  });
});

describe('providers of Travis', () => {
  it('reach Elastic Beanstalk', () => {
    const travis = 'language: java\ndeploy:\n  provider: elasticbeanstalk\n  app: shop\n  on: { branch: prod }\n';
    expect(factsOf({ '.travis.yml': travis }).otherPlatforms).toMatchObject([
      { name: 'AWS Elastic Beanstalk', evidence: [{ file: '.travis.yml', line: 3 }] },
    ]);
  });
});

describe('other platforms', () => {
  it('update the stack of a template in place of its own program', () => {
    const template = {
      'handlers/pay/cfn.yaml':
        'Transform: AWS::Serverless-2016-10-31\nResources:\n  Pay:\n    Type: AWS::Serverless::Function\n    Properties: { Handler: a.b, Runtime: java21, CodeUri: . }\n',
    };
    const riffRaff = {
      'handlers/pay/riff-raff.yaml': 'deployments:\n  pay:\n    type: cloud-formation\n    app: pay\n',
    };
    expect(speechFor(factsOf(template)).platform.id).toBe('aws-sam');
    expect(() => speechFor(factsOf({ ...template, ...riffRaff }))).toThrow('Nothing speaks: detected-only');
  });

  const named = (texts: Texts): unknown => factsOf(texts).otherPlatforms.map(({ name, names }) => [name, ...names]);

  it('take no word of a text for the name of an app', () => {
    const script = (text: string): Texts => ({ 'bin/ship.sh': `#!/bin/sh\n${text}\n` });
    expect(named(script('cf push shop -f manifest.yml'))).toEqual([['Cloud Foundry', 'shop']]);
    expect(named(script('usage="Checks the droplet around cf push to see that it changed"'))).toEqual([
      ['Cloud Foundry'],
    ]);
  });

  it('are Lambda by Zappa and Cloudflare by a line of a workflow', () => {
    expect(named({ 'ci/ship.sh': 'zappa update production\n' })).toEqual([['AWS Lambda']]);
    const steps = workflow(push('production'), 'run: npx wrangler deploy --env production');
    const facts = factsOf({ 'wrangler.toml': 'name = "shop"\n', '.github/workflows/deploy.yml': steps });
    expect(facts.otherPlatforms[0]?.evidence.map(({ file }) => file)).toContain('.github/workflows/deploy.yml');
  });

  it('are Scalingo by its hook, and then the Procfile is not that of Heroku', () => {
    const procfile = (more: string): Texts => ({ Procfile: `web: puma -p $PORT\n${more}` });
    expect(found(procfile(''))).toEqual([['heroku', 'Procfile:1']]);
    expect(found(procfile('postdeploy: rake db:migrate\n'))).toEqual([]);
    expect(named(procfile('postdeploy: rake db:migrate\n'))).toEqual([['Scalingo']]);
  });

  it('are no job of Azure Pipelines that publishes a package', () => {
    const job = (name: string): Texts => ({
      'azure-pipelines.yml': `stages:\n  - stage: last\n    jobs:\n      - deployment: ${name}\n        environment: x\n`,
    });
    const names = (name: string): unknown => factsOf(job(name)).otherPipelines.map((each) => each.names);
    expect([names('Ship'), names('NugetPush')]).toEqual([[['Ship']], []]);
  });
});

describe('a Procfile beside an image', () => {
  const texts = (procfile: string): Texts => ({
    Procfile: procfile,
    Dockerfile: 'FROM ruby\n',
    '.github/workflows/image.yml': `on:\n${push('main')}jobs:\n  image:\n    steps:\n      - run: docker push acme/shop\n`,
  });

  it("is Heroku's by its release phase", () => {
    const heroku = (procfile: string): boolean => found(texts(procfile)).some(([id]) => id === 'heroku');
    expect([heroku('web: puma -p $PORT\nrelease: rake db:migrate\n'), heroku('web: puma -p $PORT\n')]).toEqual([
      true,
      false,
    ]);
  });

  it('goes to Heroku as an image where the images are named for the processes', () => {
    const own = {
      'Dockerfile.web': 'FROM python\n',
      '.circleci/config.yml': 'jobs:\n  ship:\n    steps:\n      - run: heroku git:remote -a shop\n',
    };
    expect(found(own)).toEqual([
      ['heroku', '.circleci/config.yml:4'],
      ['dockerfile', 'Dockerfile.web:1'],
    ]);
    expect(blanksOf(own)).toContain('heroku-deploy');
  });

  it('is of developers where they alone build it and a workflow deploys without it', () => {
    const compose = 'services:\n  web:\n    build: .\n    volumes: [".:/app"]\n';
    const page = (more: Texts): Texts => ({
      Dockerfile: 'FROM node\n',
      '.github/workflows/deploy.yml': workflow(push('main'), 'run: aws s3 sync dist s3://shop'),
      ...more,
    });
    expect(found(page({ 'docker-compose.yml': compose }))).toContainEqual(['dockerfile development', 'Dockerfile:1']);
    expect(found(page({}))).toContainEqual(['dockerfile', 'Dockerfile:1']);
  });
});

describe('the workflow of production', () => {
  const called = (environment: string, condition: string): string =>
    `    if: ${condition}\n    uses: ./.github/workflows/deploy-to.yml\n    with: { environment: ${environment} }\n`;

  it('is started by what the job asks for that calls another with that environment', () => {
    const texts = {
      '.github/workflows/ci-cd.yml': `on:\n  push:\n    branches: [main]\n    tags: ["v*"]\njobs:\n  deploy-main:\n${called('staging', "github.ref_name == 'main'")}  deploy-tag:\n${called('production', "github.ref_type == 'tag'")}`,
    };
    const run = stepsOf(speechFor(factsOf(texts))).find(({ id }) => id === 'workflow-promote')?.run;
    expect(run).toContain('.git refs/tags/');
  });

  describe('whose environment is told by what starts it', () => {
    const head = 'on:\n  push:\n    branches: [main]\n    tags: ["v*"]\njobs:\n  deploy:\n';
    const step = '    steps:\n      - run: ssh web ./deploy\n';
    const started = (job: string, on = head): string | undefined => {
      const facts = factsOf({ '.github/workflows/deploy.yml': `${on}${job}${step}` });
      if (facts.platforms.length === 0) return undefined;
      return stepsOf(speechFor(facts)).find(({ id }) => id === 'workflow-promote')?.run;
    };
    const byMatrix = (choice: string): string =>
      `    strategy: { matrix: { env: ["\${{ ${choice} }}"] } }\n    environment: "\${{ matrix.env }}"\n`;

    it('is started by the tag that names production', () => {
      const choice = "github.ref_type == 'tag' && 'production' || 'staging'";
      expect(started(`    environment: "\${{ ${choice} }}"\n`)).toContain('.git refs/tags/');
      expect(started(byMatrix(choice))).toContain('.git refs/tags/');
    });

    it('is started by the branch that no condition sends elsewhere', () => {
      const choice = "github.ref == 'refs/heads/next' && 'staging' || 'production'";
      const both = `    environment: "\${{ ${choice} }}"\n`;
      expect(started(both, head.replace('[main]', '[main, next]'))).toContain(':refs/heads/main');
      expect(started(both, head.replace('[main]', '[next]').replace(/^ +tags.*\n/mu, ''))).toBeUndefined();
    });

    it('is started by the branch where tags go elsewhere', () => {
      expect(started(byMatrix("github.ref_type == 'tag' && 'staging' || 'live'"))).toContain(':refs/heads/main');
    });
  });

  it('may say so by what it calls itself', () => {
    const texts = {
      '.github/workflows/deploy_site.yml': `name: Deploy site (prod)\n${workflow(push('main'), 'run: aws s3 sync a s3://b')}`,
      '.github/workflows/tribal-deploy.yml': workflow('  workflow_dispatch:\n', 'run: aws s3 sync c s3://d'),
    };
    const run = stepsOf(speechFor(factsOf(texts))).find(({ id }) => id === 'workflow-promote-watch')?.run;
    expect(run).toContain('--workflow deploy_site.yml ');
  });

  it('is none that brings the main branch to another environment', () => {
    const update = 'run: aws ecs update-service --cluster c --service shop';
    expect(found({ '.github/workflows/deploy-main-to-staging.yml': workflow(push('main'), update) })).toContainEqual([
      'ecs development',
      '.github/workflows/deploy-main-to-staging.yml:8',
    ]);
  });
});

describe('services of ECS for several environments', () => {
  it('are those of production', () => {
    const job = (id: string, place: string): string =>
      `  deploy-${id}:\n    uses: acme/deploy/.github/workflows/deploy.yml@v1\n    with: { ecs-cluster-name: shop-${place}, ecs-service-name: shop-${place}-web }\n`;
    const texts = {
      'task.json': '{ "family": "shop", "containerDefinitions": [{ "name": "web", "image": "shop" }] }',
      '.github/workflows/ci.yml': `on:\n  push:\n    branches: [staging, production]\njobs:\n${job('staging', 'stg')}${job('production', 'prod')}`,
    };
    const names = factsOf(texts).platforms.find(({ id, role }) => id === 'ecs' && role === undefined)?.targets;
    expect(names?.map(({ name }) => name)).toEqual(['shop-prod-web']);
  });
});

describe('what a workflow is started for', () => {
  const site = (name: string): Texts => ({
    '.github/workflows/site.yml': `name: ${name}\n${workflow(push('main'), 'run: aws s3 sync a s3://b')}`,
  });

  it('is no version that is only tried', () => {
    const ids = (name: string): unknown => factsOf(site(name)).platforms.map(({ id }) => id);
    expect([ids('Bring out the test version of the site'), ids('Build, test and bring out')]).toEqual([
      [],
      ['github-workflow'],
    ]);
    // The environment for tests, and tests as a step.
    const named = (file: string, name: string): unknown =>
      factsOf({
        [`.github/workflows/${file}`]: `name: ${name}\n${workflow(push('main'), 'run: aws s3 sync a s3://b')}`,
      }).platforms.map(({ id }) => id);
    expect([
      named('deploy_test_site.yml', 'Site'),
      named('site.yml', '"Deploy [test] site"'),
      named('test-and-deploy.yml', 'Site'),
    ]).toEqual([[], [], ['github-workflow']]);
  });

  it('is a step that deploys in a job of another name, on the branch that its environment is called after', () => {
    const job = (step: string): string =>
      `on:\n  push:\n    branches: [main, production]\njobs:\n  image:\n    environment: \${{ github.ref_name == 'main' && 'develop' || github.ref_name }}\n    runs-on: ubuntu-latest\n    steps:\n      - name: ${step}\n        run: aws ecs update-service --cluster "$CLUSTER" --service web --force-new-deployment\n`;
    const of = (step: string): unknown => speechFor(factsOf({ '.github/workflows/web-cd.yml': job(step) })).pipeline;
    expect([of('Deploy the service'), of('Restart it'), of('Deploy to staging')]).toEqual([
      ['.github/workflows/web-cd.yml'],
      undefined,
      undefined,
    ]);
  });

  it('is told by the paths that a push has to change', () => {
    const on = `${push('main')}    paths: [ops/version, "api/**"]\n`;
    const texts = { '.github/workflows/deploy.yml': workflow(on, 'run: aws s3 sync a s3://b') };
    const told =
      'A push starts it only where it changes ops/version, api/**: one that changes nothing there deploys nothing.';
    expect(speechFor(factsOf(texts)).caveats).toContain(told);
    const always = { '.github/workflows/deploy.yml': workflow(push('main'), 'run: aws s3 sync a s3://b') };
    expect(speechFor(factsOf(always)).caveats.some((each) => each.startsWith('A push starts it only'))).toBe(false);
  });

  it('is Mina by what its tasks are built on', () => {
    const names = (text: string): unknown =>
      factsOf({ 'config/deploy.rb': text }).otherPlatforms.map(({ name }) => name);
    expect([names("require 'mina/rails'\n"), names("lock '~> 3.17'\n")]).toEqual([['Mina'], []]);
  });

  it('tells of playbooks that deploy beside a Compose file', () => {
    const compose = { 'compose.yaml': 'name: shop\nservices:\n  web: { build: ., restart: always }\n' };
    const play = '- hosts: shop\n  become: true\n  roles: [push]\n';
    const told = (texts: Readonly<Record<string, string>>) =>
      speechFor(factsOf({ ...compose, ...texts })).caveats.filter((each) => each.includes('with Ansible'));
    expect(told({ 'ansible/redeploy.yml': play, 'ansible/setup.yml': play })).toEqual([
      'By its name ansible/redeploy.yml:1 deploys with Ansible: where that is how this service comes out, let it, and use the commands here to check and to go back.',
    ]);
    expect(told({ 'ansible/setup.yml': play })).toEqual([]);
  });

  it('goes by the job that deploys, where a workflow of another system only pushes the image', () => {
    const pushing = {
      '.github/workflows/build-and-deploy.yml':
        'on: { push: { branches: [main] } }\njobs:\n  build:\n    steps:\n      - run: docker build -t r.io/shop/web:1 . && docker push r.io/shop/web:1\n',
    };
    const gitlab = {
      '.gitlab-ci.yml':
        'deploy-production:\n  stage: deploy\n  when: manual\n  environment: { name: production }\n  script:\n    - ./bring-out production\n',
    };
    expect(speechFor(factsOf({ ...pushing, ...gitlab })).platform.id).toBe('gitlab-job');
    expect(speechFor(factsOf(pushing)).platform.id).toBe('github-workflow');
  });
});
