import { describe, expect, it } from 'vitest';
import { aRelease, factsOf } from '../../../../../support/aWorkspace';
import { speechFor, stepsOf, validationsOf } from '../../../../../support/speeches';

const { head, base } = aRelease;
const config = (service: string) =>
  `service: ${service}\nimage: acme/${service}\nservers:\n  web: [10.1.2.3]\nproxy: { ssl: true }\n`;

describe('Kamal speaks', () => {
  it.each([
    ['shop', { 'config/deploy.yml': config('shop') }, 'kamal', ''],
    [
      'blog',
      {
        'config/deploy.yml': config('blog'),
        Gemfile: "gem 'kamal', require: false\\n",
      },
      'bundle exec kamal',
      '',
    ],
    [
      'api',
      {
        'config/deploy.yml': config('api'),
        'config/deploy.production.yml': '',
        'config/deploy.staging.yml': '',
        'bin/kamal': '',
      },
      'bin/kamal',
      ' --destination=production',
    ],
  ])('for %s, from the repository', (service, texts, program, destination) => {
    const speech = speechFor(factsOf(texts));
    const flags = `--config-file=config/deploy.yml${destination}`;
    const runs = (is: string, isNot: string) =>
      `versions="$(${program} app version ${flags})" && grep --fixed-strings --quiet ${is} <<< "$versions" && ! grep --fixed-strings --quiet ${isNot} <<< "$versions"`;
    expect(stepsOf(speech).map(({ id, run }) => [id, run])).toEqual([
      ['kamal-identity-checkout', 'git rev-parse HEAD && git status --porcelain --untracked-files=no'],
      ['kamal-identity-servers', `${program} app details ${flags}`],
      ['kamal-record-live', `${program} app version ${flags}`],
      ['kamal-record-check', runs(base.commit, head.commit)],
      ['kamal-build', `${program} build deliver ${flags} --version=${head.commit}`],
      ['kamal-promote', `${program} deploy --skip-push ${flags} --version=${head.commit}`],
      ['kamal-abort', `${program} rollback ${base.commit} ${flags}`],
      ['kamal-rollback', `${program} rollback ${base.commit} ${flags}`],
    ]);
    expect(validationsOf(speech).map(({ expr }) => expr)).toEqual([
      runs(head.commit, base.commit),
      runs(base.commit, head.commit),
    ]);
    expect([speech.targetName, speech.servesHttp, speech.blanks]).toEqual([`service ${service}`, 'yes', []]);
    expect(speech.platform).toEqual({ id: 'kamal', trafficControl: 'none', granularityPercent: 100 });
  });

  it.each([
    ['bin/kamal', {}],
    ['kamal', { 'saas/Gemfile': "gem 'rails'\n" }],
  ])('with %s for a configuration deeper in the repository', (program, more) => {
    const texts = { 'saas/config/deploy.yml': config('shop'), 'bin/kamal': '', ...more };
    expect(speechFor(factsOf(texts)).record[0]?.run).toBe(
      `${program} app version --config-file=saas/config/deploy.yml`,
    );
  });

  it('of a configuration that is no YAML before ERB is filled in, with a destination for trying out beside it', () => {
    const erb = `<% require "dotenv" %>\n${config('shop')}`;
    const speech = speechFor(factsOf({ 'config/deploy.yml': erb, 'config/deploy.staging.yml': '' }));
    expect([speech.targetName, speech.servesHttp, speech.blanks]).toEqual(['service shop', 'yes', []]);
    expect(speech.promote[0]?.run).toBe(
      `kamal deploy --skip-push --config-file=config/deploy.yml --version=${head.commit}`,
    );
  });

  it('without a destination where the file beside it is a configuration of its own', () => {
    const texts = { 'config/deploy.yml': config('shop'), 'config/deploy.trial.yml': config('shop') };
    expect(speechFor(factsOf(texts)).blanks.map(({ id }) => id)).toEqual([]);
    const over = { ...texts, 'config/deploy.trial.yml': 'service: shop-trial\n' };
    expect(speechFor(factsOf(over)).blanks.map(({ id }) => id)).toEqual(['kamal-destination']);
  });

  it('knows destinations from configurations that have their own, and says that a plan is for one', () => {
    const speech = speechFor(
      factsOf({
        'config/deploy.yml': config('shop'),
        'config/deploy.eu.yml': '',
        'config/deploy.us.yml': '',
        'config/deploy.staging.yml': '',
        'config/deploy.relay.yml': '',
        'config/deploy.relay.eu.yml': '',
      }),
    );
    expect(speech.blanks.map(({ question }) => question)).toEqual([
      'Which Kamal destination is production (the repository names eu, us, staging)?',
    ]);
    const several = (caveats: readonly string[]) => caveats.some((each) => each.startsWith('Each destination has'));
    expect(several(speech.caveats)).toBe(true);
    const one = { 'config/deploy.yml': config('shop'), 'config/deploy.prod.yml': '', 'config/deploy.eu.yml': '' };
    expect(several(speechFor(factsOf(one)).caveats)).toBe(false);
  });

  it('rolls back in a checkout of the recorded commit when the release changes the configuration', () => {
    const files = [{ path: 'config/deploy.yml', status: 'modified', added: 1, deleted: 1 }] as const;
    const speech = speechFor(
      factsOf({ 'config/deploy.yml': config('shop'), '.kamal/hooks/pre-deploy': 'kamal app stop\n' }, { files }),
    );
    expect(speech.codeRollback.kind === 'steps' && speech.codeRollback.steps[0]?.run).toBe(
      `checkout="$(mktemp -d)" && git -c core.hooksPath=/dev/null worktree add --detach "$checkout" ${base.commit} && prefix="$(git rev-parse --show-prefix)" && (cd "$checkout/$prefix" && kamal rollback ${base.commit} --config-file=config/deploy.yml) && git worktree remove --force "$checkout"`,
    );
    expect(speech.caveats).toEqual([
      'A rollback boots the recorded image with the configuration and the secrets of the checkout it runs in; the release changes them, so it runs in a checkout of the recorded commit.',
      '.kamal/hooks/pre-deploy stops what runs before the new containers start: nobody is served in between, at a rollback neither.',
      'Kamal runs .kamal/hooks/pre-deploy by itself; pre-deploy and post-deploy run at a rollback too.',
    ]);
  });

  it('sees first that the shell has what the configuration and the secrets take from it', () => {
    const texts = {
      'config/deploy.yml': `${config('shop')}registry:\n  username: <%= ENV["REGISTRY_USER"] %>\n  server: <%= ENV["REGISTRY"] || "ghcr.io" %>\nssh:\n  user: <%= ENV.fetch("SSH_USER") %>\n  port: <%= ENV.fetch("SSH_PORT", 22) %>\n`,
      '.kamal/secrets':
        'REGISTRY_PASSWORD=$REGISTRY_PASSWORD\n# OLD=$OLD\nVAULT=$(op read $VAULT_ITEM)\nA=$(kamal secrets extract A $VAULT)\nB=\'$NOT\'\nURL="postgres://a:${DB_PASSWORD}@b"\n',
    };
    const asked = (more: Readonly<Record<string, string>>) =>
      speechFor(factsOf({ ...texts, ...more })).identity.find(({ id }) => id === 'kamal-identity-environment')?.run;
    expect(asked({})).toBe(
      ': "${REGISTRY_USER?}" "${SSH_USER?}" "${REGISTRY_PASSWORD?}" "${VAULT_ITEM?}" "${DB_PASSWORD?}"',
    );
    expect(asked({ 'config/deploy.eu.yml': 'servers: [10.1.1.1]\n' })).toBe(': "${REGISTRY_USER?}" "${SSH_USER?}"');
    expect(asked({ 'config/deploy.yml': `<% require "dotenv" %>\n${texts['config/deploy.yml']}` })).toBeUndefined();
  });

  it('asks for what the repository does not tell', () => {
    const blanks = (texts: Readonly<Record<string, string>>) => speechFor(factsOf(texts)).blanks.map(({ id }) => id);
    expect(blanks({ 'release.sh': 'kamal deploy\n' })).toEqual(['kamal-config']);
    expect(
      blanks({ 'config/deploy.yml': config('a'), 'config/deploy.eu.yml': '', 'config/deploy.us.yml': '' }),
    ).toEqual(['kamal-destination']);
  });
});
