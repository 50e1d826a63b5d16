import { describe, expect, it } from 'vitest';
import { aRelease, factsOf } from '../../../../../support/aWorkspace';
import { speechFor, stepsOf, validationsOf } from '../../../../../support/speeches';

const { head } = aRelease;
const toml = '[build]\npublish = "dist"\n';

describe('Netlify speaks', () => {
  it.each([
    ['11111111-2222-3333-4444-555555555555', 'netlify.toml'],
    ['aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee', 'web/netlify.toml'],
  ])('for the site %s, from a line that deploys', (site, file) => {
    const speech = speechFor(
      factsOf({ [file]: toml, 'scripts/publish.sh': `netlify deploy --prod --site=${site} --dir=dist\n` }),
    );
    const data = `"$(jq -n --arg site ${site} '{site_id: $site}')"`;
    const state = `netlify api getSite --data ${data}`;
    const live = (deploy: string): string =>
      `${state} | jq -en --arg deploy ${deploy} 'input | .published_deploy.id == $deploy'`;
    const restore = (deploy: string): string =>
      `netlify api restoreSiteDeploy --data "$(jq -n --arg site ${site} --arg deploy ${deploy} '{site_id: $site, deploy_id: $deploy}')"`;
    const made = `new="$(netlify api listSiteDeploys --data ${data} | jq -enr 'input | [.[] | select(.state == "ready" and (.title == "${head.commit}" or (.commit_ref == "${head.commit}" and .context == "production")))] | .[0].id')"`;
    const recorded = '{{blank:netlify-deploy}}';
    expect(stepsOf(speech).map(({ id, run }) => [id, run])).toEqual([
      ['netlify-identity-user', `netlify api getCurrentUser | jq -enr 'input | .email'`],
      ['netlify-identity-site', `${state} | jq -enr 'input | "\\(.name) \\(.url) \\(.account_slug)"'`],
      ['netlify-record-live', `${state} | jq -enr 'input | .published_deploy | "\\(.id) \\(.commit_ref // .title)"'`],
      ['netlify-record-check', live(recorded)],
      ['netlify-deploy', `netlify deploy --site ${site} --context production --message ${head.commit}`],
      ['netlify-promote', `${made} && ${restore('"$new"')}`],
      ['netlify-abort', restore(recorded)],
      ['netlify-rollback', restore(recorded)],
    ]);
    expect(validationsOf(speech).map(({ expr }) => expr)).toEqual([
      `${made} && ${live('"$new"')}`,
      `${made} && ${live(recorded)}`,
      live(recorded),
    ]);
    expect(speech.blanks.map(({ id }) => id)).toEqual(['netlify-deploy']);
    expect(speech.platform).toEqual({ id: 'netlify', trafficControl: 'none', granularityPercent: 100 });
  });

  it('asks for the site when no line names it by its id', () => {
    const blanks = (texts: Readonly<Record<string, string>>) => speechFor(factsOf(texts)).blanks.map(({ id }) => id);
    expect(blanks({ 'netlify.toml': toml })).toEqual(['netlify-site', 'netlify-deploy']);
    expect(blanks({ 'netlify.toml': toml, 'up.sh': 'netlify deploy --site $SITE\n' })).toEqual([
      'netlify-site',
      'netlify-deploy',
    ]);
  });

  it('not for another unit than the one whose folder it publishes', () => {
    const texts = {
      'web/netlify.toml': '[build]\n',
      'web/api/requirements.txt': 'flask\n',
      'api/requirements.txt': 'flask\n',
    };
    const facts = factsOf(texts);
    expect(speechFor(facts, {}, 'v1.5.0', 'web').platform.id).toBe('netlify');
    expect(() => speechFor(facts, {}, 'v1.5.0', 'api')).toThrow('Nothing speaks: none');
  });
});
