import { textAt } from '../looseValue';
import type { OtherKind } from './otherPlatforms';

/** Platforms of Azure without an id of their own. */
export const azureKinds: readonly OtherKind[] = [
  {
    // https://learn.microsoft.com/azure/app-service/deploy-github-actions
    name: 'Azure App Service',
    lines: {
      mention: /webapp|WebApp/u,
      run: /\baz\s+webapp\s+(?:deploy\b|up\b|deployment\s+(?:source|slot\s+swap)\b|config\s+container\s+set\b)/u,
      uses: /^(?:azure\/webapps-deploy@|AzureWebApp(?:Container)?@|AzureRmWebAppDeployment@|AzureAppServiceManage@)/iu,
      names: [/\baz\s+webapp\s.*(?:--name|-n)[= ]["']?([A-Za-z][\w-]*)/u],
      inputs: ['app-name', 'appName', 'WebAppName'],
    },
    things: 'apps',
  },
  {
    // https://learn.microsoft.com/azure/azure-functions/functions-how-to-github-actions
    name: 'Azure Functions',
    lines: {
      mention: /functionapp|functions-(?:container-)?action|AzureFunctionApp/iu,
      run: /\bfunc\s+azure\s+functionapp\s+publish\b|\baz\s+functionapp\s+(?:deploy\b|deployment\s+source\b)/u,
      uses: /^(?:azure\/functions-(?:action|container-action)@|AzureFunctionApp(?:Container)?@)/iu,
      names: [/\bfunctionapp\s+publish\s+["']?([A-Za-z][\w-]*)/u, /(?:--name|-n)[= ]["']?([A-Za-z][\w-]*)/u],
      inputs: ['app-name', 'appName'],
    },
    things: 'apps',
  },
  {
    // https://learn.microsoft.com/azure/container-apps/github-actions
    name: 'Azure Container Apps',
    lines: {
      mention: /containerapp|container-apps-deploy|AzureContainerApps/iu,
      run: /\baz\s+containerapp\s+(?:update|up|revision)\b/u,
      uses: /^(?:azure\/container-apps-deploy-action@|AzureContainerApps@)/iu,
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
