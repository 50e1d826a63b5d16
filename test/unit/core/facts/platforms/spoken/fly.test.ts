import { describe, expect, it } from 'vitest';
import { aRelease, factsOf } from '../../../../../support/aWorkspace';
import { speechFor, stepsOf, validationsOf } from '../../../../../support/speeches';

const { base } = aRelease;
const config = (app: string, more = '') =>
  `app = "${app}"\nprimary_region = "ams"\n\n[http_service]\n  internal_port = 8080\n${more}`;
const image = '{{blank:fly-image}}';

describe('Fly.io speaks', () => {
  it.each([
    ['acme-shop', 'fly.toml'],
    ['other-api', 'api/fly.toml'],
  ])('for %s, from %s', (app, file) => {
    const speech = speechFor(factsOf({ [file]: config(app) }));
    const list = `fly machine list --app ${app} --json`;
    const images = '[.[].image_ref | "\\(.registry)/\\(.repository)@\\(.digest)"] | unique';
    const release = `registry.fly.io/${app}:release-222222222222`;
    expect(stepsOf(speech).map(({ id, run }) => [id, run])).toEqual([
      ['fly-identity-user', 'fly auth whoami'],
      ['fly-identity-app', `fly status --app ${app}`],
      ['fly-record-live', `${list} | jq -enr 'input | ${images} | join("\\n")'`],
      ['fly-record-check', `${list} | jq -en --arg image ${image} 'input | ${images} == [$image]'`],
      ['fly-build', `fly deploy --app ${app} --config ${file} --build-only --push --image-label release-222222222222`],
      ['fly-promote', `fly deploy --app ${app} --config ${file} --image ${release}`],
      ['fly-abort', `fly deploy --app ${app} --config ${file} --image ${image}`],
      ['fly-rollback', `fly deploy --app ${app} --config ${file} --image ${image}`],
    ]);
    expect(validationsOf(speech).map(({ expr }) => expr)).toEqual([
      `${list} | jq -en --arg image ${image} 'input | ${images} | length == 1 and .[0] != $image'`,
      `${list} | jq -en 'input | any(.[]; .state == "started") and all(.[] | select(.state == "started") | .checks // [] | .[]; .status == "passing")'`,
      `${list} | jq -en --arg image ${image} 'input | ${images} == [$image]'`,
    ]);
    expect(speech.blanks.map(({ id }) => id)).toEqual(['fly-image']);
    expect([speech.platform, speech.servesHttp, speech.configRollback.kind]).toEqual([
      { id: 'fly', trafficControl: 'none', granularityPercent: 100 },
      'yes',
      'unavailable',
    ]);
  });

  it('with the image of a pipeline, where nothing is there that Fly could build', () => {
    const runs = (texts: Readonly<Record<string, string>>) => {
      const speech = speechFor(factsOf(texts));
      return [speech.prepare.kind, speech.promote[0]?.run, speech.blanks.map(({ id }) => id).join(' ')];
    };
    const file = 'fly.io/shop/fly.toml';
    expect(runs({ 'mix.exs': '', [file]: config('shop') })).toEqual([
      'unavailable',
      `fly deploy --app shop --config ${file} --image {{blank:image-repository}}:{{blank:image-tag}}`,
      'fly-image image-repository image-tag',
    ]);
    expect(runs({ 'mix.exs': '', Dockerfile: 'FROM scratch', [file]: config('shop') })[0]).toBe('steps');
    expect(runs({ 'mix.exs': '', [file]: config('shop', '[build]\nbuilder = "a/b"\n') })[0]).toBe('steps');
  });

  it('goes back with the old configuration when the release changes it', () => {
    const files = [{ path: 'fly.toml', status: 'modified', added: 1, deleted: 1 }] as const;
    const speech = speechFor(factsOf({ 'fly.toml': config('shop') }, { files }));
    const old = `config="$(mktemp -d)/fly.toml" && git show ${base.commit}:./fly.toml > "$config" && fly deploy --app shop --config "$config" --image`;
    expect(speech.codeRollback.kind === 'steps' && speech.codeRollback.steps.map(({ run }) => run)).toEqual([
      `${old} ${image}`,
    ]);
    expect(speech.configRollback.kind === 'steps' && speech.configRollback.steps.map(({ run }) => run)).toEqual([
      `image="$(fly machine list --app shop --json | jq -enr 'input | [.[].image_ref | "\\(.registry)/\\(.repository)@\\(.digest)"] | unique | if length == 1 then .[0] else error("not exactly one image is running: \\(.)") end')" && ${old} "$image"`,
    ]);
  });

  it('says when the release command runs, and that a canary of Fly is no stage', () => {
    const more = '\n[deploy]\n  strategy = "canary"\n  release_command = "bin/migrate"\n';
    const speech = speechFor(factsOf({ 'fly.toml': config('shop', more) }));
    expect(speech.trafficWhy).toBe(
      'Fly.io replaces the Machines of the app by the strategy "canary" (fly.toml) and goes on by itself: no share of the traffic can be held.',
    );
    expect(speech.caveats.slice(0, 2)).toEqual([
      'The release command (fly.toml:9: `bin/migrate`) runs in a Machine of its own before any other is updated, at every `fly deploy`, so at a rollback too, then from the recorded image.',
      'The strategy "canary" starts one Machine, checks its health and goes on to all by itself: it is no stage to watch.',
    ]);
  });

  it('builds nothing where the configuration names a ready image', () => {
    const speech = speechFor(factsOf({ 'fly.toml': config('shop', '\n[build]\n  image = "acme/shop:2"\n') }));
    expect([speech.prepare.kind, speech.promote[0]?.run]).toEqual([
      'unavailable',
      'fly deploy --app shop --config fly.toml',
    ]);
  });

  it('asks for what the repository does not tell', () => {
    const blanks = (texts: Readonly<Record<string, string>>) => speechFor(factsOf(texts)).blanks.map(({ id }) => id);
    expect(blanks({ 'fly.toml': config('shop').replace(/^app.*\n/u, '') })).toEqual(['fly-app', 'fly-image']);
    expect(blanks({ 'deploy/x.sh': 'fly deploy --remote-only\n' })).toEqual(['fly-app', 'fly-config', 'fly-image']);
    const two = { 'a/fly.toml': config('a'), 'b/fly.toml': config('b') };
    expect(speechFor(factsOf(two)).blanks[0]?.question).toBe(
      'What is the name of the production app on Fly.io (the repository names a, b)?',
    );
    expect(speechFor(factsOf(two), { platform: { app: 'b' } }).promote[0]?.run).toBe(
      'fly deploy --app {{blank:fly-app}} --config b/fly.toml --image registry.fly.io/{{blank:fly-app}}:release-222222222222',
    );
  });
});
