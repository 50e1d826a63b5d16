import { hasOption, programOf, type ShellCommand } from '../shellCommands';

interface Context {
  readonly options: readonly string[];
  /** Subcommands that touch nothing far away. */
  readonly free: RegExp;
}

/** What each program needs to be told. */
const contexts: Readonly<Record<string, Context>> = {
  kubectl: {
    options: ['--context', '--kubeconfig', '--server', '-s'],
    free: /^(?:config|version|completion|kustomize|krew|plugin|help)$/u,
  },
  helm: {
    options: ['--kube-context', '--kubeconfig'],
    free: /^(?:repo|search|show|template|lint|dependency|dep|package|pull|push|registry|version|env|create|plugin|help|completion)$/u,
  },
  heroku: {
    options: ['--app', '-a', '--remote', '-r', '--team', '-t'],
    free: /^(?:auth|login|logout|plugins|version|help|update|status|apps|accounts)(?::|$)/u,
  },
  fly: {
    options: ['--app', '-a', '--config', '-c', '--org', '-o'],
    free: /^(?:auth|version|help|platform|orgs|regions)$/u,
  },
  gcloud: { options: ['--project'], free: /^(?:auth|config|components|version|info|help|projects|organizations)$/u },
};

/** The option of which a command needs at least one to say where it runs; undefined when it says so. */
export function lackingContext(command: ShellCommand): string | undefined {
  const program = programOf(command) === 'flyctl' ? 'fly' : programOf(command);
  const needs = program === undefined ? undefined : contexts[program];
  const verb = command.slice(1).find(({ text }) => !text.startsWith('-'))?.text;
  if (needs === undefined || verb === undefined) return undefined;
  // A plugin or an option's value may stand first: where the context is given, the verb is found behind it.
  if (!hasOption(command, ...needs.options)) return needs.free.test(verb) ? undefined : needs.options[0];
  return program === 'kubectl' || program === 'helm' ? lackingNamespace(program, command) : undefined;
}

/** Verbs and resources of kubectl that belong to the whole cluster. */
const clusterWide =
  /^(?:config|version|cluster-info|api-resources|api-versions|whoami|completion|plugin|certificate|drain|cordon|uncordon|taint|nodes?|no|namespaces?|ns|persistentvolumes?|pvs?|storageclass(?:es)?|sc|clusterroles?|clusterrolebindings?|crds?|customresourcedefinitions?|priorityclass(?:es)?|ingressclass(?:es)?|(?:nodes?|no|namespaces?|ns|pv|crd)\/.+)$/u;

function lackingNamespace(program: 'kubectl' | 'helm', command: ShellCommand): string | undefined {
  if (hasOption(command, '--namespace', '-n', '--all-namespaces', '-A')) return undefined;
  const words = command.slice(1).map(({ text }) => text);
  if (program === 'helm') return words.some((word) => contexts['helm']?.free.test(word)) ? undefined : '--namespace';
  // A manifest may name the namespace of each object by itself; what comes from a pipe is read from nowhere.
  const manifest = words.some(
    (word, index) => /^(?:-f|--filename|-k|--kustomize)$/u.test(word) && words[index + 1] !== '-',
  );
  const inline = words.some((word) => /^(?:--filename|--kustomize)=(?!-$)/u.test(word));
  return manifest || inline || words.some((word) => clusterWide.test(word)) ? undefined : '--namespace';
}
