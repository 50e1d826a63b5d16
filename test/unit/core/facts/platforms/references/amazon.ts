import type { CliReference } from './reference';

/** The AWS CLI and what deploys through CloudFormation. */
export const amazonReferences: readonly CliReference[] = [
  {
    program: 'aws',
    read: 'AWS CLI 2.36.7, 2026-07-23',
    sources: [
      'https://github.com/aws/aws-cli/tree/v2/awscli/botocore/data',
      'https://docs.aws.amazon.com/cli/latest/reference/',
    ],
    everywhere: `
      --ca-bundle= --cli-auto-prompt --cli-binary-format= --cli-connect-timeout= --cli-error-format=
      --cli-read-timeout= --color= --debug --endpoint-url= --no-cli-auto-prompt --no-cli-pager --no-paginate
      --no-sign-request --no-verify-ssl --output= --profile= --query= --region= --version=`,
    commands: {
      'cloudformation describe-stack-resource':
        '--cli-input-json= --cli-input-yaml= --generate-cli-skeleton[=] --logical-resource-id= --stack-name=',
      'cloudformation describe-stacks':
        '--cli-input-json= --cli-input-yaml= --generate-cli-skeleton[=] --next-token= --stack-name=',
      'cloudformation get-template': `
        --change-set-name= --cli-input-json= --cli-input-yaml= --generate-cli-skeleton[=] --stack-name=
        --template-stage=`,
      'deploy list-deployments': `
        --application-name= --cli-input-json= --cli-input-yaml= --create-time-range= --deployment-group-name=
        --external-id= --generate-cli-skeleton[=] --include-only-statuses=* --next-token=`,
      'deploy stop-deployment': `
        --auto-rollback-enabled --cli-input-json= --cli-input-yaml= --deployment-id= --generate-cli-skeleton[=]
        --no-auto-rollback-enabled`,
      'ecs describe-services':
        '--cli-input-json= --cli-input-yaml= --cluster= --generate-cli-skeleton[=] --include=* --services=*',
      'ecs describe-task-definition':
        '--cli-input-json= --cli-input-yaml= --generate-cli-skeleton[=] --include=* --task-definition=',
      'ecs describe-tasks':
        '--cli-input-json= --cli-input-yaml= --cluster= --generate-cli-skeleton[=] --include=* --tasks=*',
      'ecs list-tasks': `
        --cli-input-json= --cli-input-yaml= --cluster= --container-instance= --desired-status= --family=
        --generate-cli-skeleton[=] --launch-type= --max-items= --page-size= --service-name= --started-by=
        --starting-token=`,
      'ecs register-task-definition': `
        --cli-input-json= --cli-input-yaml= --container-definitions=* --cpu= --enable-fault-injection
        --ephemeral-storage= --execution-role-arn= --family= --generate-cli-skeleton[=]
        --inference-accelerators=* --ipc-mode= --memory= --network-mode= --no-enable-fault-injection --pid-mode=
        --placement-constraints=* --proxy-configuration= --requires-compatibilities=* --runtime-platform=
        --tags=* --task-role-arn= --volumes=*`,
      'ecs update-service': `
        --availability-zone-rebalancing= --capacity-provider-strategy=* --cli-input-json= --cli-input-yaml=
        --cluster= --deployment-configuration= --deployment-controller= --desired-count=
        --enable-ecs-managed-tags --enable-execute-command --force-new-deployment --generate-cli-skeleton[=]
        --health-check-grace-period-seconds= --load-balancers=* --monitoring= --network-configuration=
        --no-enable-ecs-managed-tags --no-enable-execute-command --no-force-new-deployment
        --placement-constraints=* --placement-strategy=* --platform-version= --propagate-tags=
        --service-connect-configuration= --service-registries=* --service= --task-definition=
        --volume-configurations=* --vpc-lattice-configurations=*`,
      'ecs wait services-stable':
        '--cli-input-json= --cli-input-yaml= --cluster= --generate-cli-skeleton[=] --include=* --services=*',
      'lambda create-alias': `
        --cli-input-json= --cli-input-yaml= --description= --function-name= --function-version=
        --generate-cli-skeleton[=] --name= --routing-config=`,
      'lambda get-alias': '--cli-input-json= --cli-input-yaml= --function-name= --generate-cli-skeleton[=] --name=',
      'lambda update-alias': `
        --cli-input-json= --cli-input-yaml= --description= --function-name= --function-version=
        --generate-cli-skeleton[=] --name= --revision-id= --routing-config=`,
      'sts get-caller-identity': '--cli-input-json= --cli-input-yaml= --generate-cli-skeleton[=]',
    },
  },
  {
    program: 'sam',
    read: 'AWS SAM CLI 1.164.0, 2026-07-22',
    sources: [
      'https://github.com/aws/aws-sam-cli/tree/develop/samcli/commands',
      'https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-command-reference.html',
    ],
    everywhere: '',
    commands: {
      build: `
        -b= --base-dir= --beta-features -bi= --build-dir= --build-image= --build-in-source -c --cache-dir=
        --cached -cd= --config-env= --config-file= --container-env-var-file= --container-env-var= --debug
        --docker-network= -e= -ef= --exclude= -h --help --hook-name= --language-extensions -m= --manifest=
        --mount-symlinks --mount-with= --no-beta-features --no-build-in-source --no-cached
        --no-language-extensions --no-mount-symlinks --no-use-buildkit --no-use-container -p --parallel
        --parameter-overrides=* --prepare-infra --profile= --region= -s= --save-params --skip-prepare-infra
        --skip-pull-image -t= --template-file= --template= --terraform-project-root-path= -u --use-buildkit
        --use-container -x=`,
      deploy: `
        --beta-features --capabilities=* --config-env= --config-file= --confirm-changeset --debug
        --disable-rollback --express --fail-on-empty-changeset --force-upload -g --guided -h --help
        --image-repositories= --image-repository= --kms-key-id= --language-extensions --max-wait-duration=
        --metadata=* --no-beta-features --no-confirm-changeset --no-disable-rollback --no-execute-changeset
        --no-express --no-fail-on-empty-changeset --no-language-extensions --no-progressbar --no-resolve-s3
        --notification-arns=* --on-failure= --parameter-overrides=* --profile= --region= --resolve-image-repos
        --resolve-s3 --role-arn= --s3-bucket= --s3-prefix= --save-params --signing-profiles=* --stack-name= -t=
        --tags=* --template-file= --template= --use-json`,
    },
  },
  {
    program: 'serverless',
    read: 'Serverless Framework 4.41.0, 2026-08-12',
    sources: ['https://github.com/serverless/serverless/blob/main/packages/serverless/lib/cli/commands-schema.js'],
    everywhere: `
      --app= --aws-profile= -c= --config= --debug= -h --help --org= --param= -r= --region= -s= --stage= -v
      --verbose --version`,
    commands: {
      deploy: `
        --aws-s3-accelerate --bucket= --conceal --enable-legacy-deployment-bucket --enforce-hash-update --force
        --minify-template -p= --package= --stack=`,
      'deploy list': '',
      package: '--minify-template -p= --package=',
      rollback: '-t= --timestamp=',
    },
  },
];
