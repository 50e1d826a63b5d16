import { elementsAt, elementText, type XmlElement } from '../formats/xml';
import type { DockerInstruction } from '../formats/dockerfile';
import { listAt, textAt } from '../looseValue';
import { ancestorsOf, baseName, folderOf, inFolder } from '../paths';
import type { WorkspaceFiles } from '../workspaceFiles';
import { strong, weak, type UnitEvidence, type UnitSource } from './unitEvidence';

/** Programs beside a service that generate, check or measure it. */
const tool =
  /^(?:.*(?:gen|generator|generate|codegen|lint|linter|bench|benchmark|mock|fake|example|fixture|test|tests|testing|fuzz)s?|docs?|tools?|xtasks?|dev|debug|(?:protoc-gen|gen|bench|test|mock|fake|doc)[-_].*)$/iu;

/** The main package's file of a module, named for its folder or for the first words of that name. */
const namedForItsFolder = /(?:^|\/)([\w.-]+?)(?:[-_][\w.-]+)?\/\1\.go$/u;

/** A folder of its own for each service of a module. */
const service = /^(?:services?|apps?)\/[\w-]+$/u;

/** Go: main packages below `cmd/`, in a folder of services, and nested modules with a `main.go` or a main package in the file named for them. One program alone is its module's. */
export const go: UnitSource = {
  reads: (path) => baseName(path) === 'go.mod' || namedForItsFolder.test(path) || image.test(baseName(path)),
  find: (files) => {
    const { named } = files;
    const modules = new Set(named('go.mod').map(folderOf));
    const namesakes = files.loaded
      .filter((path) => namedForItsFolder.test(path) && (modules.has(folderOf(path)) || service.test(folderOf(path))))
      .filter((path) => /^package main\s*$/mu.test(files.text(path) ?? ''))
      .map(folderOf);
    const programFolders = new Set([...named('main.go').map(folderOf), ...namesakes]);
    const programs = new Map<string, string[]>();
    for (const folder of programFolders) {
      const module = ancestorsOf(folder).find((ancestor) => modules.has(ancestor));
      const inside = module === undefined || module === '.' ? folder : folder.slice(module.length + 1);
      const isProgram = folder === module || /^(?:[\w-]+\/)?cmd\/[\w./-]+$/u.test(inside) || service.test(inside);
      if (module === undefined || !isProgram) continue;
      if (folder !== module && tool.test(baseName(folder))) continue;
      if (/(?:^|\/)(?:magefiles|devtools|tools?|utils?|hack|scripts?|ci)(?:\/|$)/u.test(folder)) continue;
      programs.set(module, [...(programs.get(module) ?? []), folder]);
    }
    const carried = new Set(files.matching(image).flatMap((path) => programsIn(files.dockerfile(path) ?? [])));
    return [...programs].flatMap(([module, all]): readonly UnitEvidence[] => {
      // Where images say which programs they carry, the others are for developers.
      const shipped = all.filter((folder) => carried.has(folder));
      const folders = shipped.length > 0 ? shipped : all;
      if (module !== '.' && programFolders.has(module)) return [strong(module)];
      if (folders.length === 1) return module === '.' ? [] : [strong(module)];
      return folders.map(strong);
    });
  },
};

/** Main packages that a Dockerfile builds by their path in the repository. */
function programsIn(instructions: readonly DockerInstruction[]): readonly string[] {
  return instructions.flatMap(({ keyword, text }) =>
    keyword === 'RUN' && /\bgo\s+(?:build|install)\b/u.test(text)
      ? [...text.matchAll(/(?:^|\s)(?:\.\/)?((?:[\w-]+\/)*cmd\/[\w/-]+)(?=\s|$)/gu)].flatMap(
          ([, folder]) => folder ?? [],
        )
      : [],
  );
}

/** Cargo: packages with a binary; where images say which binaries they carry, only those. */
export const cargo: UnitSource = {
  reads: (path) => baseName(path) === 'Cargo.toml' || image.test(baseName(path)),
  find: (files) => {
    const { matching, named } = files;
    const binaries = new Set(named('main.rs').map(folderOf));
    const manifests = named('Cargo.toml');
    if (manifests.length === 0) return [];
    const inBin = new Set(
      files.paths.filter((path) => /(?:^|\/)src\/bin\/[^/]+\.rs$/u.test(path)).map((path) => folderOf(folderOf(path))),
    );
    const programs = manifests.flatMap((path) => {
      const folder = folderOf(path);
      const manifest = files.toml(path)?.value;
      const name = textAt(manifest, 'package', 'name');
      if (name === undefined || tool.test(name) || tool.test(baseName(folder))) return [];
      // A desktop application is installed by its users.
      if (files.has(inFolder(folder, 'tauri.conf.json'))) return [];
      const source = inFolder(folder, 'src');
      const declared = listAt(manifest, 'bin').flatMap((bin) => textAt(bin, 'name') ?? []);
      return declared.length > 0 || binaries.has(source) || inBin.has(source)
        ? [{ folder, names: [name, ...declared] }]
        : [];
    });
    if (programs.length === 0) return [];
    const shipped = new Set(matching(image).flatMap((path) => binariesIn(files.dockerfile(path) ?? [])));
    const carried = programs.filter(({ names }) => names.some((name) => shipped.has(name)));
    return (carried.length > 0 ? carried : programs).map(({ folder }) => weak(folder));
  },
};

const image = /^(?:Dockerfile|Containerfile)(?:[.-][\w.-]+)?$|\.[Dd]ockerfile$/u;

/** Binaries that a Dockerfile builds by name or copies out of Cargo's target folder. */
function binariesIn(instructions: readonly DockerInstruction[]): readonly string[] {
  return instructions.flatMap(({ keyword, words }) => {
    if (!/^(?:RUN|COPY|CMD|ENTRYPOINT)$/u.test(keyword)) return [];
    return words.flatMap((word, index) => {
      if (/^(?:--bin|-p|--package)$/u.test(words[index - 1] ?? '')) return [word];
      const told = /^--(?:bin|package)=(.+)$/u.exec(word)?.[1];
      if (told !== undefined) return [told];
      const path = /(?:release|debug|target|bin)\/([\w-]+)$/u.exec(word)?.[1];
      return path === undefined ? [] : [path];
    });
  });
}

/** A plugin that is applied, not a library of the same name. */
const applicationPlugins =
  /(?:\bid\s*\(?\s*|\bapply\s*\(?\s*plugin\s*[:=]\s*|\bkotlin\s*\(\s*)['"](?:org\.springframework\.boot|io\.quarkus|io\.micronaut\.(?:minimal\.)?application|io\.ktor\.plugin|com\.android\.application|com\.google\.cloud\.tools\.(?:jib|appengine(?:-appenginewebxml|-appyaml)?)|application|war)['"]|\balias\s*\(\s*libs\.plugins\.(?:spring[.-]?boot|springBoot|org\.springframework\.boot|quarkus|micronaut(?:\.application)?|ktor|jib|android\.application)\b|^\s*(?:`?application`?|war)\s*$/u;
const mavenPlugins =
  /^(?:spring-boot-maven-plugin|quarkus-maven-plugin|jib-maven-plugin|micronaut-maven-plugin|appengine-maven-plugin|dockerfile-maven-plugin|tomee-maven-plugin|wildfly-maven-plugin)$/u;

/** Maven modules and Gradle projects that apply an application plugin, are packed as a web archive, or hold a Spring application class. */
export const jvm: UnitSource = {
  reads: (path) => /^(?:pom\.xml|build\.gradle(?:\.kts)?)$/u.test(baseName(path)),
  find: (files) => {
    const { matching, named } = files;
    const started = new Set<string>();
    for (const path of matching(/Application\.(?:java|kt)$/u)) {
      const at = path.indexOf('src/main/');
      if (at > 0) started.add(path.slice(0, at - 1));
    }
    const maven = named('pom.xml').filter((path) => {
      const project = files.xml(path);
      if (project === undefined || elementText(project, 'packaging') === 'pom') return false;
      if (started.has(folderOf(path)) || /^(?:war|ear)$/u.test(elementText(project, 'packaging') ?? '')) return true;
      return elementsAt(project, 'build', 'plugins', 'plugin').some((plugin) =>
        mavenPlugins.test(elementText(plugin, 'artifactId') ?? ''),
      );
    });
    const gradle = named('build.gradle', 'build.gradle.kts').filter((path) => {
      const lines = (files.text(path) ?? '').split('\n').filter((line) => !/^\s*(?:\/\/|\*|\/\*)/u.test(line));
      // A library of a Spring project switches its executable archive off.
      if (/bootJar[^}]{0,80}enabled\s*=?\s*false|bootJar[^\n]*enabled\s*=\s*false/u.test(lines.join('\n')))
        return false;
      return (
        started.has(folderOf(path)) ||
        lines.some(
          (line) => applicationPlugins.test(line) && !/apply\s*\(?\s*false|implementation|classpath/u.test(line),
        )
      );
    });
    return [...maven, ...gradle]
      .map(folderOf)
      .filter((folder) => !isMobileShell(files, folder))
      .map(strong);
  },
};

/** The Android project inside a Flutter or React Native application is a part of it. */
function isMobileShell(files: WorkspaceFiles, folder: string): boolean {
  const above = /^(?:(.*)\/)?android\/app$/u.exec(folder);
  if (above === null) return false;
  return ['pubspec.yaml', 'package.json'].some((name) => files.has(inFolder(above[1] ?? '.', name)));
}

/** A console program that a host of services or message handlers keeps running. */
function isHostedProgram(project: XmlElement): boolean {
  return (
    elementText(project, 'PropertyGroup', 'OutputType')?.toLowerCase() === 'exe' &&
    elementsAt(project, 'ItemGroup', 'PackageReference').some(({ attributes }) =>
      /^(?:Microsoft\.Extensions\.Hosting(?:\.(?:WindowsServices|Systemd))?|Microsoft\.Azure\.WebJobs(?:\.Extensions)?|NServiceBus(?:\.Extensions\.Hosting)?|Topshelf|MassTransit|Hangfire)$/u.test(
        attributes['Include'] ?? '',
      ),
    )
  );
}

/** .NET: web, worker and function projects. */
export const dotnet: UnitSource = {
  reads: (path) => /\.(?:cs|fs|vb)proj$/u.test(path),
  find: (files) =>
    files.matching(/\.(?:cs|fs|vb)proj$/u).flatMap((path): readonly UnitEvidence[] => {
      const project = files.xml(path);
      if (project === undefined || tool.test(baseName(path).replace(/\.\w+$/u, ''))) return [];
      const deployed =
        /^Microsoft\.NET\.Sdk\.(?:Web|Worker|BlazorWebAssembly)\b/u.test(project.attributes['Sdk'] ?? '') ||
        elementText(project, 'PropertyGroup', 'AzureFunctionsVersion') !== undefined ||
        isHostedProgram(project);
      return deployed ? [strong(folderOf(path))] : [];
    }),
};
