import type { PlatformFinding } from '../../schema';
import { answersFrom } from '../answers';
import { atOnceSpeech, pipelineCaveats, stepsFor } from '../atOnce';
import { strictJq, strictJqText } from '../kubernetes/voice';
import { choices, onlyOne } from '../namedIn';
import type { PlatformSpeech, SpeechRequest } from '../platform';
import type { NetlifySite } from './describe';

const step = stepsFor('netlify');

/**
 * A deploy of Netlify never changes; the site is moved from one to the other. A draft is found again by its message, or by its commit
 * where Netlify built it. Commands: https://cli.netlify.com/commands/deploy/ (`--site`, `--context`, `--message`),
 * https://cli.netlify.com/commands/api/ (`--data`); methods `getCurrentUser`, `getSite`, `listSiteDeploys`, `restoreSiteDeploy` and their
 * fields: https://open-api.netlify.com/. Any successful deploy can be published, a draft too:
 * https://docs.netlify.com/site-deploys/manage-deploys/.
 */
export function netlifySpeech(site: NetlifySite, finding: PlatformFinding, request: SpeechRequest): PlatformSpeech {
  const answers = answersFrom(request.profile);
  const { head, base } = request.facts.release;
  const id = answers.word({
    id: 'netlify-site',
    question: `Which Netlify site is production, as project id${choices(site.sites)}?`,
    profileKey: 'site',
    found: onlyOne(site.sites),
  });
  const recorded = answers.word({
    id: 'netlify-deploy',
    question: 'Which deploy is published before this rollout, as id (the first step of "Record" prints it)?',
  });
  const data = (more = '', given = ''): string => `"$(jq -n --arg site ${id} ${given}'{site_id: $site${more}}')"`;
  const state = `netlify api getSite --data ${data()}`;
  const isLive = (deploy: string): string =>
    `${state} | ${strictJq('.published_deploy.id == $deploy', `--arg deploy ${deploy}`)}`;
  const restore = (deploy: string): string =>
    `netlify api restoreSiteDeploy --data ${data(', deploy_id: $deploy', `--arg deploy ${deploy} `)}`;
  const made = `new="$(netlify api listSiteDeploys --data ${data()} | ${strictJqText(`[.[] | select(.state == "ready" and (.title == "${head.commit}" or (.commit_ref == "${head.commit}" and .context == "production")))] | .[0].id`)})"`;
  const back = restore(recorded);
  const source = site.file === undefined ? {} : { source: { file: site.file, line: site.line } };
  const why =
    'Netlify publishes a deploy for everybody at once. Split testing divides traffic between branches, not between releases.';
  return atOnceSpeech({
    id: 'netlify',
    targetName: `site ${id}`,
    servesHttp: 'yes',
    why,
    identity: [
      step('identity-user', 'Show who you are on Netlify', `netlify api getCurrentUser | ${strictJqText('.email')}`, {
        expect: 'Your own address.',
      }),
      step('identity-site', 'Show the site', `${state} | ${strictJqText('"\\(.name) \\(.url) \\(.account_slug)"')}`, {
        expect: 'The name and the address of production.',
        ...source,
      }),
    ],
    record: [
      step(
        'record-live',
        'Show which deploy is published',
        `${state} | ${strictJqText('.published_deploy | "\\(.id) \\(.commit_ref // .title)"')}`,
        { expect: `${recorded}, of ${request.baselineVersion} (${base.commit.slice(0, 12)}).` },
      ),
      step('record-check', 'Check that it is the one that every rollback here goes to', isLive(recorded), {
        expect: 'true. Otherwise answer the question about the published deploy anew.',
      }),
    ],
    prepare: {
      kind: 'steps',
      steps: [
        step(
          'deploy',
          `Build ${request.newVersion} as a draft; the site stays as it is`,
          `netlify deploy --site ${id} --context production --message ${head.commit}`,
          {
            expect: `An address of its own, to try the new version at. Run it in a clean checkout of ${head.commit.slice(0, 12)}; where Netlify has built this commit for production itself, there is nothing to do.`,
            ...source,
          },
        ),
      ],
      validations: [
        {
          id: 'netlify-deploy-made',
          text: 'The new deploy is ready, and the recorded one is still published.',
          kind: 'command',
          expr: `${made} && ${isLive(recorded)}`,
        },
      ],
    },
    promote: [
      step('promote', `Publish ${request.newVersion}`, `${made} && ${restore('"$new"')}`, {
        expect: 'The deploy as JSON, state ready.',
        undo: back,
      }),
    ],
    verify: [
      {
        id: 'netlify-verify-published',
        text: `${request.newVersion} is published.`,
        kind: 'command',
        expr: `${made} && ${isLive('"$new"')}`,
      },
    ],
    verifyRun: [
      {
        id: 'netlify-verify-published',
        text: 'Another deploy than the recorded one is published.',
        kind: 'command',
        expr: `${state} | ${strictJq('.published_deploy.id != $deploy', `--arg deploy ${recorded}`)}`,
      },
    ],
    back: (stepId) => [
      step(stepId, 'Publish the recorded deploy again', back, { expect: 'The deploy as JSON, state ready.' }),
    ],
    backChecks: [
      {
        id: 'netlify-rollback-published',
        text: 'The recorded deploy is published.',
        kind: 'command',
        expr: isLive(recorded),
      },
    ],
    configRollback: {
      kind: 'unavailable',
      reason: 'Redirects, headers and build variables belong to a deploy: level 3 brings the recorded ones back.',
    },
    caveats: [
      'Where Netlify builds the production branch from Git it publishes each build by itself: stop auto publishing before Stage 1, and before a rollback, or the next push undoes it.',
      'Functions read their environment variables from the site when they are deployed: values that were changed since do not come back with an older deploy.',
    ],
    caveatsByHand: pipelineCaveats(finding, request),
    blanks: answers.blanks(),
  });
}
