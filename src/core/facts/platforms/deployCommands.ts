import type { LinePatterns } from './deployLines';

/** How lines push an image to a registry, which alone deploys nothing. */
export const pushesImage: LinePatterns = {
  mention: /docker/u,
  run: /\bdocker\s+(?:image\s+)?push\b|\bdocker[- ]compose\b.*\spush\b|\bbuildx\s+build\b.*--push\b/u,
  uses: /^(?:docker\/build-push-action|[\w.-]+\/(?:[\w./-]+\/)?docker-(?:build-(?:and-)?)?push|elgohr\/Publish-Docker-Github-Action)@/u,
};

/**
 * How lines of pipelines and scripts bring a version to a platform, one entry for each platform or tool. Here, and not
 * with the platform, since others ask as well: a Procfile or a script means something else where such a line exists.
 */
export const deployCommands = {
  ansible: {
    mention: /ansible|action\.playbook/u,
    run: /(?:^|[\s;&|(])ansible-playbook\s/u,
    uses: /^(?:[\w.-]+\/(?:action-)?ansible-playbook[\w.-]*|arillso\/action\.playbook)@/u,
  },
  appEngine: {
    mention: /gcloud|deploy-appengine|appengine|\bgae\b/u,
    run: /\bgcloud\s+(?:(?:beta|alpha)\s+)?(?:--?\S+\s+)*app\s+deploy\b|\bappengine(?:Deploy|:deploy)\b/u,
    uses: /^google-github-actions\/deploy-appengine|^gae$/u,
  },
  appPlatform: {
    mention: /doctl|digitalocean\/app_action/u,
    run: /\bdoctl\s+apps\s+(?:update|create-deployment)\b/u,
    uses: /^digitalocean\/app_action/u,
  },
  appService: {
    mention: /webapp|WebApp/u,
    run: /\baz\s+webapp\s+(?:deploy\b|up\b|deployment\s+(?:source|slot\s+swap)\b|config\s+container\s+set\b)/u,
    uses: /^(?:azure\/webapps-deploy@|AzureWebApp(?:Container)?@|AzureRmWebAppDeployment@|AzureAppServiceManage@)/iu,
  },
  aptible: {
    mention: /aptible/u,
    run: /\bgit\s+push\b[^|;&]*\baptible\b|(?:^|[\s;&|(])aptible\s+deploy\b/u,
    uses: /^aptible\/aptible-deploy-action@/u,
  },
  awsSam: {
    mention: /\bsam\b/u,
    run: /(?:^|[\s;&|(])sam\s+(?:.*\s)?deploy\b/u,
  },
  azd: {
    mention: /\bazd\b/u,
    run: /(?:^|[\s;&|(])azd\s+(?:up|deploy)\b/u,
  },
  azureFunctions: {
    mention: /functionapp|functions-(?:container-)?action|AzureFunctionApp/iu,
    run: /\bfunc\s+azure\s+functionapp\s+publish\b|\baz\s+functionapp\s+(?:deploy\b|deployment\s+source\b)/u,
    uses: /^(?:azure\/functions-(?:action|container-action)@|AzureFunctionApp(?:Container)?@)/iu,
  },
  cdk: {
    mention: /\bcdk\b/u,
    run: /(?:^|[\s;&|(])cdk\s+deploy\b/u,
  },
  cleverCloud: {
    mention: /\bclever\b/u,
    run: /(?:^|[\s;&|(])clever\s+deploy\b/u,
  },
  // https://developers.cloudflare.com/workers/wrangler/commands/#deploy, https://github.com/cloudflare/wrangler-action
  cloudflareWorkers: {
    mention: /wrangler/u,
    run: /(?:^|[\s;&|(])wrangler(?:@\S+)?\s+(?:.*\s)?(?:deploy|publish)\b/u,
    uses: /^cloudflare\/wrangler-action@/u,
  },
  cloudFoundry: {
    mention: /\bcf\b|cf-cli-action|cg-cli-tools/u,
    run: /(?:^|[\s;&|("'])cf7?\s+(?:zero-downtime-)?push\b/u,
    uses: /^(?:cloud-gov\/cg-cli-tools|citizen-of-planet-earth\/cf-cli-action)@/u,
  },
  cloudFunctions: {
    mention: /gcloud|deploy-cloud-functions/u,
    run: /\bgcloud\s+(?:alpha\s+|beta\s+)?functions\s+deploy\b/u,
    uses: /^google-github-actions\/deploy-cloud-functions@/u,
  },
  cloudRun: {
    mention: /gcloud|deploy-cloudrun/u,
    run: /\bgcloud\s+(?:(?:beta|alpha)\s+)?(?:--?\S+\s+)*run\s+(?:deploy|services\s+(?:replace|update|update-traffic)|jobs\s+(?:deploy|update|create|replace)|worker-pools\s+deploy)\b/u,
    uses: /^google-github-actions\/deploy-cloudrun/u,
  },
  codeDeploy: {
    mention: /\baws\s+deploy\b|code-?deploy/u,
    run: /\baws\s+deploy\s+(?:create-deployment|push)\b/u,
    uses: /^(?:webfactory\/create-aws-codedeploy-deployment|sourcetoad\/aws-codedeploy-action|byu-oit\/github-action-codedeploy)@|^aws-code-deploy\/|^atlassian\/aws-code-deploy|^codedeploy$/u,
  },
  containerApps: {
    mention: /containerapp|container-apps-deploy|AzureContainerApps/iu,
    run: /\baz\s+containerapp\s+(?:update|up|revision)\b/u,
    uses: /^(?:azure\/container-apps-deploy-action@|AzureContainerApps@)/iu,
  },
  // https://deployer.org/docs/7.x/ci-cd
  deployer: {
    mention: /\bdep\b|deployphp/u,
    run: /(?:^|[\s;&|(/])dep\s+deploy\b/u,
    uses: /^deployphp\/action@/u,
  },
  dockerStack: {
    mention: /\bstack\s+(?:deploy|up)\b/u,
    run: /\bdocker\s+(?:[^|;&]*\s)?stack\s+(?:deploy|up)\b/u,
  },
  dokku: {
    mention: /dokku/iu,
    run: /\bgit\s+push\b.*\bdokku\b|\bdokku(?:@\S+)?["']?\s+git:from-(?:image|archive)\b/u,
    uses: /^dokku\/github-action/u,
  },
  ecs: {
    mention: /ecs|copilot/u,
    run: /\baws\s+(?:--?\S+\s+(?:[^-\s]\S*\s+)?)*ecs\s+(?:update-service|create-service|register-task-definition|deploy)\b|(?:^|[\s/])(?:[\w-]*(?:deploy|update|release)[\w-]*[-_]ecs|ecs[-_][\w-]*(?:deploy|update|release))[\w-]*\.(?:sh|py|rb|[jt]s)(?=\s|$)|(?:^|[\s;&|(])ecs-deploy\s|\becs-cli\s+compose\b|(?:^|[\s;&|(])ecs\s+deploy\s|(?:^|[\s;&|(])ecspresso\s+deploy\b|\bcopilot\s+(?:svc\s+)?deploy\b/u,
    uses: /^(?:aws-actions\/amazon-ecs-(?:deploy|render)-(?:task-definition|express-service)|aws-ecs\/|circleci\/aws-ecs|atlassian\/aws-ecs-deploy|donaldpiret\/ecs-deploy|imehedi\/actions-awsecs)/u,
  },
  elasticBeanstalk: {
    mention: /\beb\b|elasticbeanstalk|beanstalk-deploy/u,
    run: /(?:^|[\s;&|(])eb\s+deploy\b|\baws\s+elasticbeanstalk\s+update-environment\b/u,
    uses: /^[\w.-]+\/beanstalk-deploy@|^elasticbeanstalk$/u,
  },
  fabric: {
    mention: /\bfab\b/u,
    run: /(?:^|[\s;&|(])fab\s+(?:.*\s)?[\w.-]*deploy[\w.-]*/u,
  },
  // Rules and indexes alone run nothing: https://firebase.google.com/docs/cli#partial_deploys
  firebase: {
    mention: /firebase/iu,
    run: /(?:^|[\s;&|(])firebase(?:-tools)?(?:@\S+)?\s+(?:.*\s)?deploy\b(?!.*--only[=\s]+["']?(?:(?:firestore|storage|database)(?::\w+)?[,"']*)+(?:\s|$))/u,
    uses: /^(?:FirebaseExtended\/action-hosting-deploy|w9jds\/firebase-action)@/iu,
  },
  fly: {
    mention: /\bfly(?:ctl)?\b/u,
    run: /(?:^|[\s;&|("'/])(?:fly|flyctl)["']?\s+(?:deploy|launch|machine\s+(?:run|update))\b/u,
    uses: /^superfly\/(?:flyctl-actions@|fly-pr-review-apps)/u,
  },
  helm: {
    mention: /\bhelm\b/u,
    run: /\bhelm\s+(?!plugin\b)(?:.*\s)?(?:upgrade|install)\b/u,
  },
  helmfile: {
    mention: /\bhelmfile\b/u,
    run: /(?:^|[\s;&|("'])helmfile\s+(?:.*\s)?(?:apply|sync)\b/u,
  },
  /** A script that others keep, fetched by the pipeline. */
  helmScript: {
    mention: /\bhelm\b/u,
    run: /(?:^|[\s/])(?:[\w-]*(?:deploy|upgrade)[\w-]*[-_]helm|helm[-_][\w-]*(?:deploy|upgrade)|helm[-_](?:upgrade[-_])?install)[\w-]*\.(?:sh|py)(?=\s+(?!\|\|)\S)/u,
  },
  // https://github.com/mkubaczyk/helmsman/blob/master/docs/cmd_reference.md
  helmsman: {
    mention: /\bhelmsman\b/u,
    run: /(?:^|[\s;&|("'])helmsman\s+(?:.*\s)?--?apply\b/u,
  },
  heroku: {
    mention: /heroku/iu,
    run: /\bheroku\s+(?:container:release|container:push|builds:create|releases:|maintenance:|pg:|config:set|run\b|ps:|pipelines:promote|deploy:|git:remote\b)|\bgit\s+push\s+(?:-\S+\s+)*(?:(?:\$\{\{[^}]*\}\}|\S)*git\.heroku\.com\S*|heroku)\b|\bregistry\.heroku\.com\b/u,
    uses: /^(?:akhileshns\/heroku-deploy|gonuit\/heroku-docker-deploy|heroku\/(?:deploy-via-git|deploy)|atlassian\/heroku-deploy|heroku$)/u,
  },
  kamal: {
    mention: /\b(?:kamal|mrsk)\b/u,
    run: /(?:^|[\s;&|(/])(?:kamal|mrsk)\s+(?:deploy|redeploy|setup|rollback|app\s+boot)\b/u,
    uses: /^[\w.-]+\/(?:[\w./-]*\/)?kamal-deploy(?:@|$)/u,
  },
  kubectl: {
    mention: /\bkubectl\b/u,
    run: /\bkubectl\b[^|;&]*\s(?:apply|patch|set\s+image|rollout\s+restart)\b/u,
  },
  // Also Zappa: https://github.com/zappa/Zappa#basic-usage
  lambda: {
    mention: /\blambda\b|\bzappa\b/u,
    run: /\baws\s+lambda\s+update-function-code\b|(?:^|[\s;&|(])zappa\s+(?:deploy|update)\b/u,
    uses: /^(?:aws-actions\/aws-lambda-deploy@|appleboy\/lambda-action@|lambda$)/u,
  },
  netlify: {
    mention: /netlify/iu,
    run: /(?:^|[\s;&|(])(?:netlify|netlify-cli|ntl)(?:@\S+)?\s+(?:.*\s)?deploy\b/u,
    uses: /^(?:nwtgck\/actions-netlify|netlify\/actions|jsmrcaga\/action-netlify-deploy|South-Paw\/action-netlify-deploy|atlassian\/netlify)/u,
  },
  openShift: {
    mention: /\boc\b/u,
    run: /(?:^|[\s;&|(])oc\s+(?:.*\s)?(?:rollout\s+(?:latest|restart)|set\s+image)\b/u,
  },
  railway: {
    mention: /\brailway\b/u,
    run: /(?:^|[\s;&|(])railway\s+(?:up|redeploy)\b/u,
  },
  riffRaff: {
    mention: /riff-raff/u,
    uses: /^guardian\/actions-riff-raff@/u,
  },
  // https://doc.scalingo.com/platform/deployment/deploy-with-git, https://doc.scalingo.com/tools/cli/start
  scalingo: {
    mention: /scalingo/iu,
    run: /\bgit\s+push\b[^|;&]*\bscalingo\b|(?:^|[\s;&|(])scalingo\s+(?:.*\s)?(?:deploy|integration-link-manual-deploy)\b/u,
    uses: /^[\w.-]+\/(?:[\w./-]*[-_])?scalingo(?:[-_][\w-]*)?@/iu,
  },
  serverless: {
    mention: /serverless|\bsls\b/u,
    run: /(?:^|[\s;&|(])(?:serverless|sls)(?:@\S+)?\s+(?:.*\s)?deploy\b/u,
    uses: /^serverless\/github-action/u,
  },
  vercel: {
    mention: /vercel|\bnow\b/u,
    // Its former name is a word of every text, too.
    run: /(?:(?:^|[\s;&|(])(?:npx\s+|yarn\s+|pnpm\s+(?:dlx\s+|exec\s+)?|bunx\s+|bun\s+(?:run\s+|x\s+)?)?vercel(?:@\S+)?|(?:^|[;&|(])\s*(?:npx\s+|yarn\s+)?(?:vc|now))\s+(?:.*\s)?(?:deploy|--prod|promote|--prebuilt)\b/u,
    uses: /^(?:amondnet\/vercel-action|BetaHuhn\/deploy-to-vercel-action|zeit\/now-deployment|vercel\/)/u,
  },
} as const satisfies Readonly<Record<string, LinePatterns>>;
