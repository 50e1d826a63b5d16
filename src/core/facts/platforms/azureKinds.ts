import { textAt } from '../looseValue';
import { deployCommands } from './deployCommands';
import type { OtherKind } from './otherPlatforms';

/** Platforms of Azure without an id of their own. */
export const azureKinds: readonly OtherKind[] = [
  {
    // https://learn.microsoft.com/azure/app-service/deploy-github-actions
    name: 'Azure App Service',
    lines: {
      ...deployCommands.appService,
      names: [/\baz\s+webapp\s.*(?:--name|-n)[= ]["']?([A-Za-z][\w-]*)/u],
      inputs: ['app-name', 'appName', 'WebAppName'],
    },
    things: 'apps',
  },
  {
    // https://learn.microsoft.com/azure/azure-functions/functions-how-to-github-actions
    name: 'Azure Functions',
    lines: {
      ...deployCommands.azureFunctions,
      names: [/\bfunctionapp\s+publish\s+["']?([A-Za-z][\w-]*)/u, /(?:--name|-n)[= ]["']?([A-Za-z][\w-]*)/u],
      inputs: ['app-name', 'appName'],
    },
    things: 'apps',
  },
  {
    // https://learn.microsoft.com/azure/container-apps/github-actions
    name: 'Azure Container Apps',
    lines: {
      ...deployCommands.containerApps,
      names: [/\baz\s+containerapp\s.*(?:--name|-n)[= ]["']?([A-Za-z][\w-]*)/u],
      inputs: ['containerAppName'],
    },
    things: 'apps',
  },
  {
    // https://learn.microsoft.com/azure/azure-resource-manager/templates/syntax; `azuredeploy.json` is there for others, behind a button.
    name: 'Azure Resource Manager',
    file: /(?:^|\/)(?:template|mainTemplate)\.json$/u,
    read: (files, file) => {
      const config = files.json(file);
      const schema = textAt(config?.value, '$schema') ?? '';
      return /schema\.management\.azure\.com\/.*eploymentTemplate\.json/u.test(schema)
        ? { line: config?.lineOf(['$schema']), names: [] }
        : undefined;
    },
    things: 'templates',
  },
];
