import { describe, expect, it } from 'vitest';
import { aRelease, factsOf } from '../../../../../support/aWorkspace';
import { speechFor, stepsOf, validationsOf } from '../../../../../support/speeches';

const { head } = aRelease;

describe('Vercel speaks', () => {
  it.each([
    ['team_a1', 'prj_b2', 'shop.example.com', ''],
    ['team_c3', 'prj_d4', 'api.example.org', 'apps/api/'],
  ])('for %s and %s, from the linked project', (org, project, domain, folder) => {
    const speech = speechFor(
      factsOf({
        [`${folder}vercel.json`]: JSON.stringify({ alias: domain }),
        [`${folder}.vercel/project.json`]: JSON.stringify({ orgId: org, projectId: project }),
      }),
    );
    const vercel = (command: string): string =>
      `VERCEL_ORG_ID=${org} VERCEL_PROJECT_ID=${project} vercel ${command} --scope ${org}`;
    const serves = (what: string): string =>
      `live="$(${vercel(`inspect ${domain}`)} 2>&1)" && grep --fixed-strings --quiet ${what} <<< "$live"`;
    const made = `new="$(${vercel(`list --meta releaseCommit=${head.commit}`)} | head -n 1)" && test -n "$new"`;
    const recorded = '{{blank:vercel-deployment}}';
    expect(stepsOf(speech).map(({ id, run }) => [id, run])).toEqual([
      ['vercel-identity-user', 'vercel whoami'],
      ['vercel-identity-domain', vercel(`inspect ${domain}`)],
      ['vercel-identity-rolling', vercel('rolling-release fetch')],
      ['vercel-record-live', vercel(`inspect ${domain}`)],
      ['vercel-record-check', serves(recorded)],
      ['vercel-deploy', vercel(`deploy --prod --skip-domain --yes --meta releaseCommit=${head.commit}`)],
      ['vercel-promote', `${made} && ${vercel('promote "$new" --yes --timeout 10m')}`],
      ['vercel-abort', vercel(`rollback ${recorded} --timeout 10m`)],
      ['vercel-rollback', vercel(`rollback ${recorded} --timeout 10m`)],
    ]);
    expect(validationsOf(speech).map(({ expr }) => expr)).toEqual([
      `${made} && ${serves('"${new#https://}"')}`,
      `${made} && ${serves(recorded)}`,
      serves(recorded),
    ]);
    expect(speech.blanks.map(({ id }) => id)).toEqual(['vercel-deployment']);
    expect(speech.platform).toEqual({ id: 'vercel', trafficControl: 'none', granularityPercent: 100 });
  });

  it('asks for what the repository does not tell', () => {
    expect(speechFor(factsOf({ 'vercel.json': '{}' })).blanks.map(({ id }) => id)).toEqual([
      'vercel-org',
      'vercel-project',
      'vercel-domain',
      'vercel-deployment',
    ]);
  });
});
