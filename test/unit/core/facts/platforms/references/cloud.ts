import type { CliReference } from './reference';

/** Other clouds. */
export const cloudReferences: readonly CliReference[] = [
  {
    program: 'azd',
    read: 'Azure Developer CLI, 2026-08-21',
    sources: ['https://github.com/Azure/azure-dev/tree/main/cli/azd/cmd/testdata (TestUsage-azd-*.snap)'],
    everywhere: '-C= --cwd= --debug --docs -h --help --no-prompt',
    commands: {
      'auth login': `
        --check-status --client-certificate= --client-id= --client-secret= --federated-credential-provider=
        --managed-identity --redirect-port= --tenant-id= --use-device-code`,
      deploy: '--all -e= --environment= --from-package= --timeout=',
      'env get-value': '-e= --environment=',
      'env list': '',
      package: '--all -e= --environment= --output-path=',
      provision: '-e= --environment= -l= --location= --no-state --preview --subscription=',
    },
  },
  {
    program: 'gcloud',
    read: 'Google Cloud SDK, 2026',
    sources: ['https://docs.cloud.google.com/sdk/gcloud/reference'],
    everywhere: `
      --access-token-file= --account= --billing-project= --configuration= --flags-file= --flatten= --format=
      --help --impersonate-service-account= --log-http --no-user-output-enabled --project= -q --quiet
      --trace-token= --user-output-enabled --verbosity=`,
    commands: {
      'app deploy': `
        --appyaml= --bucket= --cache --ignore-file= --image-url= --no-cache --no-promote
        --no-stop-previous-version --promote --service-account= --stop-previous-version -v= --version=`,
      'app describe': '',
      'app services describe': '',
      'app services set-traffic': '--migrate --split-by= --splits=',
      'auth list': '--filter-account= --filter= --limit= --page-size= --sort-by=',
      'run deploy': `
        --async --concurrency= --container= --image= --ingress= --max-instances= --min-instances= --namespace=
        --no-traffic --region= --service-account= --source= --tag= --timeout=`,
      'run services describe': '--namespace= --region=',
      'run services update-traffic': `
        --async --clear-tags --namespace= --region= --remove-tags= --set-tags= --to-latest --to-revisions=
        --to-tags= --update-tags=`,
    },
  },
];
