import type { CliReference } from './reference';

/** Tools that stand on every desk, and what the repository is kept with. */
export const toolReferences: readonly CliReference[] = [
  {
    program: 'gh',
    read: 'GitHub CLI 2.60.0, 2024-10-24',
    sources: ['https://github.com/cli/cli/tree/trunk/pkg/cmd', 'https://cli.github.com/manual/'],
    everywhere: '',
    commands: {
      'auth status': '-a --active -h= --hostname= --show-token -t',
      'pr merge': `
        --admin -A= --author-email= --auto -b= --body= --body-file= -d --delete-branch --disable-auto -F= -m
        --match-head-commit= --merge -R= -r --rebase --repo= -s --squash --subject= -t=`,
      'release create': `
        -d --discussion-category= --draft -F= --fail-on-no-commits --generate-notes --latest[=] -n= --notes= --notes-file=
        --notes-from-tag --notes-start-tag= -p --prerelease -R= --repo= -t= --target= --title= --verify-tag`,
      'repo view': '-b= --branch= --jq= --json= -q= -t= --template= -w --web',
      'run list': `
        -a --all -b= --branch= -c= --commit= --created= -e= --event= --jq= --json= -L= --limit= -q= -R= --repo=
        -s= --status= -t= --template= -u= --user= -w= --workflow=`,
      'run rerun': '-d --debug --failed -j= --job= -R= --repo=',
      'run watch': '--exit-status -i= --interval= -R= --repo=',
      'workflow run': '-F= -f= --field= --json -R= -r= --raw-field= --ref= --repo=',
    },
  },
  {
    program: 'glab',
    read: 'GitLab CLI 1.53, 2025-04, and the REST API of GitLab, v4',
    sources: [
      'https://docs.gitlab.com/cli/api/',
      'https://docs.gitlab.com/api/jobs/',
      'https://docs.gitlab.com/api/deployments/',
    ],
    everywhere: '',
    commands: {
      api: `
        -F= -f= --field= -H= --header= --hostname= -i --include --input= --method= --paginate --raw-field=
        --silent -X=`,
    },
  },
  {
    program: 'git',
    read: 'Git 2.39',
    sources: ['https://git-scm.com/docs'],
    everywhere: '-C= -c= --git-dir= --work-tree= --no-pager --exec-path --bare',
    commands: {
      commit: '-a --all --amend --author= -F= --file= -m= --message= -n --no-verify -q --quiet -s --signoff',
      'commit-tree': '-F= --gpg-sign[=] -m= -p= -S[=]',
      fetch: '--all --depth= --no-tags -p --prune -q --quiet -t --tags --unshallow',
      'ls-remote': '--exit-code --get-url -h --heads -q --quiet --refs --sort= --symref -t --tags',
      push: '--atomic --dry-run -f --follow-tags --force --force-with-lease[=] -n -q --quiet --set-upstream --tags -u',
      revert: '--abort --continue -e --edit -m= --mainline= -n --no-commit --no-edit --quit -S[=] -s --signoff --skip',
      'rev-parse': '--abbrev-ref --is-inside-work-tree -q --quiet --short[=] --show-prefix --show-toplevel --verify',
      tag: '-a --annotate -d --delete -f --force -l --list -m= --message= -s --sign',
      show: '--format= --name-only --no-patch -q --quiet -s --stat',
      status: '-b --branch --ignored[=] --porcelain[=] -s --short -u[=] --untracked-files[=] -z',
      'worktree add': '-B= -b= --checkout -d --detach -f --force --lock --no-checkout -q --quiet',
      'worktree remove': '-f --force',
    },
  },
  {
    program: 'jq',
    read: 'jq 1.6',
    sources: ['https://jqlang.org/manual/v1.6/'],
    everywhere: '',
    commands: {
      '': '--arg== --argjson== -c -e -n -R -r --rawfile== -S -s --slurpfile==',
    },
  },
  {
    program: 'ssh',
    read: 'OpenSSH 9',
    sources: ['https://man.openbsd.org/ssh'],
    everywhere: '',
    commands: {
      '': '-F= -i= -J= -l= -o= -p= -q -T -t',
    },
  },
  {
    program: 'bash',
    read: 'Bash 5',
    sources: ['https://www.gnu.org/software/bash/manual/'],
    everywhere: '',
    commands: {
      '': '-c= -e -n -u -x',
    },
  },
  {
    program: 'grep',
    read: 'GNU and BSD grep: what both have',
    sources: ['https://www.gnu.org/software/grep/manual/', 'https://man.freebsd.org/cgi/man.cgi?grep'],
    everywhere: '',
    commands: {
      '': `
        -c --count -E --extended-regexp -F --fixed-strings -i --ignore-case --invert-match --line-regexp -o
        --only-matching -q --quiet -v -w --word-regexp -x`,
    },
  },
  {
    program: 'sed',
    read: 'GNU sed 4.9 (its own --help), 2026-11-30',
    sources: ['https://www.gnu.org/software/sed/manual/html_node/Command_002dLine-Options.html'],
    everywhere: '',
    commands: {
      '': `
        --debug -E -e= --expression= -f= --file= --follow-symlinks -i[=] --in-place[=] -l= --line-length= -n
        --posix --quiet -r --regexp-extended -s --sandbox --separate --silent -u --unbuffered --null-data -z`,
    },
  },
  {
    program: 'make',
    read: 'GNU make 4',
    sources: ['https://www.gnu.org/software/make/manual/'],
    everywhere: '',
    commands: {
      '': '--always-make -B -C= --directory= --dry-run -f= --file= -n -s --silent',
    },
  },
  {
    program: 'npm',
    read: 'npm 10',
    sources: ['https://docs.npmjs.com/cli/v10/commands/npm-run-script'],
    everywhere: '--prefix= --silent -s --workspace= -w=',
    commands: {
      run: '--if-present',
    },
  },
  {
    program: 'head',
    read: 'POSIX and GNU coreutils',
    sources: [
      'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/',
      'https://www.gnu.org/software/coreutils/manual/',
    ],
    everywhere: '',
    commands: {
      '': '-c= -n=',
    },
  },
  {
    program: 'tail',
    read: 'POSIX and GNU coreutils',
    sources: [
      'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/',
      'https://www.gnu.org/software/coreutils/manual/',
    ],
    everywhere: '',
    commands: {
      '': '-c= -n=',
    },
  },
  {
    program: 'tr',
    read: 'POSIX and GNU coreutils',
    sources: [
      'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/',
      'https://www.gnu.org/software/coreutils/manual/',
    ],
    everywhere: '',
    commands: {
      '': '-c -d -s',
    },
  },
  {
    program: 'mktemp',
    read: 'POSIX and GNU coreutils',
    sources: [
      'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/',
      'https://www.gnu.org/software/coreutils/manual/',
    ],
    everywhere: '',
    commands: {
      '': '-d',
    },
  },
  {
    program: 'readlink',
    read: 'POSIX and GNU coreutils',
    sources: [
      'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/',
      'https://www.gnu.org/software/coreutils/manual/',
    ],
    everywhere: '',
    commands: {
      '': '',
    },
  },
  {
    program: 'cat',
    read: 'POSIX and GNU coreutils',
    sources: [
      'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/',
      'https://www.gnu.org/software/coreutils/manual/',
    ],
    everywhere: '',
    commands: {
      '': '',
    },
  },
  {
    program: 'hostname',
    read: 'POSIX and GNU coreutils',
    sources: [
      'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/',
      'https://www.gnu.org/software/coreutils/manual/',
    ],
    everywhere: '',
    commands: {
      '': '',
    },
  },
  {
    program: 'id',
    read: 'POSIX and GNU coreutils',
    sources: [
      'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/',
      'https://www.gnu.org/software/coreutils/manual/',
    ],
    everywhere: '',
    commands: {
      '': '-g --group -n --name -u --user',
    },
  },
  {
    program: 'rm',
    read: 'POSIX and GNU coreutils',
    sources: [
      'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/',
      'https://www.gnu.org/software/coreutils/manual/',
    ],
    everywhere: '',
    commands: {
      '': '-f -i -r',
    },
  },
];
