import { describe, expect, it } from 'vitest';
import { aRelease, factsOf } from '../../../../../support/aWorkspace';
import { speechFor, stepsOf, validationsOf } from '../../../../../support/speeches';

const { head } = aRelease;
const repository = (app: string, procfile = 'release: ./migrate\nweb: ./serve $PORT\n') => ({
  Procfile: procfile,
  '.github/workflows/deploy.yml': `jobs:\n  ship:\n    steps:\n      - run: git push https://git.heroku.com/${app}.git HEAD:main\n`,
});

describe('Heroku speaks', () => {
  it.each(['acme-shop', 'other-api'])('for %s, from the repository', (app) => {
    const speech = speechFor(factsOf(repository(app)));
    const release = '{{blank:heroku-release}}';
    const releases = `heroku releases --app ${app} --json`;
    expect(stepsOf(speech).map(({ id, run }) => [id, run])).toEqual([
      ['heroku-identity-user', 'heroku auth:whoami'],
      ['heroku-identity-app', `heroku apps:info --app ${app}`],
      [
        'heroku-record-live',
        `${releases} | jq -enr 'input | [.[] | select(.current)] | .[0] | "v\\(.version) \\(.description)"'`,
      ],
      [
        'heroku-record-check',
        `${releases} | jq -en --arg release ${release} 'input | any(.[]; .current and "v\\(.version)" == $release)'`,
      ],
      ['heroku-promote', `git push https://git.heroku.com/${app}.git ${head.commit}:refs/heads/main`],
      ['heroku-abort', `heroku releases:rollback ${release} --app ${app}`],
      ['heroku-rollback', `heroku releases:rollback ${release} --app ${app}`],
    ]);
    expect(validationsOf(speech).map(({ expr }) => expr)).toEqual([
      `${releases} | jq -en 'input | any(.[]; .current and .status == "succeeded" and (.description | contains("2222222")))'`,
      `heroku ps --app ${app} --json | jq -en 'input | [.[] | select(.type == "web")] | length > 0 and all(.[]; .state == "up")'`,
      `${releases} | jq -en --arg release ${release} 'input | any(.[]; .current and .description == "Rollback to \\($release)")'`,
    ]);
    expect(speech.blanks.map(({ id }) => id)).toEqual(['heroku-release']);
  });

  it('says what it really has and what a rollback leaves', () => {
    const speech = speechFor(factsOf(repository('acme-shop')));
    const why = 'Heroku starts the dynos of a new release for everybody at once: no share of the traffic can be held.';
    expect([speech.platform, speech.trafficWhy, speech.servesHttp, speech.prepare]).toEqual([
      { id: 'heroku', trafficControl: 'none', granularityPercent: 100 },
      why,
      'yes',
      { kind: 'unavailable', reason: why },
    ]);
    expect(speech.configRollback.kind).toBe('unavailable');
    expect(speech.caveats).toEqual([
      'A rollback restores code and config vars of the recorded release; it leaves the database, its schema and the add-ons as they are.',
      'The release phase (Procfile:1: `./migrate`) runs after each push, before the new dynos start, and again after a rollback and after a change of config vars; when it fails, the release is not deployed.',
      'Without preboot Heroku stops the old dynos before the new ones answer: expect some seconds without service.',
      '.github/workflows/deploy.yml:4 deploys from a pipeline: see what starts it. Where it deploys this release, let it, and use the commands here to check and to go back.',
    ]);
  });

  it('knows the app of a push that carries its password, and says what one run deploys together', () => {
    const push = (app: string) =>
      `      - run: git push https://heroku:\${{ secrets.HEROKU_KEY }}@git.heroku.com/${app}.git HEAD:main --force\n`;
    const texts = (...apps: readonly string[]) => ({
      Procfile: 'web: npm start\n',
      '.github/workflows/deploy-to-production.yml': `on:\n  release: { types: [created] }\njobs:\n  ship:\n    steps:\n${apps.map(push).join('')}`,
    });
    expect(speechFor(factsOf(texts('shop'))).identity[1]?.run).toBe('heroku apps:info --app shop');
    const both = speechFor(factsOf(texts('shop-eu', 'shop-us')));
    expect(both.blanks.find(({ id }) => id === 'heroku-app')?.question).toContain('shop-eu, shop-us');
    expect(both.caveats).toContain(
      '.github/workflows/deploy-to-production.yml deploys shop-eu, shop-us in one run, and the commands here are for one of them: record the others too, watch them, and bring them back the same way.',
    );
  });

  it('takes the app that says production, and none whose name is put together', () => {
    const texts = {
      Procfile: 'web: npm start\n',
      'scripts/copy.sh':
        'heroku pg:backups:url --app shop-prod-api\nheroku pg:backups:url --app shop-$1\nheroku pg:backups:url --app shop-metrics\n',
    };
    expect(speechFor(factsOf(texts)).identity[1]?.run).toBe('heroku apps:info --app shop-prod-api');
  });

  it('asks for what the repository does not tell', () => {
    const { Procfile } = repository('x');
    const blanks = (texts: Readonly<Record<string, string>>) =>
      speechFor(factsOf(texts)).blanks.map(({ id, question }) => [id, question]);
    const release = [
      'heroku-release',
      'Which release is current before this rollout, such as v123 (`heroku releases` of the app says "current")?',
    ];
    expect(blanks({ Procfile })).toEqual([
      ['heroku-app', 'What is the name of the production app on Heroku?'],
      release,
    ]);
    const two =
      'jobs:\n  a:\n    steps:\n      - run: heroku run -a shop-eu ls\n      - run: heroku run -a shop-us ls\n';
    expect(blanks({ Procfile, '.github/workflows/x.yml': two })[0]).toEqual([
      'heroku-app',
      'What is the name of the production app on Heroku (the repository names shop-eu, shop-us)?',
    ]);
    const staging = two.replaceAll('shop-us', 'shop-staging');
    expect(blanks({ Procfile, '.github/workflows/x.yml': staging })).toEqual([release]);
    expect(blanks({ Procfile, '.github/workflows/x.yml': two.replaceAll(/shop-\w\w/gu, '$APP') })[0]?.[0]).toBe(
      'heroku-app',
    );
    const container = 'jobs:\n  a:\n    steps:\n      - run: heroku container:release web --app shop\n';
    expect(blanks({ Procfile, '.github/workflows/x.yml': container }).map(([id]) => id)).toEqual([
      'heroku-release',
      'heroku-deploy',
    ]);
  });

  it('takes the app from the profile, and from a variable with one value', () => {
    const told = speechFor(factsOf(repository('acme-shop')), { platform: { app: 'told' } });
    expect(told.blanks[0]).toMatchObject({ id: 'heroku-app', value: 'told', profileKey: 'platform.app' });
    const texts = {
      Procfile: 'web: ./serve $PORT\n',
      '.github/workflows/x.yml':
        'env:\n  APP: shop-live\njobs:\n  a:\n    steps:\n      - uses: akhileshns/heroku-deploy@v3\n        with:\n          heroku_app_name: ${{ env.APP }}\n',
    };
    expect(speechFor(factsOf(texts)).targetName).toBe('app shop-live');
  });
});
