import { oneOrMoreAt } from '../looseValue';
import { deployCommands } from './deployCommands';
import type { OtherKind } from './otherPlatforms';

/** https://aptible.com/docs/aptible-yml, https://aptible.com/docs/continuous-integration-provider-deployment */
export const aptible: OtherKind = {
  name: 'Aptible',
  file: /(?:^|\/)\.aptible\.ya?ml$/u,
  read: (files, file) => {
    const [document] = files.yaml(file) ?? [];
    const key = ['before_deploy', 'before_release'].find((each) => oneOrMoreAt(document?.value, each).length > 0);
    return key === undefined ? undefined : { line: document?.lineOf([key]), names: [] };
  },
  lines: {
    ...deployCommands.aptible,
    names: [/\baptible\.com:[\w-]+\/([\w-]+)\.git\b/u, /(?:^|\s)--app[= ]["']?([\w-]+)/u],
    inputs: ['app'],
  },
  things: 'apps',
};
