import type { CliReference } from './reference';

/** Containers and clusters. */
export const containerReferences: readonly CliReference[] = [
  {
    program: 'docker',
    read: 'Docker CLI 29.7.2 and Compose 5.5.0, 2026-08-20',
    sources: [
      'https://github.com/docker/cli/tree/master/docs/reference/commandline',
      'https://github.com/docker/compose/tree/main/docs/reference',
      'https://docs.docker.com/reference/cli/docker/buildx/imagetools/inspect/',
    ],
    everywhere: `
      -c= --config= --context= -D --debug -H= --host= -l= --log-level= --tls --tlscacert= --tlscert= --tlskey=
      --tlsverify`,
    commands: {
      compose: `
        --all-resources --ansi= --compatibility --dry-run --env-file= -f= --file= --insecure-registry= --no-ansi
        -p= --parallel= --profile= --progress= --project-directory= --project-name= -v --verbose --version
        --workdir=`,
      'buildx imagetools inspect': '--builder= -D --debug --format= --raw',
      'compose build': `
        --build-arg= --builder= --check --compress --force-rm -m= --memory= --no-cache --no-rm --parallel
        --print --progress= --provenance= --pull --push -q --quiet --sbom= --ssh= --with-dependencies`,
      'compose ps': '-a --all --filter= --format= --no-trunc --orphans -q --quiet --services --status=',
      'compose pull':
        '--ignore-buildable --ignore-pull-failures --include-deps --no-parallel --parallel --policy= -q --quiet',
      'compose run': `
        --build --cap-add= --cap-drop= -d --detach --entrypoint= -e= --env= -i --interactive -l= --label= --name= -T
        --no-TTY --no-deps -p= --publish= --quiet-pull --remove-orphans --rm -P --service-ports --use-aliases -u= --user=
        -v= --volume= -w= --workdir=`,
      'compose up': `
        --abort-on-container-exit --abort-on-container-failure --always-recreate-deps --attach-dependencies
        --attach= --build -d --detach --exit-code-from= --force-recreate --menu --no-attach= --no-build
        --no-color --no-deps --no-log-prefix --no-recreate --no-start --pull= --quiet-build --quiet-pull
        --remove-orphans --renew-anon-volumes --scale= -t= --timeout= --timestamps -V -w --wait --wait-timeout=
        --watch -y --yes`,
      'config create': '-l= --label= --template-driver=',
      'config inspect': '-f= --format= --pretty',
      'context ls': '--format= -q --quiet',
      'context show': '',
      'image inspect': '-f= --format= --platform=',
      'image tag': '',
      inspect: '-f= --format= -s --size --type=',
      'node ls': '-f= --filter= --format= -q --quiet',
      'service inspect': '-f= --format= --pretty',
      'service update': `
        --args= --cap-add= --cap-drop= --config-add= --config-rm= --constraint-add= --constraint-rm=
        --container-label-add= --container-label-rm= --credential-spec= -d --detach --dns-add= --dns-option-add=
        --dns-option-rm= --dns-rm= --dns-search-add= --dns-search-rm= --endpoint-mode= --entrypoint= --env-add=
        --env-rm= --force --generic-resource-add= --generic-resource-rm= --group-add= --group-rm= --health-cmd=
        --health-interval= --health-retries= --health-start-interval= --health-start-period= --health-timeout=
        --host-add= --host-rm= --hostname= --image= --init --isolation= --label-add= --label-rm= --limit-cpu=
        --limit-memory= --limit-pids= --log-driver= --log-opt= --max-concurrent= --memory-swap=
        --memory-swappiness= --mount-add= --mount-rm= --network-add= --network-rm= --no-healthcheck
        --no-resolve-image --oom-score-adj= --placement-pref-add= --placement-pref-rm= --publish-add=
        --publish-rm= -q --quiet --read-only --replicas-max-per-node= --replicas= --reserve-cpu=
        --reserve-memory= --restart-condition= --restart-delay= --restart-max-attempts= --restart-window=
        --rollback --rollback-delay= --rollback-failure-action= --rollback-max-failure-ratio=
        --rollback-monitor= --rollback-order= --rollback-parallelism= --secret-add= --secret-rm=
        --stop-grace-period= --stop-signal= --sysctl-add= --sysctl-rm= -t --tty -u= --ulimit-add= --ulimit-rm=
        --update-delay= --update-failure-action= --update-max-failure-ratio= --update-monitor= --update-order=
        --update-parallelism= --user= -w= --with-registry-auth --workdir=`,
      'stack deploy': '-c= --compose-file= -d --detach --prune -q --quiet --resolve-image= --with-registry-auth',
      'stack services': '-f= --filter= --format= -q --quiet',
    },
  },
  {
    program: 'argocd',
    read: 'the pages of Argo CD, stable, 2026-11-30',
    sources: [
      'https://argo-cd.readthedocs.io/en/stable/user-guide/commands/argocd_app/',
      'https://argo-cd.readthedocs.io/en/stable/user-guide/commands/argocd_account_get-user-info/',
      'https://argo-cd.readthedocs.io/en/stable/user-guide/commands/argocd_context/',
    ],
    everywhere: `
      --argocd-context= --auth-token= --client-crt-key= --client-crt= --config= --core --grpc-web
      --grpc-web-root-path= -H= --header= --http-retry-max= --insecure --kube-context= --logformat= --loglevel=
      --plaintext --port-forward --port-forward-namespace= --prompts-enabled --server-crt= --server=`,
    commands: {
      'account get-user-info': '-h --help -o= --output=',
      context: '--delete -h --help',
      'app get': `
        -N= --app-namespace= --hard-refresh -h --help -o= --output= --refresh --show-operation --show-params
        --source-name= --source-position= --timeout=`,
      'app sync': `
        --assumeYes --async --dry-run --force -h --help --info= --label= -l= --local-repo-root= --local=
        --preview-changes --prune --replace --resource= --retry-backoff-duration= --retry-backoff-factor=
        --retry-backoff-max-duration= --retry-limit= --revision= --selector= --strategy= --timeout=`,
      'app wait': `
        -N= --app-namespace= --degraded --delete --health -h --help -l= --operation --resource= --selector=
        --suspended --sync --timeout=`,
    },
  },
  {
    program: 'flux',
    read: 'the pages of Flux 2, 2026-11-29',
    sources: [
      'https://fluxcd.io/flux/cmd/flux_suspend_image_update/',
      'https://fluxcd.io/flux/cmd/flux_resume_image_update/',
      'https://fluxcd.io/flux/cmd/flux_reconcile_source_git/',
    ],
    everywhere: `
      --as-group= --as-uid= --as= --cache-dir= --certificate-authority= --client-certificate= --client-key=
      --cluster= --context= --disable-compression --insecure-skip-tls-verify --kube-api-burst= --kube-api-qps=
      --kubeconfig= -n= --namespace= --server= --timeout= --tls-server-name= --token= --user= --verbose`,
    commands: {
      'reconcile source git': '-h --help',
      'resume image update': '--all -h --help --wait',
      'suspend image update': '--all -h --help',
    },
  },
  {
    program: 'kubectl',
    read: 'kubectl 1.32.4 (its own --help) and Argo Rollouts 1.10, 2026-08-17',
    sources: [
      'https://kubernetes.io/docs/reference/kubectl/generated/',
      'https://github.com/argoproj/argo-rollouts/tree/master/docs/generated/kubectl-argo-rollouts',
    ],
    everywhere: `
      --as-group= --as-uid= --as= --cache-dir= --certificate-authority= --client-certificate= --client-key=
      --cluster= --context= --disable-compression --insecure-skip-tls-verify --kubeconfig=
      --log-flush-frequency= --match-server-version -n= --namespace= --password= --profile-output= --profile=
      --request-timeout= -s= --server= --tls-server-name= --token= --user= --username= --v= -v= --vmodule=
      --warnings-as-errors`,
    commands: {
      apply: `
        --all --allow-missing-template-keys --cascade= --dry-run= -f= --field-manager= --filename= --force
        --force-conflicts --grace-period= -k= --kustomize= -l= -o= --openapi-patch --output= --overwrite --prune
        --prune-allowlist= -R --recursive --selector= --server-side --show-managed-fields --subresource=
        --template= --timeout= --validate= --wait`,
      'argo rollouts abort': '-h --help',
      'argo rollouts get rollout': '-h --help --no-color --timeout-seconds= -w --watch',
      'argo rollouts promote': '--full -h --help',
      'argo rollouts set image': '-h --help',
      'argo rollouts status': '-h --help -t= --timeout= -w --watch',
      'auth can-i': '-A --all-namespaces --list --no-headers -q --quiet --subresource=',
      'auth whoami': '--allow-missing-template-keys -o= --output= --show-managed-fields --template=',
      'config get-contexts': '--no-headers -o= --output=',
      'config view': `
        --allow-missing-template-keys --flatten --merge --minify -o= --output= --raw --show-managed-fields
        --template=`,
      create: `
        --allow-missing-template-keys --dry-run= --edit -f= --field-manager= --filename= -k= --kustomize= -l=
        -o= --output= -R --raw= --recursive --save-config --selector= --show-managed-fields --template=
        --validate= --windows-line-endings`,
      delete: `
        -A --all --all-namespaces --cascade= --dry-run= -f= --field-selector= --filename= --force
        --grace-period= -i --ignore-not-found --interactive -k= --kustomize= -l= --now -o= --output= -R --raw=
        --recursive --selector= --timeout= --wait`,
      describe: `
        -A --all-namespaces --chunk-size= -f= --filename= -k= --kustomize= -l= -R --recursive --selector=
        --show-events`,
      diff: `
        --concurrency= -f= --field-manager= --filename= --force-conflicts -k= --kustomize= -l= --prune
        --prune-allowlist= -R --recursive --selector= --server-side --show-managed-fields`,
      get: `
        -A --all-namespaces --allow-missing-template-keys --chunk-size= -f= --field-selector= --filename=
        --ignore-not-found -k= --kustomize= -L= -l= --label-columns= --no-headers -o= --output-watch-events
        --output= -R --raw= --recursive --selector= --server-print --show-kind --show-labels
        --show-managed-fields --sort-by= --subresource= --template= -w --watch --watch-only`,
      kustomize: `
        --as-current-user -e= --enable-alpha-plugins --enable-helm --env= --helm-api-versions= --helm-command=
        --helm-debug --helm-kube-version= --load-restrictor= --mount= --network --network-name= -o= --output=`,
      patch: `
        --allow-missing-template-keys --dry-run= -f= --field-manager= --filename= -k= --kustomize= --local -o=
        --output= -p= --patch-file= --patch= -R --recursive --show-managed-fields --subresource= --template=
        --type=`,
      replace: `
        --allow-missing-template-keys --cascade= --dry-run= -f= --field-manager= --filename= --force
        --grace-period= -k= --kustomize= -o= --output= -R --raw= --recursive --save-config --show-managed-fields
        --subresource= --template= --timeout= --validate= --wait`,
      'rollout restart': `
        --allow-missing-template-keys -f= --field-manager= --filename= -k= --kustomize= -l= -o= --output= -R
        --recursive --selector= --show-managed-fields --template=`,
      'rollout status':
        '-f= --filename= -k= --kustomize= -l= -R --recursive --revision= --selector= --timeout= -w --watch',
      scale: `
        --all --allow-missing-template-keys --current-replicas= --dry-run= -f= --filename= -k= --kustomize= -l=
        -o= --output= -R --recursive --replicas= --resource-version= --selector= --show-managed-fields
        --template= --timeout=`,
      'set image': `
        --all --allow-missing-template-keys --dry-run= -f= --field-manager= --filename= -k= --kustomize= -l=
        --local -o= --output= -R --recursive --selector= --show-managed-fields --template=`,
      wait: `
        -A --all --all-namespaces --allow-missing-template-keys -f= --field-selector= --filename= --for= -l=
        --local -o= --output= -R --recursive --selector= --show-managed-fields --template= --timeout=`,
    },
  },
  {
    program: 'helm',
    read: 'Helm 4.2.4, 2026-08-20, and 3.21.4: what both have',
    sources: ['https://github.com/helm/helm/tree/main/pkg/cmd', 'https://helm.sh/docs/helm/'],
    everywhere: `
      --burst-limit= --debug --kube-apiserver= --kube-as-group= --kube-as-user= --kube-ca-file= --kube-context=
      --kube-insecure-skip-tls-verify --kube-tls-server-name= --kube-token= --kubeconfig= -n= --namespace=
      --qps= --registry-config= --repository-cache= --repository-config=`,
    commands: {
      'dependency build': `
        --ca-file= --cert-file= --insecure-skip-tls-verify --key-file= --keyring= --max-col-width= --password=
        --plain-http --skip-refresh --username= --verify`,
      'get manifest': '',
      'get values': '-a --all -o= --output= --revision=',
      history: '--max= -o= --output=',
      list: `
        -A --all-namespaces -d --date --deployed -f= --failed --filter= -l= -m= --max= --no-headers -o=
        --offset= --output= --pending -q -r --reverse --selector= --short --superseded --time-format=
        --uninstalled --uninstalling`,
      'repo add': `
        --allow-deprecated-repos --ca-file= --cert-file= --force-update --insecure-skip-tls-verify --key-file=
        --pass-credentials --password-stdin --password= --timeout= --username=`,
      rollback: '--cleanup-on-fail --dry-run --force --history-max= --no-hooks --timeout= --wait --wait-for-jobs',
      status: '-o= --output= --revision=',
      upgrade: `
        --atomic --ca-file= --cert-file= --cleanup-on-fail --create-namespace --dependency-update --description=
        --devel --disable-openapi-validation --dry-run[=] --enable-dns -f= --force --hide-notes --hide-secret
        --history-max= -i --insecure-skip-tls-verify --install --key-file= --keyring= -l= --labels= --no-hooks
        -o= --output= --pass-credentials --password= --plain-http --render-subchart-notes --repo=
        --reset-then-reuse-values --reset-values --reuse-values --set-file= --set-json= --set-literal=
        --set-string= --set= --skip-crds --skip-schema-validation --take-ownership --timeout= --username=
        --values= --verify --version= --wait --wait-for-jobs`,
      version: '--short --template=',
    },
  },
  {
    program: 'kustomize',
    read: 'Kustomize, 2026-08-20',
    sources: ['https://github.com/kubernetes-sigs/kustomize/blob/master/kustomize/commands/edit/set/setimage.go'],
    everywhere: '',
    commands: {
      'edit set image': '',
    },
  },
];
