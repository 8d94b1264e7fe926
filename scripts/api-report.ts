import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import {
  CompilerState,
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
  ExtractorMessage,
} from "@microsoft/api-extractor";
import { EntryPoint, entryPoints, projectRoot } from "./entry-points";
import { copyProject, inScratch } from "./scratch";

/** The reports of all entry points, and the public members without a doc comment. */
interface Reports {
  readonly folder: string;
  readonly undocumented: string[];
}

/** Writes etc/<entry>.api.md, one report for each entry point, and removes reports of former entry points. */
export function updateReports(root: string): void {
  inScratch((scratch) => {
    const { folder } = writeReports(root, scratch);
    rmSync(path.join(root, "etc"), { recursive: true, force: true });
    cpSync(folder, path.join(root, "etc"), { recursive: true });
  });
}

/** Returns the differences between etc/ and the current code. The text is empty if there are none. */
export function reportDifferences(root: string): string {
  return checkReports(root).differences;
}

/** Compares etc/ with the current code and lists the public members that have no doc comment. */
export function checkReports(root: string): { differences: string; undocumented: string[] } {
  return inScratch((scratch) => {
    const { folder, undocumented } = writeReports(root, scratch);
    return { differences: differencesOf(path.join(root, "etc"), folder), undocumented };
  });
}

function differencesOf(kept: string, reports: string): string {
  if (!existsSync(kept)) return `etc/ does not exist; expected ${readdirSync(reports).join(", ")}\n`;
  const diff = ["diff", "--no-index", "--no-prefix", "--", kept, reports];
  return spawnSync("git", diff, { encoding: "utf8" })
    .stdout.replaceAll(`${reports.slice(1)}/`, "etc/")
    .replaceAll(`${kept.slice(1)}/`, "etc/");
}

function writeReports(root: string, scratch: string): Reports {
  copyProject(root, scratch, ["lib", "package.json", "tsconfig.json", "tsconfig.build.json"]);
  const tsc = path.join(projectRoot, "node_modules/typescript/bin/tsc");
  const compiled = spawnSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], { cwd: scratch, encoding: "utf8" });
  if (compiled.status !== 0) throw new Error(`lib/ does not compile\n${compiled.stdout}`);

  const folder = path.join(scratch, "etc");
  mkdirSync(folder);
  const configs = entryPoints(root).map((entry) => reportConfig(scratch, folder, entry));
  const others = configs.slice(1).map((config) => config.mainEntryPointFilePath);
  const compilerState = CompilerState.create(configs[0], { additionalEntryPoints: others });
  const undocumented = new Set<string>();
  const messageCallback = (message: ExtractorMessage) => {
    if (message.messageId !== "ae-undocumented") return failOnError(message);
    const source = path.relative(scratch, message.sourceFilePath ?? scratch).replace(/\.d\.ts$/, ".ts");
    undocumented.add(`${source}: ${message.text}`);
    message.handled = true;
  };
  // A `localBuild` writes the report in place.
  for (const config of configs) Extractor.invoke(config, { localBuild: true, compilerState, messageCallback });
  return { folder, undocumented: [...undocumented].sort() };
}

function reportConfig(scratch: string, reportFolder: string, entry: EntryPoint): ExtractorConfig {
  const silent = { logLevel: ExtractorLogLevel.None };
  return ExtractorConfig.prepare({
    configObjectFullPath: path.join(scratch, "api-extractor.json"),
    packageJsonFullPath: path.join(scratch, "package.json"),
    configObject: {
      projectFolder: scratch,
      mainEntryPointFilePath: path.join(scratch, entry.source.replace(/\.ts$/, ".d.ts")),
      newlineKind: "lf",
      compiler: { tsconfigFilePath: path.join(scratch, "tsconfig.build.json"), skipLibCheck: true },
      apiReport: {
        enabled: true,
        reportFolder,
        reportTempFolder: path.join(scratch, "temp"),
        reportFileName: entry.name,
      },
      messages: {
        // Doc comments are written for editors rather than for TSDoc. Every export is public.
        tsdocMessageReporting: { default: silent },
        extractorMessageReporting: {
          default: silent,
          "ae-undocumented": { ...silent, logLevel: ExtractorLogLevel.Warning },
          // The index must export every type of its API. The other entry points refer to types of the index.
          "ae-forgotten-export": { ...silent, addToApiReportFile: entry.name === "index" },
        },
      },
    },
  });
}

function failOnError(message: ExtractorMessage): void {
  if (message.logLevel === ExtractorLogLevel.Error) throw new Error(message.formatMessageWithLocation(undefined));
  message.handled = message.logLevel !== ExtractorLogLevel.None;
}

function main(): void {
  if (!process.argv.includes("--check")) return updateReports(projectRoot);
  const { differences, undocumented } = checkReports(projectRoot);
  process.stdout.write(differences);
  if (differences) console.error("The public API changed. If that is intended, run `npm run api` and commit etc/.");
  for (const each of undocumented) console.error(each);
  if (undocumented.length > 0) console.error(`${undocumented.length} public members have no doc comment.`);
  process.exitCode = differences || undocumented.length > 0 ? 1 : 0;
}

if (require.main === module) main();
