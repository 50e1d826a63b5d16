import { describe, expect, it } from 'vitest';
import { usualBands } from '../../../../../../src/core/facts/platforms/platform';
import { speakPlatform } from '../../../../../../src/core/facts/platforms/platforms';
import { aRelease, factsOf } from '../../../../../support/aWorkspace';
import { speechFor, stepsOf, validationsOf } from '../../../../../support/speeches';

const { head, base } = aRelease;

function workspace({
  application = 'shop',
  lines = "set :repo_url, 'git@example.com:acme/shop.git'\nset :branch, 'main'\n",
  capfile = "require 'capistrano/setup'\n",
  server = "server 'web1.example.com', user: 'deploy', roles: %w{app}\n",
  stage = 'production',
} = {}): Readonly<Record<string, string>> {
  return {
    Capfile: capfile,
    Gemfile: "gem 'capistrano'\n",
    'config/deploy.rb': `lock '~> 3.17'\nset :application, '${application}'\n${lines}`,
    [`config/deploy/${stage}.rb`]: server,
  };
}

describe('Capistrano speaks', () => {
  it.each([
    ['shop', workspace(), 'deploy@web1.example.com', '/var/www/shop', 'git@example.com:acme/shop.git', 'main'],
    [
      'apis',
      workspace({
        application: 'apis',
        lines: "set :repo_url, 'https://git.example.org/apis'\nset :deploy_to, '/srv/apis'\n",
        server: 'role :app, %w{robot@10.0.0.4}\n',
      }),
      'robot@10.0.0.4',
      '/srv/apis',
      'https://git.example.org/apis',
      'master',
    ],
  ])('for %s, from its configuration', (name, texts, host, folder, repository, branch) => {
    const speech = speechFor(factsOf(texts));
    const recorded = '{{blank:capistrano-release}}';
    const current = `release="$(ssh ${host} readlink ${folder}/current)" && test "\${release##*/}" = ${recorded}`;
    const revision = (commit: string): string =>
      `revision="$(ssh ${host} cat ${folder}/current/REVISION)" && test "$revision" = ${commit}`;
    const back = `ROLLBACK_RELEASE=${recorded} bundle exec cap production deploy:rollback`;
    expect(stepsOf(speech).map(({ id, run }) => [id, run])).toEqual([
      ['capistrano-identity-host', `ssh ${host} 'hostname && id --user --name'`],
      [
        'capistrano-identity-branch',
        `tip="$(git ls-remote ${repository} refs/heads/${branch})" && test "\${tip%%[[:space:]]*}" = ${head.commit}`,
      ],
      ['capistrano-record-live', `ssh ${host} readlink ${folder}/current`],
      ['capistrano-record-check', current],
      ['capistrano-record-revision', revision(base.commit)],
      ['capistrano-check', 'bundle exec cap production deploy:check'],
      ['capistrano-promote', 'bundle exec cap production deploy'],
      ['capistrano-abort', back],
      ['capistrano-rollback', back],
    ]);
    expect(validationsOf(speech).map(({ expr }) => expr)).toEqual([revision(head.commit), current, current]);
    expect([speech.targetName, speech.blanks.map(({ id }) => id)]).toEqual([
      `application ${name}`,
      ['capistrano-release'],
    ]);
    expect(speech.platform).toEqual({ id: 'capistrano', trafficControl: 'none', granularityPercent: 100 });
  });

  it('deploys the commit itself where a variable chooses it', () => {
    const lines = "set :branch, ENV.fetch('REVISION', 'main')\n";
    const { promote, identity } = speechFor(factsOf(workspace({ lines })));
    expect(promote[0]?.run).toBe(`REVISION=${head.commit} bundle exec cap production deploy`);
    expect(identity.map(({ id }) => id)).toEqual(['capistrano-identity-host']);
  });

  it('names stages by their folders where capistrano-multiconfig does', () => {
    const one = workspace({ capfile: "require 'capistrano/multiconfig'\n", stage: 'eu/production' });
    const texts = { ...one, 'config/deploy/eu.rb': '', 'config/deploy/eu/trial.rb': '' };
    const { promote } = speechFor(factsOf(texts));
    expect(promote[0]?.run).toBe('bundle exec cap eu:production deploy');
    const { blanks } = speechFor(factsOf({ ...texts, 'config/deploy/us/production.rb': '' }));
    expect(blanks[0]?.question).toContain('(the repository names eu:production, eu:trial, us:production)');
  });

  it('takes the stage that is called production before those of its parts', () => {
    const texts = {
      ...workspace(),
      'config/deploy/production_first.rb': "server 'web2.example.com', user: 'deploy'\n",
    };
    const { promote, identity } = speechFor(factsOf(texts));
    expect([promote[0]?.run, identity[0]?.run]).toEqual([
      'bundle exec cap production deploy',
      "ssh deploy@web1.example.com 'hostname && id --user --name'",
    ]);
  });

  it('is what runs the image beside it, also where its commands are not known', () => {
    const second = workspace({ capfile: "load 'deploy'\n" });
    const facts = factsOf({ ...second, Dockerfile: 'FROM ruby:3\n' });
    const asked = { deployment: 'a', baselineVersion: 'v1', newVersion: 'v2', profile: {}, bands: usualBands };
    expect(speakPlatform(facts, '.', asked)).toMatchObject({ kind: 'detected-only', finding: { id: 'capistrano' } });
  });

  it.each<[string, Parameters<typeof workspace>[0], readonly string[]]>([
    ['the stage', { stage: 'eu' }, ['capistrano-stage', 'capistrano-host', 'capistrano-release']],
    ['the host', { server: '' }, ['capistrano-host', 'capistrano-release']],
    [
      'the folder',
      { lines: "set :deploy_to, -> { path }\nset :repo_url, 'git@e.com:a/b.git'\n", application: '#{name}' },
      ['capistrano-deploy-to', 'capistrano-release'],
    ],
    [
      'the folder that the environment decides',
      { lines: "set :deploy_to, ENV['DEPLOY_PATH']\nset :repo_url, 'git@e.com:a/b.git'\n" },
      ['capistrano-deploy-to', 'capistrano-release'],
    ],
    [
      'a branch that whoever deploys is asked for',
      { lines: "ask :branch, proc { `git rev-parse HEAD` }.call\nset :repo_url, 'git@e.com:a/b.git'\n" },
      ['capistrano-release', 'capistrano-branch'],
    ],
    [
      'branch and address',
      { lines: 'set :branch, `git rev-parse HEAD`\nset :repo_url, url\n' },
      ['capistrano-release', 'capistrano-branch', 'capistrano-repository'],
    ],
  ])('with a blank for %s', (_, without, blanks) => {
    expect(speechFor(factsOf(workspace(without))).blanks.map(({ id }) => id)).toEqual(blanks);
  });

  it('knows no commands of version 2, which goes back to no recorded release', () => {
    const facts = factsOf({ Capfile: "load 'deploy'\n", 'config/deploy.rb': "set :application, 'shop'\n" });
    expect(() => speechFor(facts)).toThrow('Nothing speaks: detected-only');
  });

  it.each([
    [
      "server 'web1.example.com', user: 'deploy', port: '4840', roles: %w{app}\n",
      'ssh -p 4840 deploy@web1.example.com',
    ],
    [
      "server 'web1.example.com', user: 'deploy', ssh_options: {\n  port: 4841\n}\n",
      'ssh -p 4841 deploy@web1.example.com',
    ],
    ["server 'web1.example.com', user: 'deploy'\nset :ssh_options, { port: 22 }\n", 'ssh deploy@web1.example.com'],
  ])('to the port of its server: %j', (server, ssh) => {
    const facts = factsOf(workspace({ server }));
    expect(speechFor(facts).record[0]?.run).toBe(`${ssh} readlink /var/www/shop/current`);
    // Of another server that somebody names, the port is not known.
    expect(speechFor(facts, { platform: { host: 'ops@other.example.com' } }).record[0]?.run).toBe(
      'ssh {{blank:capistrano-host}} readlink /var/www/shop/current',
    );
  });

  it('asks for the folder that is computed, and sets no variable that stands for more than the branch', () => {
    const lines = "set :branch, ENV.fetch('SHOP_ENV', 'staging')\nset :deploy_to, ENV['DEPLOYMENT_PATH']\n";
    const speech = speechFor(factsOf(workspace({ lines })));
    expect(speech.blanks.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['capistrano-deploy-to', 'capistrano-branch']),
    );
    expect(speech.promote.map(({ run }) => run).join('\n')).not.toContain('SHOP_ENV');
    const named = workspace({ lines: "set :branch, ENV.fetch('SHOP_REVISION', 'main')\n" });
    expect(speechFor(factsOf(named)).promote[0]?.run).toBe(
      `SHOP_REVISION=${head.commit} bundle exec cap production deploy`,
    );
  });
});
