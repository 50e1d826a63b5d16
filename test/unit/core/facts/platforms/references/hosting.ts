import type { CliReference } from './reference';

/** Hosts that deploy for one. */
export const hostingReferences: readonly CliReference[] = [
  {
    program: 'cap',
    read: 'Capistrano 3.20.0, 2026-04-02',
    sources: ['https://github.com/capistrano/capistrano/blob/master/lib/capistrano/tasks'],
    before: 1,
    environment: ['ROLLBACK_RELEASE'],
    everywhere: '',
    commands: {
      deploy: '',
      'deploy:check': '',
      'deploy:rollback': '',
    },
  },
  {
    program: 'fly',
    read: 'flyctl, 2026-08-07',
    sources: ['https://github.com/superfly/docs/tree/main/flyctl/cmd'],
    everywhere: '--access-token= --debug -t= --verbose',
    commands: {
      'auth whoami': '-h --help -j --json',
      console: `
        -a= --app= --build-context-warn-size= -C= --command= -c= --config= --container= --dockerfile=
        --entrypoint= -e= --env= --file-literal= --file-local= --file-secret= -h --help --host-dedication-id=
        -i= --image= --machine= -p= --port= -r= --region= -s --select -u= --user= --vm-cpu-kind= --vm-cpus=
        --vm-gpu-kind= --vm-gpus= --vm-memory= --vm-size= --volume= --wg`,
      deploy: `
        -a= --app= --build-arg= --build-context-warn-size= --build-only --build-secret= --build-target=
        --buildkit --buildpacks-docker-host= --buildpacks-volume= -c= --compression-level= --compression=
        --config= --deploy-retries= --depot-scope= --depot[=] --detach --dns-checks --dockerfile= -e= --env=
        --exclude-machines= --exclude-regions= --file-literal= --file-local= --file-secret= --flycast -h --ha
        --help --host-dedication-id= --https-failover -i= --ignorefile= --image-label= --image= --label=
        --lease-timeout= --local-only --max-concurrent= --max-unavailable= --nixpacks --no-cache --no-public-ips
        --now --only-machines= --primary-region= --process-groups= --push --recreate-builder --regions=
        --release-command-timeout= --remote-only -s= --signal= --skip-release-command --smoke-checks --strategy=
        --update-only --vm-cpu-kind= --vm-cpus= --vm-gpu-kind= --vm-gpus= --vm-memory= --vm-size=
        --volume-initial-size= --wait-timeout= --wg -y --yes`,
      'machine list': '-a= --app= -c= --config= -h --help -j --json -q --quiet',
      status: '-a= --all --app= -c= --config= --deployment -h --help -j --json --rate= --watch',
    },
  },
  {
    program: 'heroku',
    read: 'Heroku CLI 11.9.0, 2026-08-04',
    sources: ['https://github.com/heroku/cli/tree/main/docs'],
    everywhere: '',
    commands: {
      'apps:info': '-a= --app= -j --json --prompt -r= --remote= -s --shell',
      'auth:whoami': '',
      'maintenance:on': '-a= --app= --prompt -r= --remote=',
      ps: '-a= --app= --json --no-wrap --prompt -r= --remote=',
      releases: '-a= --app= --json -n= --num= --prompt -r= --remote=',
      'releases:rollback': '-a= --app= --prompt -r= --remote=',
      run: `
        -a= --app= -e= --env= --no-launcher --no-notify --no-tty --prompt -r= --remote= -s= --size= --type= -x
        --exit-code`,
    },
  },
  {
    program: 'kamal',
    read: 'Kamal 2.12.0, 2026-06-18',
    sources: ['https://github.com/basecamp/kamal/tree/main/lib/kamal/cli', 'https://kamal-deploy.org/docs/commands/'],
    everywhere: `
      -c= --config-file= -d= --destination= -H -h= --hosts= --lock-wait --lock-wait-interval=
      --lock-wait-timeout= --no-lock-wait --no-primary --no-quiet --no-skip-hooks --no-verbose -p --primary -q
      --quiet -r= --roles= --skip-hooks -v --verbose --version=`,
    commands: {
      'app details': '',
      'app version': '',
      'build deliver': '',
      deploy: '--no-cache --no-no-cache --no-skip-push -P --skip-push',
      rollback: '',
    },
  },
  {
    program: 'netlify',
    read: 'Netlify CLI 27.2.0, 2026-08-21',
    sources: ['https://github.com/netlify/cli/tree/main/docs/commands'],
    everywhere: '',
    commands: {
      api: '--auth= --data= --debug --list',
      deploy: `
        --alias= --allow-anonymous --auth= --context= --created-via= --debug --dir= --env= --filter=
        --functions= --json --message= --no-build --open --prod --prod-if-unlocked --secret-env= --site-name=
        --site= --skip-functions-cache --team= --timeout= --trigger`,
    },
  },
  {
    program: 'vercel',
    read: 'Vercel CLI 58.4.4, 2026-08-03',
    sources: ['https://github.com/vercel/vercel/tree/main/packages/cli/src/commands', 'https://vercel.com/docs/cli'],
    environment: ['VERCEL_ORG_ID', 'VERCEL_PROJECT_ID'],
    everywhere: `
      -A= --api= --cwd= -d --debug --global-config= -h --help --local-config= --no-color --non-interactive -Q=
      -S= --scope= -T= -t= --team= --token= -v --version`,
    commands: {
      deploy: `
        --archive= -b= --build-env= -c --confirm --dry -e= --env= -f -F= --force --format= --guidance --json -l
        --logs -m= --meta= -n= --name= --no-clipboard --no-logs --no-wait --prebuilt --prod --project=
        --regions= --skip-domain --target= --with-cache -y --yes`,
      inspect: '-F= --format= --json -l --logs --timeout= --wait',
      list: `
        -a --all -c --confirm --environment= -F= --format= --json --limit= -m= --meta= -N= --next= -p= --policy=
        --prod -s= --status= -y --yes`,
      promote: '--timeout= -y --yes',
      rollback: '--timeout= -y --yes',
      'rolling-release abort': '--dpl= --project=',
      'rolling-release fetch': '',
      whoami: '-F= --format= --json',
    },
  },
];
