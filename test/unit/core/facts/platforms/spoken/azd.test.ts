import { describe, expect, it } from 'vitest';
import { usualBands } from '../../../../../../src/core/facts/platforms/platform';
import { speakPlatform } from '../../../../../../src/core/facts/platforms/platforms';
import { factsOf } from '../../../../../support/aWorkspace';
import { speechFor, stepsOf, validationsOf } from '../../../../../support/speeches';

const project = (services: Readonly<Record<string, string>>) =>
  `name: shop\nservices:\n${Object.entries(services)
    .map(([name, host]) => `  ${name}: { project: ./${name}, host: ${host} }\n`)
    .join('')}`;

describe('The Azure Developer CLI speaks', () => {
  it.each([
    ['api', 'azure.yaml', 'SERVICE_API_IMAGE_NAME', ''],
    ['web-shop', 'apps/azure.yaml', 'SERVICE_WEB_SHOP_IMAGE_NAME', ' --cwd apps'],
  ])('for the container app %s, from %s', (service, file, variable, where) => {
    const speech = speechFor(factsOf({ [file]: project({ [service]: 'containerapp' }) }));
    const place = `--environment {{blank:azd-environment}}${where} --no-prompt`;
    const recorded = '{{blank:azd-image}}';
    const live = `azd env get-value ${variable} ${place}`;
    const is = (comparison: string): string =>
      `image="$(${live})" && test -n "$image" && test "$image" ${comparison} ${recorded}`;
    const back = `azd deploy ${service} --from-package ${recorded} ${place}`;
    expect(stepsOf(speech).map(({ id, run }) => [id, run])).toEqual([
      ['azd-identity-user', 'azd auth login --check-status'],
      ['azd-identity-subscription', `azd env get-value AZURE_SUBSCRIPTION_ID ${place}`],
      ['azd-record-live', live],
      ['azd-record-check', is('=')],
      ['azd-package', `azd package ${service} ${place}`],
      ['azd-promote', `azd deploy ${service} ${place}`],
      ['azd-abort', back],
      ['azd-rollback', back],
    ]);
    expect(validationsOf(speech).map(({ expr }) => expr)).toEqual([is('!='), is('=')]);
    expect(speech.blanks.map(({ id }) => id)).toEqual(['azd-environment', 'azd-image']);
    expect(speech.platform).toEqual({ id: 'azd', trafficControl: 'none', granularityPercent: 100 });
  });

  it.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    [
      'the service',
      { api: 'containerapp', web: 'containerapp' },
      ['azd-environment', 'azd-service', 'azd-rollback', 'live-version'],
    ],
    [
      'the way back of a host without images',
      { api: 'appservice' },
      ['azd-environment', 'azd-rollback', 'live-version'],
    ],
  ])('with a blank for %s', (_, services, blanks) => {
    expect(speechFor(factsOf({ 'azure.yaml': project(services) })).blanks.map(({ id }) => id)).toEqual(blanks);
  });

  it('for the service whose folder the planned unit is', () => {
    const { facts, stay } = {
      facts: factsOf({
        'azure.yaml': project({ web: 'containerapp', api: 'containerapp' }),
        'api/Dockerfile': 'FROM scratch',
        'web/Dockerfile': 'FROM scratch',
      }),
      stay: { deployment: 'd', baselineVersion: 'a', newVersion: 'b', profile: {}, bands: usualBands },
    };
    const choice = speakPlatform(facts, 'api', stay);
    expect(choice.kind === 'spoken' && choice.speech.targetName).toBe('service api');
  });

  it('by the workflow that deploys, whatever its job is called', () => {
    const workflow =
      'on:\n  workflow_dispatch:\n  push: { branches: [main] }\njobs:\n  build:\n    steps:\n      - run: azd deploy --no-prompt\n';
    const speech = speechFor(
      factsOf({ 'azure.yaml': project({ api: 'containerapp' }), '.github/workflows/azure-dev.yml': workflow }),
    );
    expect(speech.promote[0]?.run).toMatch(/^git push https:\/\/github\.com\/.*:refs\/heads\/main$/u);
  });

  it('says that infrastructure is provisioned apart', () => {
    const files = [{ path: 'infra/main.bicep', status: 'modified', added: 1, deleted: 1 }] as const;
    const { caveats } = speechFor(factsOf({ 'azure.yaml': project({ api: 'containerapp' }) }, { files }));
    expect(caveats[0]).toMatch(/^The release changes infra\/main\.bicep: `azd deploy` leaves the infrastructure/u);
  });
});
